/// A unit of an institution, as its file names it.
public struct InstitutionUnit: Hashable, Sendable {
  /// What programs, roles and consumers call it: `Department of Public Affairs`.
  public var code: String
  /// Its name.
  public var name: String
  /// The code of the unit that it is part of.
  public var partOf: String?
}

extension Reading {
  /// Units, each below the one that it is part of, so that none is part of itself.
  func units(_ entry: Entry) -> [InstitutionUnit] {
    guard case .list(let members) = entry.value else {
      mistake(
        at: entry.place, "'units' is a list",
        "Write one '- {code: Physics, name: Department of Physics, part of: Sciences}' each.")
      return []
    }
    var codes = Set<String>()
    return members.compactMap { member in
      guard let fields = fields(of: member, "a unit", keys: ["code", "name", "part of"]),
        let code = needed("code", fields, { text($0, "code") })
      else { return nil }
      let whole = fields["part of"].flatMap { text($0, "part of") }
      if let whole, !codes.contains(whole) {
        mistake(
          at: fields.place(of: "part of"), "no unit '\(shortened(whole))' stands above",
          "List a unit below the one that it is part of.")
      }
      if !codes.insert(code).inserted {
        mistake(
          at: fields.place(of: "code"), "the unit '\(shortened(code))' is there twice",
          "Give each unit a code of its own.")
      }
      return InstitutionUnit(
        code: code, name: fields["name"].flatMap { text($0, "name") } ?? code, partOf: whole)
    }
  }
}
