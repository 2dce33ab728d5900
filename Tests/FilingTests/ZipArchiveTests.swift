import Foundation
import Testing

@testable import Filing

/// Archives whose files are read as streams: what they say of themselves is not believed.
@Suite struct ZipArchiveTests {
  private func open(
    _ bytes: [UInt8], _ limits: ZipArchive.Limits = ZipArchive.Limits()
  ) throws -> ZipArchive {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("conferral-zip-\(UUID().uuidString)")
    try Data(bytes).write(to: file)
    return try ZipArchive(file, limits: limits)
  }

  /// Expects a refusal whose sentence has these words.
  private func refused(
    _ words: String, at location: SourceLocation = #_sourceLocation, _ body: () throws -> Void
  ) {
    do {
      try body()
      Issue.record("taken, though “\(words)” is expected", sourceLocation: location)
    } catch {
      let sentence = "\(error)"
      #expect(sentence.contains(words), sourceLocation: location)
    }
  }

  /// Everything that comes out of the only file of an archive.
  private func unpack(_ archive: ZipArchive) throws -> Int {
    let stream = try archive.stream(of: archive.entries[0])
    var count = 0
    while let piece = try stream.next() { count += piece.count }
    return count
  }

  @Test func `a file that is other than its checksum says is damaged`() throws {
    // The maker of these archives writes no checksum.
    let archive = try open(Archive(["users.csv"]).bytes)
    #expect(archive.entries.map(\.name) == ["users.csv"])
    refused("damaged") { _ = try unpack(archive) }
  }

  @Test func `more bytes than announced never come out`() throws {
    var archive = Archive(["users.csv"])
    archive.entries[0].method = 8
    // Deflate: a block of a million equal letters, in a thousand bytes.
    archive.entries[0].content = try deflated(count: 1_000_000)
    archive.entries[0].claimed = 70_000
    let open = try open(archive.bytes)
    refused("broken") { _ = try unpack(open) }
  }

  @Test func `an archive that announces too much is not opened`() {
    var archive = Archive(["users.csv"])
    archive.entries[0].method = 8
    archive.entries[0].claimed = 900_000_000
    refused("far more") { _ = try open(archive.bytes) }
    var many = Archive((0..<40).map { "\($0).csv" })
    for index in many.entries.indices {
      many.entries[index].method = 8
      many.entries[index].claimed = 9_000_000
    }
    let limits = ZipArchive.Limits(unpacked: 300_000_000)
    refused("far more") { _ = try open(many.bytes, limits) }
    let few = ZipArchive.Limits(entries: 39)
    refused("more than 39") { _ = try open(many.bytes, few) }
  }

  @Test(arguments: [
    "../users.csv", "/users.csv", "a/../../users.csv", "C:users.csv", "a\\users.csv", "a//b.csv",
    "./users.csv", "a\u{0}b.csv",
  ])
  func `a name that leads out of the archive is refused`(name: String) {
    refused("leads out") { _ = try open(Archive([name]).bytes) }
  }

  @Test func `a password, ZIP64, an unusual packing and a name twice are refused`() {
    var locked = Archive(["users.csv"])
    locked.entries[0].flags = 1
    refused("password") { _ = try open(locked.bytes) }
    var large = Archive(["users.csv"])
    large.entries[0].claimed = 0xFFFF_FFFF
    refused("ZIP64") { _ = try open(large.bytes) }
    var odd = Archive(["users.csv"])
    odd.entries[0].method = 12
    refused("unusual way") { _ = try open(odd.bytes) }
    let twice = Archive(["a/users.csv", "b/USERS.csv"])
    refused("one name") { _ = try open(twice.bytes) }
  }

  @Test func `folders and what macOS adds are left out`() throws {
    let archive = try open(
      Archive(["x/", "x/users.csv", "__MACOSX/x/._users.csv", "x/.DS_Store"]).bytes)
    #expect(archive.entries.map(\.name) == ["users.csv"])
  }

  /// Raw deflate of equal bytes, by the standard library of Python.
  private func deflated(count: Int) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c",
      "import sys,zlib; c=zlib.compressobj(9,8,-15); "
        + "sys.stdout.buffer.write(c.compress(b'a'*\(count))+c.flush())",
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return [UInt8](data)
  }
}
