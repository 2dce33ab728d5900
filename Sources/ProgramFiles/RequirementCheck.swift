internal import Microcredentials

/// The rules for single requirements.
extension ProgramCheck {
  mutating func checkRequirements() {
    var seen: Set<String> = []
    check(version.criteria, seen: &seen)
    if let evidence = version.evidence, !seen.contains(evidence.requirement) {
      note(
        .error, .section("evidence"), "the criteria do not ask for the evidence",
        "Add a requirement with the id '\(shortened(evidence.requirement))'.")
    }
    for id in credits.repeated {
      note(
        .warning, .requirement(id), "this course is asked for twice, so it must be taken twice",
        "Write 'may share: true' if one completion is enough.")
    }
    guard version.credit.isBearing else { return }
    if let first = credits.unknown.first {
      let named = credits.unknown.prefix(5).map { "'\(shortened($0))'" }.joined(separator: ", ")
      let more = credits.unknown.count > 5 ? " and \(credits.unknown.count - 5) more" : ""
      note(
        .warning, .requirement(first), "credits are not stated: \(named)\(more)",
        version.credit.stated.map { "Add 'credits' to each; until then the stated \($0) are used." }
          ?? "Add 'credits' to each: the limit of \(policy.creditCap) credits cannot be checked.")
    }
  }

  private mutating func check(_ node: Requirement, seen: inout Set<String>) {
    let id = node.label.id
    if !seen.insert(id).inserted {
      note(
        .error, .requirement(id), "two requirements have the id '\(shortened(id))'",
        "Give each requirement an id of its own.")
    }
    switch node {
    case .record(let node): check(node.condition, id)
    case .group(let node): check(node)
    case .total(let node): check(node)
    case .mean(let node):
      node.items.forEach { check($0.condition, id) }
      if node.items.isEmpty || node.items.contains(where: { $0.weight <= 0 }) {
        never(id, "a mean needs items, each with a weight above zero", "Correct the weights.")
      }
    case .not: break
    }
    for member in node.members { check(member, seen: &seen) }
  }

  private mutating func never(_ id: String, _ message: String, _ remedy: String) {
    note(.error, .requirement(id), message, remedy)
  }

  private mutating func check(_ node: GroupRequirement) {
    if !(1...max(1, node.members.count)).contains(node.need) || node.members.isEmpty {
      never(
        node.label.id, "\(node.need) cannot be chosen of \(node.members.count)",
        "Lower the number, or list more requirements.")
    }
    if node.order != .any, node.need != node.members.count {
      never(
        node.label.id, "a sequence asks for all of its members",
        "Put a choice inside the sequence instead.")
    }
    check(node.limits, node.label.id)
  }

  private mutating func check(_ node: TotalRequirement) {
    let id = node.label.id
    node.items.forEach { check($0.condition, id) }
    check(node.limits, id)
    if let least = node.atLeast, let most = node.atMost, most < least {
      never(id, "at most \(most) is less than at least \(least)", "Correct one of the two.")
    }
    if node.items.isEmpty || (node.atLeast == nil && node.atMost == nil) {
      never(id, "a total needs a bound and something to count", "Add 'at least' and 'of'.")
    }
    let codes = node.items.map(\.selector.codes)
    let once: [FactKind?] = [.course, .certification, .credential, .competency]
    let isClosed = node.items.allSatisfy { item in
      item.selector.pools.isEmpty && !item.selector.codes.isEmpty
        && once.contains(item.selector.kind)
    }
    let distinct = Set(codes.joined()).count
    if node.amount == .count, isClosed, let least = node.atLeast, least > Quantity(distinct) {
      note(
        .warning, .requirement(id),
        "\(least) are asked for, but only \(distinct) codes are named",
        "Lower the number, unless the same code can be completed several times.")
    }
  }

  private mutating func check(_ limits: [Limit], _ id: String) {
    for limit in limits {
      check(limit.condition, id)
      if case .number(let least)? = limit.atLeast, case .number(let most)? = limit.atMost,
        most < least
      {
        never(id, "at most \(most) is less than at least \(least)", "Correct one of the two.")
      }
    }
  }

  private mutating func check(_ condition: Condition, _ id: String) {
    guard let grade = condition.grade else { return }
    let scale = condition.scale.map(GradeScale.init(levels:)) ?? policy.grades
    guard scale[grade]?.rank == nil else { return }
    never(
      id, "no grade can be compared with '\(shortened(grade))'",
      condition.scale == nil
        ? "Use an ordered grade of the institution's scale." : "Use a level of the scale.")
  }
}
