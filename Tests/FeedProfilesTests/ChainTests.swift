import FeedProfiles
import Foundation
import Testing

/// Three batches that follow each other, and every way of tampering with them.
@Suite struct ChainTests {
  /// The files of a chain by their names, sidecars included.
  private func chain(_ profile: FeedProfile) -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    var previous: String?
    for number in 1...3 {
      let first = number * 4 - 3
      let batch = Samples.batch(
        profile, Samples.header(number, first: first, last: first + 3, previous: previous),
        Array(Samples.rows[(first - 1)..<(first + 3)]))
      let name = "registrar-00000\(number).\(profile.fileExtension)"
      files[name] = batch.bytes
      files[name + ".sha256"] = Array(BatchFile.sidecar(batch.sha256, of: name).utf8)
      previous = batch.sha256
    }
    return files
  }

  private func problems(_ files: [String: [UInt8]]) throws -> [BatchProblem] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("chain-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, bytes) in files {
      try Data(bytes).write(to: folder.appendingPathComponent(name))
    }
    return try BatchChain.verify(folder: folder.path).problems
  }

  @Test(arguments: FeedProfile.shippedNames)
  func `a chain as it was released has no problem`(_ name: String) throws {
    let found = try problems(chain(try Samples.profile(name)))
    #expect(found.map(\.description) == [])
  }

  @Test func `what lies beside batches neither stops the check nor holds it up`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("beside-\(UUID().uuidString)")
    let archive = folder.appendingPathComponent("archive.csv")
    try FileManager.default.createDirectory(at: archive, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, bytes) in chain(try Samples.profile("csv")) {
      try Data(bytes).write(to: folder.appendingPathComponent(name))
    }
    #expect(try BatchChain.verify(folder: folder.path).problems.isEmpty)
    for (name, target) in [("endless", "/dev/zero"), ("nowhere", "/nowhere")] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.appendingPathComponent(name).path, withDestinationPath: target)
    }
    #expect(mkfifo(folder.appendingPathComponent("pipe").path, 0o600) == 0)
    let hash = folder.appendingPathComponent("registrar-000002.csv.sha256")
    try FileManager.default.removeItem(at: hash)
    try FileManager.default.createSymbolicLink(
      atPath: hash.path, withDestinationPath: "/dev/zero")
    let found = try BatchChain.verify(folder: folder.path)
    #expect(found.batches.count == 3)
    #expect(
      Set(found.problems.map(\.file)) == ["endless", "nowhere", "pipe", "registrar-000002.csv"])
  }

  @Test(arguments: FeedProfile.shippedNames)
  func `a bit that was flipped anywhere is found, and its file named`(_ name: String) throws {
    let files = chain(try Samples.profile(name))
    var generator = SystemRandomNumberGenerator()
    for (file, bytes) in files {
      for _ in 0..<10 {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        var changed = files
        changed[file]?[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        let found = try problems(changed)
        let batch = file.replacingOccurrences(of: ".sha256", with: "")
        #expect(
          found.contains { $0.file == file || $0.file == batch },
          "byte \(place) of \(file): \(found.map(\.description))")
      }
    }
  }

  @Test func `a flipped bit of any byte of a batch is found without its sidecar or the next`()
    throws
  {
    for name in ["csv", "json-lines", "fixed-width"] {
      let batch = Samples.batch(try Samples.profile(name))
      for place in stride(from: batch.details.lowerBound, to: batch.details.upperBound, by: 7) {
        var bytes = batch.bytes
        bytes[place] ^= 1
        let found = Samples.read(bytes).problems
        #expect(!found.isEmpty, "byte \(place) of \(name)")
      }
    }
  }

  @Test func `the place of a change is named`() throws {
    let batch = Samples.batch(try Samples.profile("json-lines"))
    var bytes = batch.bytes
    bytes[batch.details.lowerBound + 30] ^= 1
    let found = Samples.read(bytes).problems
    #expect(found.contains { $0.bytes == batch.details && $0.message.contains("SHA-256") })
  }

  @Test func `a file that is missing, doubled, exchanged or renamed is found`() throws {
    let files = chain(try Samples.profile("csv"))
    let names = files.keys.filter { !$0.hasSuffix(".sha256") }.sorted()
    func found(_ change: (inout [String: [UInt8]]) -> Void) throws -> [String] {
      var changed = files
      change(&changed)
      return try problems(changed).map(\.description)
    }
    let without = try found {
      $0[names[1]] = nil
      $0[names[1] + ".sha256"] = nil
    }
    #expect(without.contains { $0.hasPrefix(names[2]) && $0.contains("number 2") }, "\(without)")
    let first = try found { $0[names[0]] = nil }
    #expect(first.contains { $0.hasPrefix(names[0]) && $0.contains("missing") }, "\(first)")
    let doubled = try found {
      $0["zz.csv"] = files[names[1]]
      $0["zz.csv.sha256"] = files[names[1] + ".sha256"]
    }
    #expect(doubled.contains { $0.hasPrefix("zz.csv") && $0.contains("batch 2") }, "\(doubled)")
    let swapped = try found {
      $0[names[0]] = files[names[1]]
      $0[names[1]] = files[names[0]]
    }
    #expect(swapped.contains { $0.hasPrefix(names[0]) }, "\(swapped)")
    #expect(swapped.contains { $0.hasPrefix(names[1]) }, "\(swapped)")
    let renamed = try found {
      for ending in ["", ".sha256"] {
        $0[names[0] + ending] = files[names[1] + ending]
        $0[names[1] + ending] = files[names[0] + ending]
      }
    }
    #expect(!renamed.isEmpty)
    let exchanged = try found {
      for (name, other) in [(names[0], names[1]), (names[1], names[0])] {
        $0[name] = files[other]
        let hash = Samples.read(files[other] ?? []).sha256
        $0[name + ".sha256"] = Array(BatchFile.sidecar(hash, of: name).utf8)
      }
    }
    #expect(exchanged.contains { $0.hasPrefix(names[0]) && $0.contains("batch 2") }, "\(exchanged)")
    #expect(exchanged.contains { $0.hasPrefix(names[1]) && $0.contains("batch 1") }, "\(exchanged)")
    let bare = try found { $0[names[1] + ".sha256"] = nil }
    #expect(bare.contains { $0.hasPrefix(names[1]) }, "\(bare)")
    let stranger = try found { $0["notes.txt"] = Array("nothing\n".utf8) }
    #expect(stranger.contains { $0.hasPrefix("notes.txt, line 1: this is no batch") })
  }

  @Test func `a batch that was made anew and put into the chain is found`() throws {
    let profile = try Samples.profile("csv")
    var files = chain(profile)
    let name = "registrar-000002.csv"
    let before = Samples.read(files["registrar-000001.csv"] ?? [])
    let forged = Samples.batch(
      profile, Samples.header(2, first: 5, last: 8, previous: before.sha256),
      Array(Samples.rows[4..<7]))
    files[name] = forged.bytes
    files[name + ".sha256"] = Array(BatchFile.sidecar(forged.sha256, of: name).utf8)
    let found = try problems(files)
    #expect(found.contains { $0.file == "registrar-000003.csv" && $0.message.contains(name) })
  }

  @Test(arguments: FeedProfile.shippedNames)
  func `a file that was cut off is found wherever it was cut`(_ name: String) throws {
    let batch = Samples.batch(try Samples.profile(name))
    for length in stride(from: 0, to: batch.bytes.count, by: 13) {
      #expect(!Samples.read(Array(batch.bytes[..<length])).problems.isEmpty, "\(length)")
    }
  }

  @Test func `totals that do not add up are told one by one`() throws {
    let batch = Samples.batch(try Samples.profile("csv"))
    let text = String(decoding: batch.bytes, as: UTF8.self)
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    // The first record goes, the rest and the trailer stay.
    let shorter = (lines[..<2] + lines[3...]).joined(separator: "\r\n")
    let found = Samples.read(Array(shorter.utf8)).problems.map(\.message)
    #expect(found.contains { $0.contains("rows that add: 10, the trailer says 11") }, "\(found)")
    #expect(found.contains { $0.contains("credits added: ") })
    #expect(found.contains { $0.contains("SHA-256") })
  }

  @Test func `a batch of an unknown version of a profile asks for its text`() throws {
    let text = try FeedProfile.shipped("csv").replacingOccurrences(of: "csv\n", with: "csv \n")
    let other = try FeedProfile(parsing: text)
    let batch = Samples.batch(other)
    #expect(
      Samples.read(batch.bytes).problems.map(\.message).contains { $0.contains("not at hand") })
    #expect(Samples.read(batch.bytes, profiles: [other]).problems == [])
  }
}
