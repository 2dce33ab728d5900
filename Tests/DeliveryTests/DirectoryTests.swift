import Delivery
import Foundation
import Testing

/// Files that are brought into a folder of this computer.
@Suite struct DirectoryTests {
  private static func channel(_ folder: URL) throws -> Channel {
    .directory(try DirectoryPlace(path: folder.path))
  }

  @Test func `a file arrives with a sidecar that sha256sum agrees with`() async throws {
    let bench = try Bench()
    let inbox = try bench.folder("inbox")
    let outcome = await Carrier().bring(
      try .of("H;1\nD;Ada\nT;1\n"), to: try Self.channel(inbox))
    #expect(outcome == .brought("batch-000001.csv was written."))
    #expect(try inbox.names == ["batch-000001.csv", "batch-000001.csv.sha256"])
    #expect(try inbox.text("batch-000001.csv") == "H;1\nD;Ada\nT;1\n")
    #expect(try runs("sha256sum", "--check", "--strict", "batch-000001.csv.sha256", in: inbox))
    for name in try inbox.names {
      let path = inbox.appendingPathComponent(name).path
      let facts = try FileManager.default.attributesOfItem(atPath: path)
      #expect(facts[.posixPermissions] as? Int == 0o640)
    }
  }

  @Test func `brought again it is there already, and the file is not touched`() async throws {
    let bench = try Bench()
    let inbox = try bench.folder("inbox")
    let channel = try Self.channel(inbox)
    let file = inbox.appendingPathComponent("batch-000001.csv").path
    func inode() throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: file)[.systemFileNumber] as? Int
    }
    #expect(await Carrier().bring(try .of("once"), to: channel).isBrought)
    let first = try inode()
    // The process died between the file and its sidecar.
    try FileManager.default.removeItem(atPath: file + ".sha256")
    let again = await Carrier().bring(try .of("once"), to: channel)
    #expect(again == .brought("batch-000001.csv was there already."))
    #expect(try inode() == first)
    #expect(try inbox.names == ["batch-000001.csv", "batch-000001.csv.sha256"])
  }

  @Test(arguments: ["other", "oncf", ""])
  func `a file of the same name with another content is never overwritten`(
    _ content: String
  ) async throws {
    let bench = try Bench()
    let inbox = try bench.folder("inbox")
    try Data(content.utf8).write(to: inbox.appendingPathComponent("batch-000001.csv"))
    let outcome = await Carrier().bring(try .of("once"), to: try Self.channel(inbox))
    #expect(outcome.isRefused)
    #expect(outcome.words.contains("batch-000001.csv"))
    #expect(try inbox.text("batch-000001.csv") == content)
    #expect(try inbox.names == ["batch-000001.csv"])
  }

  @Test(arguments: [
    "", ".", "..", "../out", "a/b", "/etc/passwd", ".hidden", "a b", "a\nb", "a\u{0}b", "-rf", "ü",
    String(repeating: "a", count: 201),
  ])
  func `a name that could lead elsewhere is no name`(_ name: String) {
    #expect(throws: ChannelError.self) { try Parcel.of("x", name: name) }
  }

  @Test func `links and pipes lead nowhere and hold nobody`() async throws {
    let bench = try Bench()
    let victim = bench.folder.appendingPathComponent("victim")
    try Data("mine".utf8).write(to: victim)
    let makers: [(String, (String) -> Int32)] = [
      ("symlink", { symlink(victim.path, $0) }), ("hard link", { link(victim.path, $0) }),
      ("pipe", { mkfifo($0, 0o666) }), ("folder", { mkdir($0, 0o755) }),
    ]
    for (kind, make) in makers {
      for name in ["batch-000001.csv", ".batch-000001.csv.part", "batch-000001.csv.sha256"] {
        let inbox = try bench.folder(UUID().uuidString)
        #expect(make(inbox.appendingPathComponent(name).path) == 0)
        let outcome = await Carrier().bring(try .of("once"), to: try Self.channel(inbox))
        #expect(try String(contentsOf: victim, encoding: .utf8) == "mine", "\(kind) \(name)")
        if kind == "hard link", name.hasSuffix(".part") {
          #expect(outcome.isBrought)
          #expect(try inbox.text("batch-000001.csv") == "once")
        } else {
          #expect(!outcome.isBrought, "\(kind) \(name)")
        }
      }
    }
  }

  @Test func `a place that cannot be used is told of with what helps`() async throws {
    let bench = try Bench()
    let missing = bench.folder.appendingPathComponent("missing")
    let outcome = await Carrier().bring(try .of("once"), to: try Self.channel(missing))
    #expect(outcome.isUnreachable)
    #expect(outcome.words.contains("is not there: make it"))
    let file = bench.folder.appendingPathComponent("file")
    try Data().write(to: file)
    #expect(await Carrier().bring(try .of("once"), to: try Self.channel(file)).isUnreachable)
    #expect(throws: ChannelError.self) { try DirectoryPlace(path: "inbox") }
    #expect(throws: ChannelError.self) { try DirectoryPlace(path: "/in", permissions: 0o777) }
  }

  @Test(.enabled(if: geteuid() != 0)) func `a folder that we may not write into says so`()
    async throws
  {
    let bench = try Bench()
    let inbox = try bench.folder("inbox")
    chmod(inbox.path, 0o555)
    let outcome = await Carrier().bring(try .of("once"), to: try Self.channel(inbox))
    #expect(outcome.isUnreachable)
    #expect(outcome.words.contains("let the daemon's user"))
  }

  @Test(.enabled(if: Mount.isPossible)) func `a full disk leaves nothing, and room helps`()
    async throws
  {
    let bench = try Bench()
    let mount = try Mount(on: try bench.folder("inbox"), "size=1m")
    defer { mount.end() }
    let large = try bench.large(megabytes: 2)
    let channel = try Self.channel(mount.folder)
    let outcome = await Carrier().bring(large, to: channel)
    #expect(outcome.isRefusedForNow)
    #expect(outcome.words.contains("make room"))
    #expect(try mount.folder.names == [])
    mount.again("size=4m")
    #expect(await Carrier().bring(large, to: channel).isBrought)
    mount.again("ro")
    let next = await Carrier().bring(try .of("more", name: "next.csv"), to: channel)
    #expect(next.isUnreachable)
    #expect(next.words.contains("read-only"))
  }

  @Test func `a file that changed since it was made is not brought`() async throws {
    let bench = try Bench()
    let inbox = try bench.folder("inbox")
    let parcel = try bench.large(megabytes: 1)
    let file = try FileHandle(
      forWritingTo: bench.folder.appendingPathComponent("large-1"))
    try file.seek(toOffset: 900_000)
    try file.write(contentsOf: Data([255]))
    let outcome = await Carrier().bring(parcel, to: try Self.channel(inbox))
    #expect(outcome.isRefusedForNow)
    #expect(outcome.words.contains("SHA-256"))
    #expect(try inbox.names == [])
  }

  @Test func `an empty file is brought as one`() async throws {
    let bench = try Bench()
    let inbox = try bench.folder("inbox")
    #expect(await Carrier().bring(try .of(""), to: try Self.channel(inbox)).isBrought)
    #expect(inbox.size("batch-000001.csv") == 0)
  }

  @Test func `of many that bring at once each file is whole and one content wins`() async throws {
    let bench = try Bench()
    let inbox = try bench.folder("inbox")
    let channel = try Self.channel(inbox)
    let texts = (0..<8).map { String(repeating: "\($0 % 2)", count: 3_000_000) }
    let outcomes = try await withThrowingTaskGroup(of: (String, DeliveryOutcome).self) { group in
      for text in texts {
        group.addTask { (text, await Carrier().bring(try .of(text), to: channel)) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let winner = try inbox.text("batch-000001.csv")
    #expect(texts.contains(winner))
    for (text, outcome) in outcomes where outcome.isBrought { #expect(text == winner) }
    #expect(outcomes.contains { $0.1.isBrought })
    #expect(try inbox.names == ["batch-000001.csv", "batch-000001.csv.sha256"])
  }

  @Test func `a process that is killed never leaves half a file under its name`() async throws {
    for megabytes in [4, 40] {
      let bench = try Bench()
      let inbox = try bench.folder("inbox")
      let parcel = try bench.large(megabytes: megabytes)
      let (path, hash) = (inbox.path, parcel.sha256)
      let source = bench.folder.appendingPathComponent("large-\(megabytes)").path
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = path as String, source = source as String, hash = hash as [UInt8]] in
        let parcel = try Parcel(
          id: UUID(), name: "large.csv", content: .file(path: source), sha256: hash)
        let channel = Channel.directory(try DirectoryPlace(path: path))
        Task { await Carrier().bring(parcel, to: channel) }
        while access("\(path)/.large.csv.part", F_OK) != 0 { usleep(50) }
        kill(getpid(), SIGKILL)
      }
      if let size = inbox.size("large.csv") { #expect(size == megabytes * 1_048_576) }
      #expect(await Carrier().bring(parcel, to: try Self.channel(inbox)).isBrought)
      #expect(try inbox.names == ["large.csv", "large.csv.sha256"])
      #expect(try runs("sha256sum", "--check", "--strict", "large.csv.sha256", in: inbox))
    }
  }

  @Test func `who is told to stop leaves nothing`() async throws {
    let bench = try Bench()
    let inbox = try bench.folder("inbox")
    let parcel = try bench.endless()
    let channel = try Self.channel(inbox)
    let task = Task { await Carrier().bring(parcel, to: channel) }
    #expect(try await eventually { inbox.size(".large.csv.part") ?? 0 > 0 })
    task.cancel()
    #expect(await task.value.isUnreachable)
    #expect(try inbox.names == [])
  }
}

/// A file system in memory on a folder.
final class Mount: Sendable {
  static let isPossible: Bool = {
    guard geteuid() == 0, let bench = try? Bench(), let mount = try? Mount(on: bench.folder, "ro")
    else { return false }
    mount.end()
    return true
  }()

  struct Failure: Error {}
  let folder: URL

  init(on folder: URL, _ options: String) throws {
    self.folder = folder
    guard try runs("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.path) else {
      throw Failure()
    }
  }

  func again(_ options: String) {
    _ = try? runs("mount", "-o", "remount,\(options)", folder.path)
  }

  func end() { _ = try? runs("umount", "-l", folder.path) }
}
