import Foundation
import Microcredentials
import Office
import TestSupport

/// Presentations of the Open University Learning Analytics Dataset, as files of their own.
struct OULAD: Sendable {
  /// The presentations whose awards are compared.
  static let presentations = ["AAA-2013J", "AAA-2014J", "EEE-2013J", "GGG-2013J"]
  static var isPresent: Bool {
    let folder = SharedData.folder?.appendingPathComponent("oulad").path ?? ""
    return FileManager.default.fileExists(atPath: folder)
  }
  static let reading = Task { try await OULAD(presentations) }

  var registrations: [String]
  var results: [String]
  var courses: String
  var assessments: String
  var expected: Set<AwardLine>

  private init(_ presentations: [String]) async throws {
    courses = try await Self.table("courses")
    assessments = try await Self.table("assessments")
    let wanted = Set(presentations)
    let items = Set(
      Self.rows(assessments).filter { wanted.contains("\($0[0])-\($0[1])") }.map { $0[2] })
    registrations = Self.lines(try await Self.table("studentRegistration")) { cells in
      wanted.contains("\(cells[0])-\(cells[1])")
    }
    results = Self.lines(try await Self.table("studentAssessment")) { items.contains($0[0]) }
    let oracle = Self.rows(try await Self.table("oracle_A"))
    expected = Set(
      oracle.filter { wanted.contains("\($0[0])-\($0[1])") }.map { cells in
        let start = cells[1].hasSuffix("B") ? "02-01" : "10-01"
        let day = Day.on("\(cells[1].prefix(4))-\(start)").adding(days: Int(cells[4]) ?? 0)
        return AwardLine(
          student: cells[2], program: "\(cells[0])-\(cells[1])", earnedOn: "\(day)")
      })
  }

  /// The rows of a file with its header first, under a mapping of the samples.
  struct File: Sendable {
    var mapping: String
    var text: String
  }

  func registrations(_ rows: some Sequence<String>) throws -> File {
    try file("registrations", #""code_module","code_presentation","id_student","#, rows)
  }

  func results(_ rows: some Sequence<String>) throws -> File {
    try file("results", #""id_assessment","#, rows)
  }

  private func file(
    _ mapping: String, _ header: String, _ rows: some Sequence<String>
  ) throws -> File {
    let first = mapping == "results" ? results[0] : registrations[0]
    precondition(first.hasPrefix(header), "the header of \(mapping) changed")
    return File(
      mapping: try Self.sample("\(mapping).yaml"),
      text: first + "\n" + rows.map { $0 + "\n" }.joined())
  }

  /// The day of a result, counted from the start of its presentation.
  static func day(_ result: String) -> Int { Int(cells(result)[2]) ?? 0 }

  static func sample(_ path: String) throws -> String {
    try String(
      contentsOf: Repository.folder.appendingPathComponent("deploy/samples/oulad/\(path)"),
      encoding: .utf8)
  }

  private static func table(_ name: String) async throws -> String {
    let file = SharedData.folder?.appendingPathComponent("oulad/\(name).csv.xz").path ?? ""
    let (status, text) = try await Execution.run("/usr/bin/env", ["xz", "-dc", file])
    guard status == 0 else { throw CocoaError(.fileReadUnknown) }
    return text
  }

  private static func cells(_ line: some StringProtocol) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.replacingOccurrences(of: "\"", with: "")
    }
  }

  private static func rows(_ text: String) -> [[String]] {
    text.split(separator: "\n").map { cells($0) }
  }

  /// The header and the lines that are wanted.
  private static func lines(_ text: String, _ isWanted: ([String]) -> Bool) -> [String] {
    let lines = text.split(separator: "\n")
    return [String(lines[0])] + lines.dropFirst().filter { isWanted(cells($0)) }.map(String.init)
  }
}
