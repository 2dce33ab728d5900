import Foundation
import HummingbirdTesting
import LinkedData
import Office
import Storage
import TestSupport
import Testing

@testable import Web

/// A tool that is not ours reads the OpenAPI document and calls every endpoint with what it makes
/// up; it finds answers that the document does not tell, and errors of the server.
@Suite(.database(.conferral), .enabled(if: Schemathesis.isExpected)) struct SchemathesisTests {
  @Test(arguments: [Role.registrar, .coordinator, .operator])
  func `no request that schemathesis makes up is answered otherwise than the document tells`(
    role: Role
  ) async throws {
    let files = try TemporaryFolder()
    let campus = try await Campus.open(cabinet: UploadsAPITests.cabinet(files))
    try await campus.apply(SampleProgram.credit())
    try await campus.people("1,Ada Lovelace", "2,Grace Hopper")
    try await campus.enrollments("1,nonprofit,2026-08-24", "2,nonprofit,2026-08-24")
    try await campus.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B")
    try await campus.reconcile()
    let folder = try TemporaryFolder()
    // A request that fits the schema may still be refused by the rules of the field.
    let settings = try folder.write(
      Data(
        """
        [checks.positive_data_acceptance]
        expected-statuses = ["2xx", 304, 401, 403, 404, 409, 412, 422, 429, 503]

        # An If-Match that no state ever had is refused as one that is out of date.
        [checks.negative_data_rejection]
        expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 415, 422, 428, 429, "5xx"]

        # A row of the wrong shape is refused by itself, in an answer of 200.
        [[operations]]
        include-operation-id = "recordCompletions"
        checks.negative_data_rejection.enabled = false

        """.utf8), to: "schemathesis.toml")
    try await APIClient.serve(campus) { api in
      let port = try #require(api.client.port)
      let token = try await api.token(role)
      let (status, text) = try await Execution.run(
        Schemathesis.program,
        [
          "--config-file", settings.path, "run", "http://127.0.0.1:\(port)/api/v1/openapi.json",
          "--checks", "all",
          "--header", "Authorization: Bearer \(token)",
          "--phases", "examples,coverage,fuzzing,stateful",
          "--max-examples", Schemathesis.examples, "--max-time", Schemathesis.seconds,
          "--workers", "1", "--seed", "1",
          "--no-color", "--generation-database", "none", "--suppress-health-check", "all",
        ])
      #expect(status == 0, "\(text.suffix(30_000))")
    }
  }
}

/// The tool, in the environment that CONFERRAL_PEERS_PYTHON names; in CI it must be there.
enum Schemathesis {
  static let python = ProcessInfo.processInfo.environment["CONFERRAL_PEERS_PYTHON"]
  static let program =
    (python.map { URL(fileURLWithPath: $0).deletingLastPathComponent() })?
    .appendingPathComponent("schemathesis").path ?? ""
  static let isExpected =
    FileManager.default.isExecutableFile(atPath: program)
    || ProcessInfo.processInfo.environment["CI"] == "true"
  /// More by hand: CONFERRAL_FUZZ_EXAMPLES, CONFERRAL_FUZZ_SECONDS.
  static let examples =
    ProcessInfo.processInfo.environment["CONFERRAL_FUZZ_EXAMPLES"] ?? "10"
  static let seconds =
    ProcessInfo.processInfo.environment["CONFERRAL_FUZZ_SECONDS"] ?? "40"
}
