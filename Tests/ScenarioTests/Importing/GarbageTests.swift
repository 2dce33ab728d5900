import Foundation
import Office
import Postgres
import Rosters
import Storage
import TestSupport
import Testing

/// Files that are not what they should be: they end with a message, and cost little.
@Suite(.database(.conferral)) struct GarbageTests {
  @Test func `a hundred megabytes of noise end with a message in little memory`() async throws {
    let campus = try await Campus.open()
    let file = campus.folder.url.appendingPathComponent("noise.csv")
    _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    let handle = try FileHandle(forWritingTo: file)
    try handle.write(contentsOf: Data((SmallFile.results.header + "\n").utf8))
    var random = Seeded(7)
    let block = Data((0..<1_048_576).map { _ in UInt8.random(in: 128...255, using: &random) })
    for _ in 0..<100 { try handle.write(contentsOf: block) }
    try handle.close()
    let before = Self.peak
    let report = try await campus.office.importFile(
      ImportOrder(mapping: SmallFile.results.mapping, file: file), to: campus.id, by: "test")
    #expect(report.counts.created == 0)
    #expect(report.counts.quarantined > 0)
    #expect(Self.peak - before < 200 << 20)
  }

  @Test func `a file of another shape is refused, and the right one goes in afterwards`()
    async throws
  {
    let campus = try await Campus.open()
    await #expect(throws: RosterFileError.self) {
      try await campus.load(SmallFile.people.mapping, Data("number,first,last\n1,Ada,L\n".utf8))
    }
    await #expect(throws: RosterFileError.self) {
      try await campus.load(SmallFile.people.mapping, Data())
    }
    #expect(
      try await campus.count("select count(*) from import_run where state = 'running'") == 0)
    #expect(try await campus.people("1,Ada").counts.created == 1)
  }

  @Test func `text in another encoding is kept aside row by row`() async throws {
    let campus = try await Campus.open()
    var file = Data("id,name,email\n1,Zo".utf8)
    file.append(0xEB)
    file.append(contentsOf: Data(" K,\n2,Ada,\n".utf8))
    let report = try await campus.load(SmallFile.people.mapping, file)
    #expect(report.counts.created == 1)
    #expect(report.kept.map(\.code) == ["csv-encoding"])
    let latin = SmallFile.people.mapping.replacingOccurrences(
      of: "records:", with: "csv: {encoding: latin1}\nrecords:")
    #expect(try await campus.load(latin, file).counts.created == 1)
    #expect(try await campus.count("select count(*) from learner where name = 'Zoë K'") == 1)
  }

  @Test func `a mapping with mistakes writes nothing`() async throws {
    let campus = try await Campus.open()
    let before = try await campus.imprint()
    await #expect(throws: MappingMistakes.self) {
      try await campus.load("mapping: x\nrecords: [{learner: {nam: 1}}]", Data("id\n1\n".utf8))
    }
    #expect(try await campus.imprint() == before)
  }

  /// The most memory that this process has used, in bytes.
  private static var peak: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return (Int(line.filter(\.isNumber)) ?? 0) << 10
  }
}
