import Foundation
import HTTPTypes
import HummingbirdTesting
import LinkedData
import Microcredentials
import NIOCore
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// Tokens and roles from the command line.
@Suite(.database(.conferral), .enabled(if: Daemon.isPresent)) struct AccessCommandTests {
  private func run(
    _ folder: CommandFolder, _ arguments: String...
  ) async throws -> CommandFolder.Answer {
    try await folder.run(arguments, ["DATABASE_URL": TestDatabase.current.conninfo])
  }

  @Test func `a token is made, listed and revoked`() async throws {
    let campus = try await Campus.open()
    let folder = try CommandFolder()
    let made = try await run(
      folder, "token", "create", "--name", "SIS", "--role", "machine-client", "--expires", "90d")
    #expect(made.status == 0, "\(made.said)")
    let secret = try #require(made.said.split(separator: "\n").first { $0.hasPrefix("mcd_") })
    let caller = try await campus.office.caller(bearing: String(secret), at: campus.institution)
    #expect(caller?.grants.map(\.role) == [.machineClient])
    let list = try await run(folder, "token", "list")
    #expect(list.said.contains("valid\tSIS"))
    #expect(!list.said.contains(secret))
    let id = try #require(list.said.split(separator: "\t").first.map(String.init))
    #expect(try await run(folder, "token", "revoke", id, "--reason", "It leaked.").status == 0)
    let after = try await campus.office.caller(bearing: String(secret), at: campus.institution)
    #expect(after == nil)
    #expect(try await run(folder, "token", "revoke", id).status != 0)
    for expiry in ["0d", "soon", "2020-01-01", "99999d"] {
      let refused = try await run(
        folder, "token", "create", "--name", "x", "--role", "auditor", "--expires", expiry)
      #expect(refused.status != 0, "\(expiry)")
    }
    let learner = try await run(
      folder, "token", "create", "--name", "x", "--role", "learner", "--expires", "1d")
    #expect(learner.said.contains("There is no role learner to be granted"))
  }

  @Test func `somebody is granted a role, linked, and loses the role again`() async throws {
    let campus = try await Campus.open()
    try await campus.people("1,Ada")
    let ada = try await campus.learnerID("1")
    let institution = campus.id
    _ = try await campus.database.write(as: Scopes.institution(institution)) {
      try People.add(
        subject: "https://idp.example.edu 1", name: "Ada", email: nil, of: institution, in: $0)
    }
    let folder = try CommandFolder()
    let who = "https://idp.example.edu 1"
    let granted = try await run(folder, "person", "grant", who, "records-technician")
    #expect(granted.said.contains("records technician"))
    let linked = try await run(folder, "person", "link", who, ada.text)
    #expect(linked.said.contains(ada.text))
    let list = try await run(folder, "person", "list")
    #expect(list.said.contains("records technician\t\(ada.text)\tAda"))
    let revoked = try await run(folder, "person", "revoke", who, "records technician")
    #expect(revoked.status == 0)
    let again = try await run(folder, "person", "revoke", who, "records technician")
    #expect(again.said.contains("does not hold this role"))
    #expect(try await run(folder, "person", "grant", "nobody", "auditor").status != 0)
    let entries = try await campus.count(
      "select count(*) from journal where actor like 'operator:%' and subject_kind = 'person'")
    #expect(entries == 3)
  }
}
