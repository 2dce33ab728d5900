import Foundation
import Logging
import Microcredentials
import Office
import Postgres
import ProgramFiles
import Storage
import TestSupport

/// A university in a database: an institution with terms and a signing key, and the office that
/// does its work.
struct Campus: Sendable {
  let database: Database
  let office: Office
  let clock: FakeClock?
  let folder: TemporaryFolder
  let institution: Institution

  var id: Int { institution.id }

  /// A campus with a key in the database of the running test; `at` sets a clock that stands still.
  static func open(
    in database: Database? = nil, code: String = "esu", zone: String = "America/New_York",
    at moment: String? = nil, hasKey: Bool = true, policy: Policy = .ofCampus,
    cabinet: FilingCabinet? = nil, posting: Posting? = Posting()
  ) async throws -> Campus {
    let database = database ?? TestDatabase.current.database
    let folder = try TemporaryFolder()
    let clock = moment.map { FakeClock($0) }
    let keys = KeyFiles(directory: folder.url.appendingPathComponent("keys"))
    let office = Office(
      database: database, keys: keys, daemon: "test", logger: .quiet, clock: clock?.reading,
      cabinet: cabinet, posting: posting)
    let institution = try await found(code, zone, policy, by: office, hasKey: hasKey)
    return Campus(
      database: database, office: office, clock: clock, folder: folder, institution: institution)
  }

  /// Another institution in the same database, served by the same office.
  func neighbour(
    _ code: String, zone: String = "Pacific/Auckland", hasKey: Bool = true
  ) async throws -> Campus {
    let institution = try await Self.found(code, zone, .ofCampus, by: office, hasKey: hasKey)
    return Campus(
      database: database, office: office, clock: clock, folder: folder, institution: institution)
  }

  private static func found(
    _ code: String, _ zone: String, _ policy: Policy, by office: Office, hasKey: Bool
  ) async throws -> Institution {
    let new = Institution(
      id: 0, code: code, name: "University \(code)", zone: zone,
      site: "https://\(code).badges.example.edu", url: "https://www.example.edu",
      email: "registrar@example.edu")
    _ = try await office.apply(
      InstitutionDescription(institution: new, policy: policy), by: "test")
    let institution = try await office.institution(code)
    if hasKey { _ = try await office.createKey(for: institution.id, by: "test") }
    return institution
  }

  /// Another office over the same database and keys, as another daemon has it.
  func colleague() -> Campus { over(database) }

  /// The campus as another daemon with connections of its own sees it.
  func over(_ database: Database) -> Campus {
    Campus(
      database: database,
      office: Office(
        database: database, keys: KeyFiles(directory: office.keys.directory),
        daemon: "colleague", logger: .quiet, clock: office.clock, posting: office.posting),
      clock: clock, folder: folder, institution: institution)
  }

  @discardableResult func apply(_ program: String) async throws -> Office.Applied {
    try await office.apply(
      ProgramFile.read(program.utf8, name: "program"), source: program, to: id, by: "test")
  }

  @discardableResult func reconcile(workers: Int = 2) async throws -> ReconcileProgress {
    try await office.reconcileUntilIdle(workers: workers)
  }
}

extension Policy {
  static let ofCampus = Policy(terms: [
    Term(code: "2026FA", name: "Fall 2026", starts: .on("2026-08-24"), ends: .on("2026-12-18")),
    Term(code: "2027SP", name: "Spring 2027", starts: .on("2027-01-19"), ends: .on("2027-05-14")),
  ])
}

extension Day {
  /// A day that the test writes down.
  static func on(_ text: String) -> Day {
    guard let day = Day(text) else { preconditionFailure("\(text) is not a day") }
    return day
  }
}
