internal import Microcredentials

/// Reads `evidence` and joins it to the criteria.
extension Reading {
  /// The evidence requirement with the condition on its review; nil for `evidence: none`.
  func evidence(_ entry: Entry) -> (EvidenceRequirement, RecordRequirement)? {
    if case .text("none") = entry.value { return nil }
    let fields = fields(
      of: entry, "'evidence'",
      keys: ["name", "description", "kinds", "score", "level", "scale", "grade"])
    guard let fields else { return nil }
    guard let nameEntry = fields["name"] else {
      mistake(at: entry.place, "the evidence has no name", "Add 'name: …', or 'evidence: none'.")
      return nil
    }
    let name = text(nameEntry, "name") ?? ""
    let kinds = fields["kinds"].map { texts($0, "kinds") } ?? []
    if takenIDs.contains(Self.evidenceID) {
      mistake(
        at: entry.place, "the id 'evidence' belongs to the section 'evidence'",
        "Give the requirement with that id another one.")
    }
    let requirement = RecordRequirement(
      label: Label(id: unused(Self.evidenceID), title: name),
      selector: Selector(kind: .evidence, codes: kinds.map { Code.key($0) }),
      condition: condition(fields))
    places[requirement.label.id] = entry.place
    return (
      EvidenceRequirement(
        requirement: requirement.label.id, name: name,
        summary: fields["description"].flatMap { prose($0, "description") } ?? name, kinds: kinds),
      requirement
    )
  }

  private static let evidenceID = "evidence"
  private static let rootID = "criteria"

  /// The root of the criteria, always a group: with the evidence as a member of an unordered
  /// group of all, which is made where there is none.
  func root(_ criteria: Requirement, with evidence: RecordRequirement?) -> Requirement {
    let extra = evidence.map { [Requirement.record($0)] } ?? []
    if case .group(var group) = criteria {
      if extra.isEmpty { return criteria }
      if group.need == group.members.count, group.order == .any, group.limits.isEmpty {
        group.members += extra
        group.need = group.members.count
        if group.label.title == Wording.group(group.need - 1, of: group.need - 1, order: .any) {
          group.label.title = Wording.group(group.need, of: group.need, order: .any)
        }
        return .group(group)
      }
    }
    let members = [criteria] + extra
    let label = Label(
      id: unused(Self.rootID),
      title: Wording.group(members.count, of: members.count, order: .any))
    places[label.id] = places[criteria.label.id]
    return .group(GroupRequirement(label: label, members: members))
  }
}
