import Foundation
import Office
import Postgres
import Storage

/// People who act for a campus, and are learners there too where a test says so.
extension Campus {
  /// Somebody signed in with a role, who is the learner with this number.
  func person(_ role: Role?, learner number: String?, unit: String? = nil) async throws -> Caller {
    let learner = try await number.asyncMap { try await learnerID($0) }
    return Caller(
      institution: institution, id: "person:\(UUID().text)", person: UUID(), learner: learner,
      grants: role.map { [Caller.Grant($0, units: unit.map { [$0] })] } ?? [])
  }

  /// Adds units.
  func units(_ codes: String...) async throws {
    let number = id
    for code in codes {
      try await app(
        "insert into unit (institution_id, code, name) values (\(number)::int, \(code), \(code))")
    }
  }

  /// A neighbour, with requests to this machine still meant for this campus.
  func neighbourBeyondLoopback(_ code: String) async throws -> Campus {
    let (number, other) = (id, try await neighbour(code))
    try await app(
      "update institution set site = 'http://localhost' where institution_id = \(number)::int")
    return other
  }

  /// What the code of a refusal is; nil when nothing was refused.
  func refusal(
    as caller: Caller, _ body: @escaping @Sendable (Visit) throws -> Void
  ) async throws -> Refusal.Code? {
    do {
      try await office.acting(as: caller, body)
      return nil
    } catch let refusal as Refusal {
      return refusal.code
    }
  }

  /// The id of the enrollment of the learner with this number in a program.
  func enrollmentID(_ number: String, _ program: String) async throws -> UUID {
    let institution = id
    return try await database.read(as: Scopes.institution(institution)) {
      try $0.query(
        """
        select e.enrollment_id from enrollment e
          join program p using (institution_id, program_id)
          join learner_alias a using (institution_id, learner_id)
         where e.institution_id = \(institution)::int and p.code = \(program)
           and a.external_id = \(number)
        """
      ).only()
    }
  }

  /// The states of all proposals to revoke an award, in the order in which they were opened.
  func proposals() async throws -> [String] {
    try await database.read {
      try $0.query("select state from revocation_proposal order by opened_at").column()
    }
  }

  /// What the journal says was done to something, in order.
  func journal(of subject: String) async throws -> [String] {
    try await database.read {
      try $0.query("select action from journal where subject_id = \(subject) order by entry_id")
        .column()
    }
  }
}

extension Optional where Wrapped: Sendable {
  fileprivate func asyncMap<Value>(
    _ body: (Wrapped) async throws -> Value
  ) async rethrows -> Value? {
    guard let self else { return nil }
    return try await body(self)
  }
}
