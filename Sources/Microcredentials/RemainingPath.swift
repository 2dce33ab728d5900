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

  func path(_ node: Requirement) -> Path {
    let truth = deciding.judge(node, asOf: day).truth
    if truth == .met { return Path() }
    switch node {
    case .record(let record):
      guard truth == .notMet else {
        return Path(
          steps: ["Have staff complete the record of \(record.label.title)."], needsStaff: true)
      }
      return Path(steps: ["\(record.label.title)\(needs(record.condition))"])
    case .group(let group): return path(group)
    case .total(let total):
      guard let atLeast = total.atLeast else {
        return Path(steps: ["\(total.label.title): ask your advisor"], needsStaff: true)
      }
      let missing = atLeast - reached(total)
      guard missing > .zero else {
        return Path(steps: ["\(total.label.title): other results that count here"])
      }
      let unit = total.amount == .count ? "more" : "more \(total.amount.rawValue)"
      return Path(steps: ["\(total.label.title): \(missing) \(unit)"])
    case .mean(let mean): return path(mean)
    case .not(let not):
      return Path(steps: ["\(not.member.label.title) must no longer apply"], needsStaff: true)
    }
  }

  private func path(_ group: GroupRequirement) -> Path {
    let paths = group.members.map(path).sorted { $0 < $1 }
    let open = group.need == group.members.count ? group.members.map(path) : paths
    let chosen = open.prefix(group.need).reduce(Path(), +)
    guard chosen.steps.isEmpty else { return chosen }
    // Every member is met by itself, so an order, a limit or a double use stands against it.
    let limits = group.limits.map(\.title)
    let why =
      limits.isEmpty
      ? "\(group.label.title): in the order given, each result once"
      : "\(group.label.title): \(limits.joined(separator: "; "))"
    return Path(steps: [why])
  }

  private func path(_ mean: MeanRequirement) -> Path {
    let open = mean.items.filter { item in
      !deciding.known.contains {
        item.selector.finds($0) && matching.truth($0, item.condition) != .notMet
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
