/// Finds for each requirement the facts that may count for it.
struct Prospecting {
  private let dossier: Dossier
  /// For a standing, the last day before the next one of its code.
  private let lasting: [Int: Day]
  private var count = 0

  private init(_ dossier: Dossier) {
    self.dossier = dossier
    self.lasting = Prospecting.lastDays(ofStandings: dossier)
  }

  /// The criteria with their prospects, and what each matters to the others.
  static func criteria(_ node: Requirement, _ dossier: Dossier) -> Prospect {
    var prospecting = Prospecting(dossier)
    let root = prospecting.prospect(node)
    var takers = Array(repeating: 0, count: dossier.facts.count)
    root.forEach { prospect in prospect.forEachTaken { takers[$0] += 1 } }
    root.mark(takers, isMeasured: false, order: .any)
    return root
  }

  /// Of the standings of one code only the latest counts.
  private static func lastDays(ofStandings dossier: Dossier) -> [Int: Day] {
    var latest: [String: Int] = [:]
    var days: [Int: Day] = [:]
    for index in dossier.facts.indices where dossier.facts[index].kind == .standing {
      let fact = dossier.facts[index]
      guard fact.isFinal || dossier.matching.countsProvisional else { continue }
      if let earlier = latest.updateValue(index, forKey: fact.code) {
        days[earlier] = fact.on.adding(days: -1)
      }
    }
    return days
  }

  private mutating func prospect(_ node: Requirement) -> Prospect {
    let id = node.label.id
    let place = count
    count += 1
    let waivers = dossier.exceptions.indices.filter {
      dossier.exceptions[$0].kind == .waiver && dossier.exceptions[$0].requirement == id
    }
    switch node {
    case .record(let node):
      return Prospect(
        id: id, place: place, shape: .record, choices: [candidates(node)], waivers: waivers,
        consumes: !node.mayShare)
    case .group(let node):
      let members = node.members.map { prospect($0) }
      return Prospect(
        id: id, place: place, shape: .group(need: node.need, order: node.order),
        limits: node.limits, members: members, waivers: waivers)
    case .total(let node):
      return Prospect(
        id: id, place: place, shape: .total(atLeast: node.atLeast, atMost: node.atMost),
        limits: node.limits, choices: [candidates(node)], waivers: waivers,
        consumes: node.consumes)
    case .mean(let node):
      let choices = node.items.map(candidates)
      return Prospect(
        id: id, place: place,
        shape: .mean(atLeast: node.atLeast, weights: node.items.map(\.weight)), choices: choices,
        waivers: waivers)
    case .not(let node):
      let member = prospect(node.member)
      return Prospect(id: id, place: place, shape: .not, members: [member], waivers: waivers)
    }
  }

  private func candidates(_ node: RecordRequirement) -> [Prospect.Candidate] {
    let substitutions = dossier.exceptions.indices.filter {
      guard case .substitution = dossier.exceptions[$0].kind else { return false }
      return dossier.exceptions[$0].requirement == node.label.id
    }
    let planned = node.plannedCredits
    var found: [Prospect.Candidate] = []
    for index in dossier.facts.indices {
      if let candidate = candidate(index, node.selector, node.condition) {
        found.append(candidate)
      } else {
        found += substitutions.compactMap { substitute(index, $0, node.condition) }
      }
    }
    for index in found.indices {
      found[index].credits = planned == .zero ? .zero : found[index].credits ?? planned
    }
    if !substitutions.isEmpty { found.sort { ($0.on, $0.fact) < ($1.on, $1.fact) } }
    return found
  }

  /// The fact, if the substitution names its code: it stands from the day of both.
  private func substitute(
    _ index: Int, _ granted: Int, _ condition: Condition
  ) -> Prospect.Candidate? {
    let exception = dossier.exceptions[granted]
    guard exception.kind == .substitution(code: dossier.facts[index].code),
      var candidate = candidate(index, Selector(), condition)
    else { return nil }
    let first = max(exception.on, candidate.days.lowerBound)
    guard first <= candidate.days.upperBound else { return nil }
    candidate.days = first...candidate.days.upperBound
    candidate.on = max(candidate.on, exception.on)
    candidate.exception = granted
    return candidate
  }

  private func candidates(_ node: TotalRequirement) -> [Prospect.Candidate] {
    var found: [Prospect.Candidate] = []
    for index in dossier.facts.indices {
      for item in node.items {
        guard var candidate = candidate(index, item.selector, item.condition) else { continue }
        candidate.worth = item.each ?? node.amount.recorded(with: dossier.facts[index])
        if node.amount == .points { candidate.points = candidate.worth }
        found.append(candidate)
      }
    }
    return found
  }

  private func candidates(_ item: MeanRequirement.Item) -> [Prospect.Candidate] {
    dossier.facts.indices.compactMap { index in
      var candidate = candidate(index, item.selector, item.condition)
      candidate?.worth = dossier.facts[index].score
      return candidate
    }
  }

  private func candidate(
    _ index: Int, _ selector: Selector, _ condition: Condition
  ) -> Prospect.Candidate? {
    guard dossier.finds(index, selector) else { return nil }
    let fact = dossier.facts[index]
    guard var days = dossier.matching.days(fact, condition) else { return nil }
    let truth = dossier.matching.quality(fact, condition)
    guard truth != .notMet else { return nil }
    if let last = lasting[index], last < days.upperBound {
      guard days.lowerBound <= last else { return nil }
      days = days.lowerBound...last
    }
    return Prospect.Candidate(
      fact: index, truth: truth, days: days, on: fact.on, credits: fact.credits,
      points: fact.points)
  }
}

extension Prospect {
  /// The facts that it may take from others, each once.
  fileprivate func forEachTaken(_ body: (Int) -> Void) {
    guard consumes else { return }
    var last: Int?
    for candidate in choices[0] where candidate.fact != last {
      body(candidate.fact)
      last = candidate.fact
    }
  }

  /// Marks what matters to others; true when it is contested.
  @discardableResult
  fileprivate func mark(
    _ takers: [Int], isMeasured above: Bool, order outer: GroupRequirement.Order
  ) -> Bool {
    isMeasured = above || !limits.isEmpty
    order = outer
    if case .group(_, let own) = shape, outer != .consecutiveTerms, own != .any { order = own }
    forEachTaken { if takers[$0] > 1 { isContested = true } }
    for member in members where member.mark(takers, isMeasured: isMeasured, order: order) {
      isContested = true
    }
    return isContested
  }
}

extension Amount {
  /// What was recorded with the fact; nil when it was recorded without.
  func recorded(with fact: Fact) -> Quantity? {
    switch self {
    case .credits: fact.credits
    case .hours: fact.hours
    case .points: fact.points
    case .count: 1
    }
  }
}

extension RecordRequirement {
  /// The credits of the requirement where they are one number.
  var plannedCredits: Quantity? {
    credits.flatMap { $0.lowerBound == $0.upperBound ? $0.lowerBound : nil }
  }
}

extension TotalRequirement {
  /// Whether a fact that counts here cannot count for another requirement as well.
  var consumes: Bool { !mayShare && (amount == .credits || amount == .count) }
}
