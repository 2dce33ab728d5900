import Foundation
import HTTPTypes
import LinkedData
import Microcredentials
import Office
import OpenBadges
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

extension Campus {
  /// A campus where Ada has earned a program of two courses with credit.
  static func withAward(unit: String? = nil, at moment: String? = nil) async throws -> Campus {
    let campus = try await Campus.open(at: moment)
    if let unit {
      try await campus.app(
        """
        insert into unit (institution_id, code, name)
        values (\(campus.id)::int, \(unit), \(unit)), (\(campus.id)::int, 'elsewhere', 'Elsewhere')
        """)
    }
    try await campus.apply(SampleProgram.credit())
    if let unit { try await campus.app("update program set unit = \(unit)") }
    try await campus.people("1,Ada Lovelace,ada@example.edu")
    try await campus.enrollments("1,nonprofit,2026-08-24")
    try await campus.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B")
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.isLive) == [true])
    return campus
  }

  /// The same, and a result was taken back, so that a revocation is proposed.
  static func withProposal(unit: String? = nil) async throws -> Campus {
    let campus = try await withAward(unit: unit)
    try await campus.voidResult()
    return campus
  }

  func voidResult() async throws {
    try await results("1,course,NPM 302,2026-09-02,B,,,voided")
    try await reconcile()
  }

  /// Releases a batch to a consumer that is no test, over all positions that there are.
  func deliver() async throws {
    let id = id
    try await app(
      """
      insert into feed_consumer (institution_id, consumer, profile, is_test)
      values (\(id)::int, 'sis', 'csv', false) on conflict do nothing
      """)
    try await app(
      """
      insert into feed_batch (institution_id, consumer, number, first_position, last_position, state,
          released_at, released_by)
      select \(id)::int, 'sis', 1, 1, position, 'released', clock_timestamp(), 'registrar:1'
        from feed_head where institution_id = \(id)::int
      """)
  }

  /// Whether the latest badge answers as revoked on its status list, as a verifier reads it.
  func isRevoked(_ badge: PublishedBadge) async throws -> Bool {
    let entry = try #require(
      try JSONValue(parsing: badge.document)["credentialStatus"]?.elements.first.flatMap {
        OpenBadges.StatusEntry(json: $0)
      })
    let list = try #require(
      try await office.statusList(
        badge.list, entry.purpose == .suspension ? .suspension : .revocation, of: institution))
    return try StatusListCredential.list(in: JSONValue(parsing: list.bytes)).isSet(entry.index)
  }

  /// What the journal says of a kind of thing, in order: action, from and to.
  func journal(ofKind kind: String) async throws -> [String] {
    let id = id
    return try await database.read { transaction in
      try transaction.query(
        """
        select concat_ws(' ', action, coalesce(from_state, '-'), coalesce(to_state, '-'), role)
          from journal
         where institution_id = \(id)::int and subject_kind = \(kind) order by entry_id
        """
      ).column()
    }
  }

  /// A learner who has signed in, by the number in the student system.
  func learner(_ number: String, and roles: Role...) async throws -> Caller {
    let learner = try await learnerID(number)
    return Caller(
      institution: institution, id: "person:\(learner.text)", person: learner, learner: learner,
      grants: roles.map { Caller.Grant($0) })
  }

  /// The cookie of a session of somebody who is a learner.
  func cookie(of number: String) async throws -> HTTPFields {
    let (institution, learner) = (id, try await learnerID(number))
    let secret = UUID().text
    try await database.write(as: Scopes.institution(institution)) { transaction in
      let person = try People.put(
        subject: "idp \(number)", name: "Somebody", email: nil, of: institution, in: transaction)
      try People.link(person, to: learner, of: institution, in: transaction)
      try Sessions.open(
        sha256: Secret.hash(secret), person: person, lasting: 600, idToken: nil,
        providerSession: nil, of: institution, in: transaction)
    }
    return [.cookie: "\(WebSession.name(at: self.institution))=\(secret)"]
  }
}

extension Campus {
  /// Staff of one role, everywhere.
  func staff(_ role: Role, _ name: String = UUID().text) -> Caller {
    Caller(institution: institution, id: "person:\(name)", grants: [Caller.Grant(role)])
  }

  func pendingProposal() async throws -> UUID {
    try await database.read {
      try $0.query(
        "select proposal_id from revocation_proposal where state in ('open', 'to be confirmed')"
      ).only()
    }
  }
}

extension APIClient {
  /// The only item of a list.
  func only(_ path: String, as token: String) async throws -> JSONValue {
    let items = try await get(path, as: token).json["items"]?.elements ?? []
    #expect(items.count == 1, "\(path)")
    return try #require(items.first)
  }

  /// Where the only award is.
  func awardPath(as token: String) async throws -> String {
    "/awards/\(try #require(try await only("/awards", as: token)["id"]?.string))"
  }

  /// Where the only proposal that waits is.
  func proposalPath(as token: String, state: String = "open") async throws -> String {
    let state = state.replacing(" ", with: "%20")
    let proposal = try await only("/revocation-proposals?state=\(state)", as: token)
    return "/revocation-proposals/\(try #require(proposal["id"]?.string))"
  }

  /// The ids of all pages of a list.
  func allIDs(_ path: String, as token: String) async throws -> [String] {
    var (seen, next): ([String], String?) = ([], path)
    while let path = next {
      let page = try await get(path, as: token)
      seen += page.json["items"]?.elements.compactMap { $0["id"]?.string } ?? []
      next = page.headers[.link].map {
        String($0.dropFirst("</api/v1".count).prefix { $0 != ">" })
      }
    }
    return seen
  }
}
