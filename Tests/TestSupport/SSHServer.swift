public import Foundation

/// An OpenSSH server on loopback that gives files to whoever has the key: sshd with a configuration
/// of its own, run as the user who runs the tests.
public final class SSHServer: @unchecked Sendable {
  private static let sshd = "/usr/sbin/sshd"

  /// Whether OpenSSH's server is installed, or has to be.
  public static var isExpected: Bool {
    FileManager.default.isExecutableFile(atPath: sshd)
      || ProcessInfo.processInfo.environment["CI"] == "true"
  }

  /// Whether it can take a password: it sees a user of its own in the place of `/etc/passwd`, for
  /// which it needs mounts of its own. Not even root has them where `/` is no mount, as in a chroot.
  public static let canTakePassword =
    isExpected && geteuid() == 0 && (try? run(["unshare", "-m", "true"])) != nil

  struct Failure: Error, CustomStringConvertible { let description: String }

  /// The port that it listens on.
  public let port: Int
  /// Who may come in.
  public let user: String
  /// The folder that files are brought to.
  public let inbox: URL
  /// The file with the private key of whoever may come in (Ed25519).
  public var key: String { folder.appendingPathComponent("user_ed25519").path }
  /// The file with a private RSA key of whoever may come in.
  public var rsaKey: String { folder.appendingPathComponent("user_rsa").path }
  /// The file with a private key that nobody knows.
  public var strangersKey: String { folder.appendingPathComponent("stranger_ed25519").path }
  /// The file of known hosts that has the server's key.
  public var knownHosts: String { folder.appendingPathComponent("known_hosts").path }
  /// The server's fingerprint, as ssh-keygen prints it.
  public let fingerprint: String
  private let folder: URL
  private var process = Process()
  private var input = Pipe()
  private var listener: Int32 = 0
  private let password: String?

  /// Starts a server whose files are in a folder; with a password it takes that instead of keys, of
  /// a user that only it knows, for which it has to be root.
  public init(in folder: URL, password: String? = nil) throws {
    self.folder = folder
    self.password = password
    user = password == nil ? NSUserName() : "conferral-feed"
    inbox = folder.appendingPathComponent("inbox")
    try FileManager.default.createDirectory(at: inbox, withIntermediateDirectories: true)
    // Root's sshd wants it, and Debian makes it when the service starts.
    if geteuid() == 0 {
      try FileManager.default.createDirectory(
        atPath: "/run/sshd", withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o755])
    }
    port = try FreePort.next()
    for name in ["host_ed25519", "user_ed25519", "stranger_ed25519", "user_rsa"] {
      let type = name.hasSuffix("rsa") ? ["rsa", "-b", "2048"] : ["ed25519"]
      try Self.run(
        [
          "ssh-keygen", "-q", "-N", "", "-C", name, "-f", folder.appendingPathComponent(name).path,
          "-t",
        ]
          + type)
    }
    func text(_ name: String) throws -> String {
      try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
    fingerprint = try Self.fingerprint(of: folder.appendingPathComponent("host_ed25519.pub").path)
    let users = try text("user_ed25519.pub") + text("user_rsa.pub")
    try Data(users.utf8).write(to: folder.appendingPathComponent("authorized_keys"))
    let known = try "[127.0.0.1]:\(port) \(text("host_ed25519.pub"))"
    try Data(known.utf8).write(to: folder.appendingPathComponent("known_hosts"))
    if let password { try makeUser(password) }
    try start()
  }

  /// Copies of the system's lists of users with one more, which the server sees in their place.
  private func makeUser(_ password: String) throws {
    let number = 61_234
    let hash = try Self.run(["openssl", "passwd", "-6", password])
    let home = inbox.path
    for (name, line) in [
      ("passwd", "\(user):x:\(number):\(number)::\(home):/bin/sh\n"),
      ("shadow", "\(user):\(hash.trimmingCharacters(in: .newlines)):20000:0:99999:7:::\n"),
    ] {
      let all = try String(contentsOfFile: "/etc/\(name)", encoding: .utf8) + line
      let place = folder.appendingPathComponent(name)
      try Data(all.utf8).write(to: place)
      chmod(place.path, name == "passwd" ? 0o644 : 0o600)
    }
    chown(home, uid_t(number), gid_t(number))
  }

