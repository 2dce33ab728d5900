import Microcredentials

/// Random criteria, facts and exceptions: few codes and few days, so that they meet often.
struct RandomCriteria {
  var random: Randomness
  /// Whether every value is known, so that everything can be evaluated.
  var isCertain = true
  private var count = 0

  static let start: Day = "2026-01-01"
  static let end = start.adding(days: 40)

  init(seed: Int, isCertain: Bool = true) {
    self.random = Randomness(seed: seed)
    self.isCertain = isCertain
  }

  static let policy = Policy(
    creditCap: 1_000, sharingLimit: 2,
    terms: (0..<5).map { index in
      Term(
        code: "T\(index)", name: "Term \(index)", starts: start.adding(days: index * 10),
        ends: start.adding(days: index * 10 + 9))
    })

  mutating func facts() -> Facts {
    var story = Story(criteria: node(depth: 3), policy: RandomCriteria.policy)
    story.enrollment = Enrollment(began: day())
    story.known = random.some(0...6) { _ in 0 }.indices.map { fact($0) }
    story.exceptions = random.some(0...2) { _ in 0 }.indices.map { exception($0) }
    return story.facts
  }

  mutating func day() -> Day { RandomCriteria.start.adding(days: random.number(0...40)) }

  mutating func node(depth: Int) -> Requirement {
    switch random.number(1...100) {
    case ...40 where depth < 3: return record()
    case ...75 where depth > 0: return group(depth: depth)
    case ...88: return total()
    case ...93: return mean()
    case ...97 where depth > 0:
      return .not(NotRequirement(label: label(), member: node(depth: depth - 1)))
    default: return record()
    }
  }

  private mutating func label() -> Label {
    count += 1
    return Label(id: "R\(count)", title: "Requirement \(count)")
  }

  mutating func record() -> Requirement {
    .record(
      RecordRequirement(
        label: label(), selector: selector(), condition: condition(),
        credits: random.chance(15) ? 0...0 : nil, mayShare: random.chance(15)))
  }

  private mutating func group(depth: Int) -> Requirement {
    let members = (0..<random.number(1...3)).map { _ in node(depth: depth - 1) }
    let isOrdered = random.chance(25)
    return .group(
      GroupRequirement(
        label: label(), need: isOrdered ? nil : random.number(1...members.count),
        members: members, order: isOrdered ? random.one(of: [.sequence, .consecutiveTerms]) : .any,
        limits: random.chance(30) ? random.some(1...2) { _ in 0 }.map { _ in limit() } : []))
  }

  private mutating func total() -> Requirement {
    let amount = random.one(of: isCertain ? Amount.allCases : [.credits, .count])
    let items = (0..<random.number(1...2)).map { _ in
      TotalRequirement.Item(
        selector: selector(), condition: condition(),
        each: random.chance(20) ? Quantity(random.number(1...3)) : nil)
    }
    let atMost = random.chance(20) ? Quantity(random.number(2...6)) : nil
    let atLeast = atMost == nil || random.chance(50) ? Quantity(random.number(1...6)) : nil
    return .total(
      TotalRequirement(
        label: label(), amount: amount, atLeast: atLeast, atMost: atMost, items: items,
        limits: random.chance(20) ? [limit()] : [], mayShare: random.chance(20)))
  }

  private mutating func mean() -> Requirement {
    let items = (0..<random.number(1...3)).map { _ in
      MeanRequirement.Item(
        selector: selector(), condition: condition(), weight: random.one(of: ["12.5", "7.5", 1]))
    }
    return .mean(
      MeanRequirement(
        label: label(), atLeast: Quantity(random.number(1...8) * 10), items: items))
  }

  private mutating func selector() -> Selector {
    let kinds: [FactKind] = [.course, .course, .course, .exam, .assessment, .standing]
    switch random.number(1...10) {
    case ...2: return Selector(kind: random.one(of: kinds))
    case 3: return Selector(kind: random.one(of: kinds), codes: [code()], pools: ["pool"])
    case ...6: return Selector(kind: random.one(of: kinds), codes: [code(), code()])
    default: return Selector(kind: random.one(of: kinds), codes: [code()])
    }
  }

  mutating func code() -> String { random.one(of: ["A", "B", "C"]) }
}
