public import Microcredentials
import Postgres
public import Storage

/// What an institution says of itself: its own data and its policy, terms included.
public struct InstitutionDescription: Hashable, Sendable {
  /// Its data; the number is given when it is new.
  public var institution: Institution
  /// Its rules and terms.
  public var policy: Policy
  /// Its units; one that is named no more stays, as rows of the ledger name it.
  public var units: [Institutions.Unit]

  /// Makes a description.
  public init(institution: Institution, policy: Policy, units: [Institutions.Unit] = []) {
    self.institution = institution
    self.policy = policy
    self.units = units
  }
}

extension Office {
  /// All institutions, by number.
  public func institutions() async throws -> [Institution] {
    try await database.read(as: Scopes.directory) { try Institutions.all(in: $0) }
  }

  /// The institution of that code; without a code the only one there is.
  public func institution(_ code: String?) async throws -> Institution {
    let all = try await institutions()
    if let code {
      if let found = all.first(where: { $0.code == code }) { return found }
      let known = all.map(\.code).joined(separator: ", ")
      throw Refusal(.noInstitution, "There is no institution \(code); there are: \(known).")
    }
    if all.count == 1 { return all[0] }
    throw Refusal(
      .noInstitution,
      all.isEmpty
        ? "There is no institution yet: run `conferral institution apply FILE`."
        : "There are several institutions: name one with --institution CODE "
          + "(\(all.map(\.code).joined(separator: ", "))).")
  }

  /// Adds an institution or changes what is known of it; true when something was written.
  ///
  /// The code says which; a new one gets the next number.
  public func apply(
    _ description: InstitutionDescription, by actor: String
  ) async throws -> Bool {
    let all = try await institutions()
    var institution = description.institution
    let known = all.first { $0.code == institution.code }
    institution.id = known?.id ?? (all.map(\.id).max() ?? 0) + 1
    let new = institution
    if let other = all.first(where: { $0.site == new.site && $0.code != new.code }) {
      throw Refusal(.invalid, "The site \(new.site) is that of \(other.code): give each its own.")
    }
    return try await database.write(as: Scopes.institution(new.id)) { transaction in
      guard try Institutions.knows(zone: new.zone, in: transaction) else {
        throw Refusal(
          .invalid, "The zone \(new.zone) is unknown: write an IANA name such as America/New_York.")
      }
      var written = try Institutions.put(new, in: transaction)
      written =
        try Institutions.put(description.policy, of: new.id, by: actor, in: transaction) || written
      written =
        try Institutions.put(description.policy.terms, of: new.id, in: transaction) > 0 || written
      written = try Institutions.put(description.units, of: new.id, in: transaction) > 0 || written
      if written {
        let entry = Journal.Entry(
          action: "apply institution", subjectKind: "institution", subject: new.code,
          reason: known == nil ? "It is new." : "Its description changed.")
        try Journal.add(
          [entry], by: Journal.Actor(id: actor, role: "operator"), of: new.id, in: transaction)
      }
      return written
    }
  }
}