  private func start() throws {
    let settings = """
      Port \(port)
      ListenAddress 127.0.0.1
      HostKey \(folder.path)/host_ed25519
      PidFile none
      AuthorizedKeysFile \(folder.path)/authorized_keys
      StrictModes no
      UsePAM no
      PubkeyAuthentication \(password == nil ? "yes" : "no")
      PasswordAuthentication \(password == nil ? "no" : "yes")
      KbdInteractiveAuthentication no
      PermitRootLogin prohibit-password
      MaxStartups 100
      Subsystem sftp internal-sftp

      """
    let file = folder.appendingPathComponent("sshd_config")
    try Data(settings.utf8).write(to: file)
    (process, input) = (Process(), Pipe())
    // sshd closes all that it inherits, by which Foundation would take it for ended: a shell is its
    // parent, and ends it when the tests end, however they do.
    process.executableURL = URL(filePath: "/bin/sh")
    let users = ["passwd", "shadow"].map { "mount --bind '\(folder.path)/\($0)' /etc/\($0)" }
    let sshd = "\(Self.sshd) -D -e -f \"$0\""
    let server =
      password == nil
      ? sshd
      : "unshare -m /bin/sh -c \(Self.quoted((users + ["exec " + sshd]).joined(separator: " && "))) \"$0\""
    process.arguments = ["-c", "\(server) & echo $! > \"$0.pid\"; cat; kill $!", file.path]
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    let log = folder.appendingPathComponent("sshd.log")
    try Data().write(to: log)
    process.standardError = try FileHandle(forWritingTo: log)
    try process.run()
    for _ in 0..<3_000 {
      let text = try? String(contentsOfFile: file.path + ".pid", encoding: .utf8)
      listener = text.flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) } ?? 0
      if listener > 0, Self.answers(port) { return }
      guard process.isRunning else { break }
      usleep(20_000)
    }
    throw Failure(
      description: "sshd does not start: \((try? String(contentsOf: log, encoding: .utf8)) ?? "")")
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }

  /// The fingerprint of a public key, as ssh-keygen prints it.
  public static func fingerprint(of file: String) throws -> String {
    let words = try run(["ssh-keygen", "-l", "-f", file]).split(separator: " ")
    guard words.count > 1 else { throw Failure(description: "ssh-keygen prints no fingerprint.") }
    return String(words[1])
  }

  /// Starts the server anew with another key.
  public func changeHostKey() throws {
    stop()
    for name in ["host_ed25519", "host_ed25519.pub", "sshd_config.pid"] {
      try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
    try Self.run([
      "ssh-keygen", "-q", "-N", "", "-t", "ed25519", "-f",
      folder.appendingPathComponent("host_ed25519").path,
    ])
    try start()
  }

  /// Sends a signal to every session, such as SIGSTOP to have them hang or SIGKILL to cut them off.
  public func signalSessions(_ signal: Int32) {
    guard listener > 0 else { return }
    var parents: Set<Int32> = [listener]
    while true {
      let children = Self.children(of: parents).subtracting(parents)
      if children.isEmpty { break }
      for child in children { kill(child, signal) }
      parents.formUnion(children)
    }
  }

  private static func children(of parents: Set<Int32>) -> Set<Int32> {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return Set(
      entries.compactMap { Int32($0) }.filter { process in
        let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        let rest = stat?.split(separator: ")").last?.split(separator: " ") ?? []
        return rest.count > 1 && Int32(rest[1]).map(parents.contains) == true
      })
  }

  private static func answers(_ port: Int) -> Bool {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  @discardableResult
  private static func run(_ arguments: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "\(arguments[0]) ends with \(process.terminationStatus).")
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// Ends it; what it took stays.
  public func stop() {
    signalSessions(SIGKILL)
    if listener > 0 { kill(listener, SIGKILL) }
    listener = 0
    try? input.fileHandleForWriting.close()
    guard process.isRunning else { return }
    // Another child of the tests may hold the other end of its input.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  deinit { stop() }
}
