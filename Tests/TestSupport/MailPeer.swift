public import Foundation

/// A mail server on loopback that speaks SMTP with STARTTLS and AUTH: aiosmtpd, in a Python of its
/// own. What it takes lies in a folder, as Python's email package reads it.
public final class MailPeer: @unchecked Sendable {
  private static let python = ProcessInfo.processInfo.environment["CONFERRAL_PEERS_PYTHON"]

  /// Whether the Python is installed, or has to be.
  public static var isExpected: Bool {
    python != nil || ProcessInfo.processInfo.environment["CI"] == "true"
  }

  /// How it behaves from the next message on.
  public enum Mood: String, Sendable {
    /// It takes what comes.
    case takes
    /// 451 for the recipient.
    case refusesForNow
    /// 550 for the recipient.
    case refuses
    /// It closes the connection in the middle.
    case vanishes
    /// It does not answer after the message.
    case hangs
    /// It keeps the message, and answers a second later.
    case answersLate
  }

  /// A message that it took.
  public struct Mail: Decodable, Sendable {
    /// The envelope's sender and recipients.
    public let sender: String
    /// The envelope's recipients.
    public let recipients: [String]
    /// Names of all header fields, in order.
    public let fields: [String]
    /// The subject, decoded.
    public let subject: String
    /// The From field, decoded.
    public let from: String
    /// The To field, decoded.
    public let to: String
    /// The Message-ID.
    public let id: String
    /// The Date as seconds since 1970.
    public let written: Double
    /// The plain text.
    public let text: String
    /// The HTML.
    public let html: String
    /// The longest line, in bytes without CR and LF.
    public let longestLine: Int
    /// What Python's parser found wrong.
    public let defects: [String]
    /// Whether it came over TLS, from somebody who had signed in.
    public let isSecure: Bool
  }

  private struct Ready: Decodable { let port: Int }
  struct Missing: Error {}

  /// The port that it listens on.
  public let port: Int
  /// What it takes is here.
  public let folder: URL
  /// The certificate of whoever vouches for it (PEM).
  public var certificates: String { folder.appendingPathComponent("ca.pem").path }
  private let process = Process()
  private let input = Pipe()

  private static let program = """
    import asyncio, datetime, email, email.policy, ipaddress, json, os, ssl, sys, time
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP, AuthResult
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    folder, port, secure, utf8 = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "tls", sys.argv[4] == "utf8"

    def certificate():
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
        now = datetime.datetime.now(datetime.timezone.utc)
        made = (x509.CertificateBuilder().subject_name(name).issuer_name(name)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"),
                x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
            .sign(key, hashes.SHA256()))
        pem = made.public_bytes(serialization.Encoding.PEM)
        with open(folder + "/ca.pem", "wb") as f: f.write(pem)
        with open(folder + "/server.pem", "wb") as f:
            f.write(pem + key.private_bytes(serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))

    def mood():
        try:
            with open(folder + "/mood") as f: return f.read().strip()
        except FileNotFoundError: return "takes"

    def keep(envelope, session):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = {p.get_content_type(): p.get_content() for p in message.walk() if not p.is_multipart()}
        record = dict(sender=envelope.mail_from, recipients=envelope.rcpt_tos,
            fields=list(message.keys()), subject=str(message["subject"]), to=str(message["to"]),
            **{"from": str(message["from"])}, id=str(message["message-id"]),
            written=message["date"].datetime.timestamp(),
            text=parts["text/plain"].replace("\\r\\n", "\\n"),
            html=parts["text/html"].replace("\\r\\n", "\\n"),
            longestLine=max(len(l) for l in envelope.content.split(b"\\r\\n")),
            defects=[repr(d) for p in message.walk() for d in p.defects]
                + [repr(d) for v in message.values() for d in v.defects],
            isSecure=session.ssl is not None and session.authenticated)
        name = "%d" % time.time_ns()
        with open(folder + "/" + name + ".part", "w") as f: json.dump(record, f)
        os.rename(folder + "/" + name + ".part", folder + "/" + name + ".mail")

    class Handler:
        async def handle_RCPT(self, server, session, envelope, address, options):
            now = mood()
            if now == "refusesForNow": return "451 4.7.1 Greylisted, <%s>" % address
            if now == "refuses": return "550 5.1.1 No such user, <%s>" % address
            if now == "vanishes":
                server.transport.close()
                return "421 gone"
            envelope.rcpt_tos.append(address)
            return "250 OK"
        async def handle_DATA(self, server, session, envelope):
            now = mood()
            if now == "hangs": await asyncio.sleep(300)
            keep(envelope, session)
            if now == "answersLate": await asyncio.sleep(1)
            return "250 OK"

    def authenticate(server, session, envelope, mechanism, data):
        return AuthResult(success=data.login == b"conferral" and data.password == b"secret word")

    certificate()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder + "/server.pem")
    options = dict(tls_context=context, require_starttls=True, auth_required=True,
        auth_require_tls=True, authenticator=authenticate) if secure else {}
    loop = asyncio.new_event_loop()
    def factory():
        return SMTP(Handler(), enable_SMTPUTF8=utf8, loop=loop, timeout=600, **options)
    server = loop.run_until_complete(loop.create_server(factory, "127.0.0.1", port))
    print(json.dumps(dict(port=server.sockets[0].getsockname()[1])), flush=True)
    loop.run_in_executor(None, lambda: (sys.stdin.read(), os._exit(0)))
    loop.run_forever()
    """

  /// Starts a server in a folder of its own; CONFERRAL_PEERS_PYTHON must name a Python with
  /// aiosmtpd. Without `isSecure` it knows neither TLS nor users.
  public init(
    in folder: URL, port: Int = 0, isSecure: Bool = true, takesUTF8: Bool = true
  ) throws {
    guard let python = Self.python else { throw Missing() }
    self.folder = folder
    process.executableURL = URL(filePath: python)
    process.arguments = [
      "-W", "ignore", "-c", Self.program, folder.path, "\(port)", isSecure ? "tls" : "plain",
      takesUTF8 ? "utf8" : "ascii",
    ]
    process.standardInput = input
    process.standardError = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    var line = Data()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data([10]) {
      if byte.isEmpty { break }
      line += byte
    }
    self.port = try JSONDecoder().decode(Ready.self, from: line).port
  }

  /// How it behaves from now on.
  public func become(_ mood: Mood) throws {
    try Data(mood.rawValue.utf8).write(
      to: folder.appendingPathComponent("mood"), options: .atomic)
  }

  /// What it took, in order.
  public func mails() throws -> [Mail] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".mail") }.sorted().map { name in
        try JSONDecoder().decode(
          Mail.self, from: Data(contentsOf: folder.appendingPathComponent(name)))
      }
  }

  /// Ends it; what it took stays.
  public func stop() {
    // Another child may hold the other end of its input: it is told to end in so many words.
    try? input.fileHandleForWriting.close()
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    for _ in 0..<400 where process.isRunning { usleep(5_000) }
  }

  deinit { stop() }
}
