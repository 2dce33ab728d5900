import FeedProfiles
import Foundation
import TestSupport
import Testing

/// The College Transcript against a check made from the standard's schema and published samples.
@Suite(
  .enabled(
    if: SharedData.isPresent && FileManager.default.isExecutableFile(atPath: PESCTests.python)))
struct PESCTests {
  static let python =
    ProcessInfo.processInfo.environment["CONFERRAL_PEERS_PYTHON"] ?? "/usr/bin/python3"

  private func check(_ files: [String]) throws -> (isGood: Bool, text: String) {
    let folder = try #require(SharedData.folder).appendingPathComponent("sis")
    let names = [
      "novascotia-university1", "novascotia-university2", "ontario-college", "ontario-university2",
    ]
    let samples = names.map { folder.appendingPathComponent("pesc-xml/\($0).xml").path }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.python)
    process.arguments =
      [
        Samples.folder.appendingPathComponent("Peers/pesc_check.py").path,
        folder.appendingPathComponent("pesc-jsonld/JsonSchemaCollegeTranscript_v1.6.0.json").path,
      ] + samples + ["--"] + (files.isEmpty ? ["--names-and-order"] + samples : files)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus == 0, text)
  }

  private func check(_ text: String) throws -> (isGood: Bool, text: String) {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("pesc-\(UUID().uuidString).xml")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try check([file.path])
  }

  @Test func `the check accepts the published samples`() throws {
    let result = try check([])
    #expect(result.isGood, "\(result.text)")
    #expect(result.text.hasPrefix("4 transcripts"))
  }

  @Test func `a batch is well-formed and in the order of the schema`() throws {
    let batch = Samples.batch(try Samples.profile("pesc-xml"), resent: [Samples.row(0)])
    let result = try check(String(decoding: batch.bytes, as: UTF8.self))
    #expect(result.isGood, "\(result.text)")
    #expect(result.text.hasPrefix("\(batch.trailer.rows) transcripts"))
    #expect(batch.trailer.rows == 13)
  }

  @Test func `the check refuses another order, another name and what is too long`() throws {
    let batch = Samples.batch(try Samples.profile("pesc-xml"))
    let text = String(decoding: batch.bytes, as: UTF8.self)
    for (from, to) in [
      ("<DocumentTypeCode>RequestedRecord</DocumentTypeCode>", ""),
      ("DocumentOfficialCode>", "OfficialCode>"), (">TEST<", ">TRIAL<"),
      ("<CompositeName>", "<CompositeName>" + String(repeating: "x", count: 80)),
      ("</TransmissionData>", "<DocumentID>1</DocumentID></TransmissionData>"),
      ("</Student>", "</Person>"),
    ] {
      #expect(text.contains(from))
      #expect(try !check(text.replacingOccurrences(of: from, with: to)).isGood, "\(from)")
    }
  }
}
