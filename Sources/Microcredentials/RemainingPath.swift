/// The fewest things left to do.
extension Explaining {
  struct Path {
    var steps: [String] = []
    /// Whether staff, not the learner, have to act on a step; such paths come last.
    var needsStaff = false

    static func + (a: Path, b: Path) -> Path {
      Path(steps: a.steps + b.steps, needsStaff: a.needsStaff || b.needsStaff)
    }

    static func < (a: Path, b: Path) -> Bool {
      (a.needsStaff ? 1 : 0, a.steps.count) < (b.needsStaff ? 1 : 0, b.steps.count)
    }
  }

  func path(_ node: Requirement, _ prospect: Prospect) -> Path {
    let truth = deciding.judgeAlone(prospect, asOf: day).truth
    if truth == .met { return Path() }
    switch node {
    case .record(let record):
      guard truth == .notMet else {
        return Path(
          steps: ["Have staff complete the record of \(record.label.title)."], needsStaff: true)
      }
      return step(record)
    case .group(let group): return path(group, prospect)
    case .total(let total): return path(total, reached: reached(total))
    case .mean(let mean): return path(mean)
    case .not(let not):
      return Path(steps: ["\(not.member.label.title) must no longer apply"], needsStaff: true)
    }
  }

  /// The fewest things to do when nothing that was done counts.
  private func pathFromStart(_ node: Requirement) -> Path {
    switch node {
    case .record(let record): return step(record)
    case .group(let group):
      return group.fewest(group.need, of: group.members.map(pathFromStart))
    case .total(let total): return total.atLeast == nil ? Path() : path(total, reached: .zero)
    case .mean(let mean): return path(mean)
    case .not: return Path()
    }
  }

  private func step(_ record: RecordRequirement) -> Path {
    Path(steps: ["\(record.label.title)\(needs(record.condition))"])
  }

  private func path(_ total: TotalRequirement, reached: Quantity) -> Path {
    guard let atLeast = total.atLeast else {
      return Path(steps: ["\(total.label.title): ask your advisor"], needsStaff: true)
    }
    let missing = atLeast - reached
    guard missing > .zero else {
      return Path(steps: ["\(total.label.title): other results that count here"])
    }
    let unit = total.amount == .count ? "more" : "more \(total.amount.rawValue)"
    return Path(steps: ["\(total.label.title): \(missing) \(unit)"])
  }

  private func path(_ group: GroupRequirement, _ prospect: Prospect) -> Path {
    var paths = zip(group.members, prospect.members).map { path($0, $1) }
    let (together, last) = metTogether(group, prospect)
    // What is met alone, but not beside the others, has to be done once more.
    for index in paths.indices where paths[index].steps.isEmpty && !together.contains(index) {
      paths[index] = pathFromStart(group.members[index])
    }
    if group.order != .any, let next = paths.indices.first(where: { !together.contains($0) }) {
      // The next step may have been begun since the last one; what comes after it begins anew.
      if let begun = last.flatMap({ path(group.members[next], prospect.members[next], since: $0) })
      {
        paths[next] = begun
      }
      for index in group.members.indices.dropFirst(next + 1) {
        paths[index] = pathFromStart(group.members[index])
      }
    }
    let chosen = group.fewest(group.need, of: paths)
    guard chosen.steps.isEmpty else { return chosen }
    return Path(steps: [
      "\(group.label.title): \(group.limits.map(\.title).joined(separator: "; "))"
    ])
  }

  /// What is left of a requirement when only facts from a day on count; nil when nothing is.
  private func path(_ node: Requirement, _ prospect: Prospect, since day: Day) -> Path? {
    var facts = deciding.facts
    facts.known.removeAll { $0.on < day }
    let later = Explaining(Deciding(facts, deciding.today), day: self.day)
    guard let prospect = later.deciding.criteria.below(prospect.place) else { return nil }
    let path = later.path(node, prospect)
    return path.steps.isEmpty ? nil : path
  }

  /// The members that are met beside each other, as many as can be, and the day of the last one;
  /// in a sequence the first ones.
  private func metTogether(
    _ group: GroupRequirement, _ prospect: Prospect
  ) -> (members: Set<Int>, last: Day?) {
    for count in stride(from: group.need, to: 0, by: -1) {
      let (truth, search) = deciding.judgeAlone(
        prospect.withFewer(count, ofThe: group.order), asOf: day)
      guard truth == .met else { continue }
      let members = prospect.members.indices.filter { index in
        let places = prospect.members[index].place...prospect.members[index].lastPlace
        return group.order != .any && index < count
          || search.uses.contains { places.contains($0.place) }
      }
      return (Set(members), search.uses.filter { $0.fact != nil }.map(\.on).max())
    }
    return ([], nil)
  }

  private func path(_ mean: MeanRequirement) -> Path {
    let open = mean.items.filter { item in
      !deciding.known.contains {
        item.selector.finds($0) && matching.truth($0, item.condition, asOf: day) != .notMet
      }
    }
    guard !open.isEmpty else {
      return Path(steps: ["\(mean.label.title): better results; \(mean.atLeast) is needed"])
    }
    let codes = open.map { $0.selector.codes.first ?? $0.selector.kind?.word ?? "a result" }
    return Path(steps: [
      "\(mean.label.title): results still to come: \(codes.joined(separator: ", "))"
    ])
  }
}

extension GroupRequirement {
  /// The shortest ways of so many members; of all members in their order.
  fileprivate func fewest(_ count: Int, of paths: [Explaining.Path]) -> Explaining.Path {
    let open = count == paths.count ? paths : paths.sorted { $0 < $1 }
    return open.prefix(count).reduce(Explaining.Path(), +)
  }
}

extension Prospect {
  /// The same group without limits, asking for fewer members; in a sequence for the first ones.
  fileprivate func withFewer(
    _ count: Int, ofThe order: GroupRequirement.Order
  ) -> Prospect {
    let group = Prospect(
      id: id, place: place, shape: .group(need: count, order: order),
      members: order == .any ? members : Array(members.prefix(count)), waivers: [])
    group.isContested = isContested
    group.isMeasured = true
    group.order = self.order
    return group
  }
}
