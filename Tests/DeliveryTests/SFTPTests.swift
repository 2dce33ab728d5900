import Curl
import Delivery
import Foundation
import TestSupport
import Testing

/// Files that are brought to a real OpenSSH server.
@Suite(.enabled(if: SSHServer.isExpected), .serialized) struct SFTPTests {
  private static func place(
    _ server: SSHServer, key: String? = nil, hostKeys: SFTPPlace.HostKeys? = nil,
    folder: String? = nil
  ) throws -> Channel {
    .sftp(
      try SFTPPlace(
        host: "127.0.0.1", port: server.port, user: server.user,
        proof: .key(file: key ?? server.key),
        hostKeys: hostKeys ?? .pinned([server.fingerprint]), folder: folder ?? server.inbox.path))
  }

  private static func carrier() -> Carrier {
    Carrier(connectSeconds: 60, parcelSeconds: 120, silenceSeconds: 60)
  }

  @Test func `a file is uploaded with its sidecar, once`() async throws {
    let bench = try Bench()
    let server = try SSHServer(in: bench.folder("ssh"))
    let channel = try Self.place(server)
    let parcel = try Parcel.of("H;1\nD;Ada\nT;1\n")
    #expect(
      await Self.carrier().bring(parcel, to: channel)
        == .brought("batch-000001.csv was uploaded."))
    #expect(try server.inbox.names == ["batch-000001.csv", "batch-000001.csv.sha256"])
    #expect(
      try runs(
        "sha256sum", "--check", "--strict", "batch-000001.csv.sha256", in: server.inbox))
    let path = server.inbox.appendingPathComponent("batch-000001.csv").path
    let facts = try FileManager.default.attributesOfItem(atPath: path)
    #expect(facts[.posixPermissions] as? Int == 0o640)
    #expect(
      await Self.carrier().bring(parcel, to: channel)
        == .brought("batch-000001.csv was there already."))
    let other = await Self.carrier().bring(try .of("other"), to: channel)
    #expect(other.isRefused && other.words.contains("never overwritten"))
    let longer = await Self.carrier().bring(try .of("H;1\nD;Ada\nT;1\n "), to: channel)
    #expect(longer.isRefused)
    #expect(try server.inbox.text("batch-000001.csv") == "H;1\nD;Ada\nT;1\n")
    #expect(try server.inbox.names == ["batch-000001.csv", "batch-000001.csv.sha256"])
  }

  @Test func `an empty file, and a folder with blanks and quotes below home, are no trouble`()
    async throws
  {
    let bench = try Bench()
    let server = try SSHServer(in: bench.folder("ssh"))
    let odd = try bench.folder("ssh/inbox/my \"odd\" % föl\\der?#")
    let channel = try Self.place(server, folder: odd.path)
    #expect(await Self.carrier().bring(try .of(""), to: channel).isBrought)
    #expect(try odd.names == ["batch-000001.csv", "batch-000001.csv.sha256"])
    let name = "conferral-\(UUID().uuidString)"
    let home = FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: home) }
    let below = try Self.place(server, folder: name)
    #expect(await Self.carrier().bring(try .of("x"), to: below).isBrought)
    #expect(try home.names == ["batch-000001.csv", "batch-000001.csv.sha256"])
    let itself = Channel.sftp(
      try SFTPPlace(
        host: "127.0.0.1", port: server.port, user: server.user, proof: .key(file: server.key),
        hostKeys: .pinned([server.fingerprint])))
    #expect(await Self.carrier().bring(try .of("x", name: "\(name).csv"), to: itself).isBrought)
    let brought = home.deletingLastPathComponent()
    for end in ["csv", "csv.sha256"] {
      let file = brought.appendingPathComponent("\(name).\(end)")
      try FileManager.default.removeItem(at: file)
    }
  }

  @Test func `a server with another key is told nothing, and both fingerprints are shown`()
    async throws
  {
    let bench = try Bench()
    let server = try SSHServer(in: bench.folder("ssh"))
    let stranger = try SSHServer.fingerprint(of: server.strangersKey + ".pub")
    let pinned = try Self.place(server, hostKeys: .pinned([stranger]))
    let outcome = await Self.carrier().bring(try .of("once"), to: pinned)
    #expect(outcome.isRefused)
    #expect(outcome.words.contains(server.fingerprint) && outcome.words.contains(stranger))
    let both = try Self.place(server, hostKeys: .pinned([stranger, server.fingerprint + "="]))
    #expect(await Self.carrier().bring(try .of("once"), to: both).isBrought)
    for pin in ["", "SHA256:", "MD5:aa", "SHA256:" + String(repeating: "!", count: 43)] {
      #expect(throws: ChannelError.self) { try Self.place(server, hostKeys: .pinned([pin])) }
    }
    #expect(throws: ChannelError.self) { try Self.place(server, hostKeys: .pinned([])) }
  }

  @Test func `a file of known hosts is believed, until the server changes its key`()
    async throws
  {
    let bench = try Bench()
    let server = try SSHServer(in: bench.folder("ssh"))
    let channel = try Self.place(server, hostKeys: .knownHosts(file: server.knownHosts))
    #expect(await Self.carrier().bring(try .of("once"), to: channel).isBrought)
    try server.changeHostKey()
    let outcome = await Self.carrier().bring(try .of("more", name: "more.csv"), to: channel)
    #expect(outcome.isRefused)
    #expect(outcome.words.contains(server.fingerprint), "\(outcome)")
    #expect(outcome.words.components(separatedBy: "SHA256:").count == 3, "\(outcome)")
    let empty = try Self.place(server, hostKeys: .knownHosts(file: bench.secret("\n")))
    let unknown = await Self.carrier().bring(try .of("more", name: "more.csv"), to: empty)
    #expect(unknown.isRefused && unknown.words.contains("has none of it"), "\(unknown)")
    let missing = try Self.place(server, hostKeys: .knownHosts(file: "/nowhere/hosts"))
    let later = await Self.carrier().bring(try .of("more", name: "more.csv"), to: missing)
    #expect(later.isRefusedForNow && later.words.contains("/nowhere/hosts"), "\(later)")
    #expect(server.inbox.size("more.csv") == nil)
  }

  @Test func `a key that the server does not know is refused, and not told`() async throws {
    let bench = try Bench()
    let server = try SSHServer(in: bench.folder("ssh"))
    let outcome = await Self.carrier().bring(
      try .of("once"), to: try Self.place(server, key: server.strangersKey))
    #expect(outcome.isRefused)
    #expect(outcome.words.contains("authorized_keys"))
    chmod(server.strangersKey, 0o644)
    let open = await Self.carrier().bring(
      try .of("once"), to: try Self.place(server, key: server.strangersKey))
    #expect(open.isRefusedForNow && open.words.contains("chmod"))
    let missing = await Self.carrier().bring(
      try .of("once"), to: try Self.place(server, key: "/nowhere/key"))
    #expect(missing.isRefusedForNow && missing.words.contains("/nowhere/key"))
    #expect(try server.inbox.names == [])
  }

  @Test(.enabled(if: SSHServer.canTakePassword))
  func `a password opens a server that takes one`() async throws {
    let bench = try Bench()
    let server = try SSHServer(in: bench.folder("ssh"), password: "Mary's \"little\" lamb, 7%")
    func place(_ word: String) throws -> Channel {
      .sftp(
        try SFTPPlace(
          host: "127.0.0.1", port: server.port, user: server.user,
          proof: .password(file: bench.secret(word)), hostKeys: .knownHosts(file: server.knownHosts)
        ))
    }
    let right = try place("Mary's \"little\" lamb, 7%\n")
    #expect(await Self.carrier().bring(try .of("once"), to: right).isBrought)
    #expect(try server.inbox.names == ["batch-000001.csv", "batch-000001.csv.sha256"])
    let wrong = await Self.carrier().bring(try .of("x", name: "x.csv"), to: try place("lamb"))
    #expect(wrong.isRefused && wrong.words.contains("with the password"), "\(wrong)")
    #expect(!wrong.words.contains("lamb"))
    let key = try Self.place(server)
    #expect(await Self.carrier().bring(try .of("x", name: "x.csv"), to: key).isRefused)
    #expect(server.inbox.size("x.csv") == nil)
  }

  /// libssh2 before 1.11 signs with SHA-1 alone, which OpenSSH has refused since 8.8.
  @Test func `an RSA key works, or the sentence says why not`() async throws {
    let bench = try Bench()
    let server = try SSHServer(in: bench.folder("ssh"))
    let outcome = await Self.carrier().bring(
      try .of("once"), to: try Self.place(server, key: server.rsaKey))
    if CurlLibrary.ssh?.hasPrefix("libssh2/1.10") == true {
      #expect(outcome.isRefused && outcome.words.contains("RSA"), "\(outcome)")
    } else {
      #expect(outcome.isBrought, "\(outcome)")
    }
  }

  @Test func `a folder that is missing or closed is told of`() async throws {
    let bench = try Bench()
    let server = try SSHServer(in: bench.folder("ssh"))
    let missing = try Self.place(server, folder: "/nowhere/inbox")
    let outcome = await Self.carrier().bring(try .of("once"), to: missing)
    #expect(outcome.isUnreachable && outcome.words.contains("is not there"), "\(outcome)")
    for folder in ["", "/", "..", "/a/../b", "a\nb"] {
      #expect(throws: ChannelError.self) { try Self.place(server, folder: folder) }
    }
  }

  @Test(.enabled(if: Mount.isPossible)) func `a server without room takes it later`()
    async throws
  {
    let bench = try Bench()
    let server = try SSHServer(in: bench.folder("ssh"))
    let mount = try Mount(on: server.inbox, "size=1m")
    defer { mount.end() }
    let channel = try Self.place(server)
    let large = try bench.large(megabytes: 2)
    let outcome = await Self.carrier().bring(large, to: channel)
    #expect(!outcome.isBrought && !outcome.isRefused, "\(outcome)")
    #expect(server.inbox.size("large.csv") == nil)
    mount.again("size=8m")
    #expect(await Self.carrier().bring(large, to: channel).isBrought)
    mount.again("ro")
    let closed = await Self.carrier().bring(try .of("x", name: "x.csv"), to: channel)
    #expect(!closed.isBrought && !closed.isRefused, "\(closed)")
  }

  @Test func `a connection that is cut leaves no half file under the name`() async throws {
    let bench = try Bench()
    let server = try SSHServer(in: bench.folder("ssh"))
    let channel = try Self.place(server)
    let endless = try bench.endless()
    let task = Task { await Self.carrier().bring(endless, to: channel) }
    #expect(try await eventually { server.inbox.size(".large.csv.part") ?? 0 > 1_000_000 })
    server.signalSessions(SIGKILL)
    let outcome = await task.value
    #expect(outcome.isUnreachable, "\(outcome)")
    #expect(server.inbox.size("large.csv") == nil)
    let large = try bench.large(megabytes: 4)
    #expect(await Self.carrier().bring(large, to: channel).isBrought)
    #expect(
      try runs("sha256sum", "--check", "--strict", "large.csv.sha256", in: server.inbox))
    #expect(try server.inbox.names == ["large.csv", "large.csv.sha256"])
  }

  @Test func `a server that falls silent is given up, and at once when we are told to stop`()
    async throws
  {
    let bench = try Bench()
    let server = try SSHServer(in: bench.folder("ssh"))
    let channel = try Self.place(server)
    let endless = try bench.endless()
    for isCancelled in [false, true] {
      let carrier = Carrier(
        connectSeconds: 60, parcelSeconds: 300, silenceSeconds: isCancelled ? 300 : 5)
      let task = Task { await carrier.bring(endless, to: channel) }
      #expect(try await eventually { server.inbox.size(".large.csv.part") ?? 0 > 1_000_000 })
      server.signalSessions(SIGSTOP)
      let stopped = ContinuousClock.now
      if isCancelled { task.cancel() }
      let outcome = await task.value
      #expect(outcome.isUnreachable)
      #expect(outcome.words.contains("It was stopped") == isCancelled, "\(outcome)")
      #expect(ContinuousClock.now - stopped < .seconds(60))
      server.signalSessions(SIGKILL)
    }
    #expect(server.inbox.size("large.csv") == nil)
  }

  @Test func `nobody there, and somebody who says nothing, are unreachable`() async throws {
    let bench = try Bench()
    let server = try SSHServer(in: bench.folder("ssh"))
    let channel = try Self.place(server)
    server.stop()
    #expect(await Self.carrier().bring(try .of("once"), to: channel).isUnreachable)
    let silent = try SilentListener()
    let place = Channel.sftp(
      try SFTPPlace(
        host: "127.0.0.1", port: silent.port, user: "x", proof: .key(file: server.key),
        hostKeys: .pinned([server.fingerprint]), folder: "/inbox"))
    let began = ContinuousClock.now
    #expect(
      await Carrier(connectSeconds: 2, parcelSeconds: 4).bring(try .of("x"), to: place)
        .isUnreachable)
    #expect(ContinuousClock.now - began < .seconds(60))
  }

  /// In a process of its own: memory is that of all tests.
  @Test func `a hundred megabytes need little memory`() async throws {
    let bench = try Bench()
    let server = try SSHServer(in: bench.folder("ssh"))
    let parcel = try bench.large()
    let orders = [
      server.key, server.fingerprint, server.inbox.path, server.user,
      bench.folder.appendingPathComponent("large-100").path, try bench.folder("inbox").path,
    ]
    let (hash, port) = (parcel.sha256, server.port)
    await #expect(processExitsWith: .success) {
      [orders = orders as [String], hash = hash as [UInt8], port = port as Int] in
      let parcel = try Parcel(
        id: UUID(), name: "large.csv", content: .file(path: orders[4]), sha256: hash)
      let channels: [Channel] = [
        .directory(try DirectoryPlace(path: orders[5])),
        .sftp(
          try SFTPPlace(
            host: "127.0.0.1", port: port, user: orders[3], proof: .key(file: orders[0]),
            hostKeys: .pinned([orders[1]]), folder: orders[2])),
      ]
      let most = try await memory {
        for channel in channels {
          for _ in 0..<2 {
            #expect(await SFTPTests.carrier().bring(parcel, to: channel).isBrought)
          }
        }
      }
      #expect(most < 40 << 20, "\(most >> 20) MiB")
    }
  }

  @Test func `a process that is killed never leaves half a file under its name`() async throws {
    let bench = try Bench()
    let server = try SSHServer(in: bench.folder("ssh"))
    let parcel = try bench.large(megabytes: 20)
    // The last one is killed when all bytes are there, between upload and name.
    for share in [1, 10, 20] {
      let orders = [
        server.key, server.fingerprint, server.inbox.path, server.user,
        bench.folder.appendingPathComponent("large-20").path,
      ]
      let (hash, port, enough) = (parcel.sha256, server.port, share << 20)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          orders = orders as [String], hash = hash as [UInt8], port = port as Int,
          enough = enough as Int
        ] in
        let parcel = try Parcel(
          id: UUID(), name: "large.csv", content: .file(path: orders[4]), sha256: hash)
        let channel = Channel.sftp(
          try SFTPPlace(
            host: "127.0.0.1", port: port, user: orders[3], proof: .key(file: orders[0]),
            hostKeys: .pinned([orders[1]]), folder: orders[2]))
        Task { await Carrier().bring(parcel, to: channel) }
        var facts = stat()
        while stat("\(orders[2])/.large.csv.part", &facts) != 0 || facts.st_size < enough {
          if access("\(orders[2])/large.csv", F_OK) == 0 { break }
          usleep(20)
        }
        kill(getpid(), SIGKILL)
      }
      if let size = server.inbox.size("large.csv") { #expect(size == 20 << 20) }
      server.signalSessions(SIGKILL)
      #expect(await Self.carrier().bring(parcel, to: try Self.place(server)).isBrought)
      #expect(try server.inbox.names == ["large.csv", "large.csv.sha256"])
      #expect(
        try runs("sha256sum", "--check", "--strict", "large.csv.sha256", in: server.inbox))
      for name in try server.inbox.names {
        try FileManager.default.removeItem(at: server.inbox.appendingPathComponent(name))
      }
    }
  }
}

/// Takes connections and says nothing.
final class SilentListener {
  let port: Int
  private let socket: Int32
  struct Failure: Error {}

  init() throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let number = socket
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, length) + listen(number, 8) + getsockname(number, $0, &length)
      }
    }
    guard result == 0 else { throw Failure() }
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(socket) }
}
