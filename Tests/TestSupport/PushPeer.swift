public import Foundation

/// A server on loopback that takes files and webhooks over TLS: Python's http.server, with the
/// verification of the `standardwebhooks` package. What it takes lies in a folder.
public final class PushPeer: @unchecked Sendable {
  private static let python = ProcessInfo.processInfo.environment["CONFERRAL_PEERS_PYTHON"]

  /// Whether the Python is installed, or has to be.
  public static var isExpected: Bool {
    python != nil || ProcessInfo.processInfo.environment["CI"] == "true"
  }

  /// How it speaks.
  public enum Transport: String, Sendable {
    /// Without TLS.
    case plain
    /// With TLS.
    case tls
    /// With TLS, for those alone who show the client's certificate.
    case mutual
    /// With TLS 1.1 at most.
    case old
  }

  /// How it behaves from the next request on.
  public struct Mood: Encodable, Sendable {
    /// What it does.
    public enum Deed: String, Encodable, Sendable {
      /// It reads the body and answers.
      case answers
      /// It answers without reading the body.
      case answersEarly
      /// It reads nothing, and says nothing.
      case hangs
      /// It reads the body, and says nothing.
      case hangsAfter
      /// It cuts the connection in the middle of the body.
      case resets
      /// Its answer has no end.
      case floods
      /// Its answer has no end and comes byte by byte.
      case trickles
    }

    var does: Deed
    var status: Int
    var headers: [String: String]

    /// An answer by default.
    public init(_ does: Deed = .answers, _ status: Int = 204, _ headers: [String: String] = [:]) {
      (self.does, self.status, self.headers) = (does, status, headers)
    }
  }

  /// A request that it took.
  public struct Request: Decodable, Sendable {
    /// The method.
    public let method: String
    /// The path and query.
    public let path: String
    /// The header fields, their names in lower case.
    public let headers: [String: String]
    /// The SHA-256 of the body in hexadecimal digits.
    public let hash: String
    /// The length of the body.
    public let length: Int
    /// What the body says, where it is short.
    public let text: String
    /// What the keys of the file `keys` make of it: `v1`, `v1a`, or why not.
    public let verdicts: [String]
  }

  private struct Ready: Decodable { let port: Int }
  struct Missing: Error {}

  /// The port that it listens on.
  public let port: Int
  /// What it takes is here.
  public let folder: URL
  /// The certificate of whoever vouches for it, and for its clients (PEM).
  public var certificates: String { folder.appendingPathComponent("ca.pem").path }
  /// The certificate of a client that it knows (PEM).
  public var clientCertificate: String { folder.appendingPathComponent("client.pem").path }
  /// The key of that certificate (PEM).
  public var clientKey: String { folder.appendingPathComponent("client.key").path }
  private let process = Process()
  private let input = Pipe()

  /// Starts a server; CONFERRAL_PEERS_PYTHON must name a Python with `standardwebhooks`.
  public init(in folder: URL, _ transport: Transport = .tls) throws {
    guard let python = Self.python else { throw Missing() }
    self.folder = folder
    process.executableURL = URL(filePath: python)
    process.arguments = ["-W", "ignore", "-c", Self.program, folder.path, transport.rawValue]
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
    port = try JSONDecoder().decode(Ready.self, from: line).port
  }

  /// How it behaves from now on.
  public func become(_ mood: Mood) throws {
    try JSONEncoder().encode(mood).write(
      to: folder.appendingPathComponent("mood"), options: .atomic)
  }

  /// The keys that webhooks are verified with from now on: `whsec_…` or `whpk_…`.
  public func know(_ keys: [String]) throws {
    try Data(keys.joined(separator: "\n").utf8).write(
      to: folder.appendingPathComponent("keys"), options: .atomic)
  }

  /// What it took, in order.
  public func requests() throws -> [Request] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".request") }.sorted().map { name in
        try JSONDecoder().decode(
          Request.self, from: Data(contentsOf: folder.appendingPathComponent(name)))
      }
  }

  /// Whether somebody waits in vain for its answer.
  public var isHanging: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("hanging").path)
  }

  /// Ends it; what it took stays.
  public func stop() {
    try? input.fileHandleForWriting.close()
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    for _ in 0..<400 where process.isRunning { usleep(5_000) }
  }

  deinit { stop() }
}

extension PushPeer {
  private static let program = """
    import base64, datetime, hashlib, http.server, ipaddress, json, os, socket, ssl, struct, sys
    import threading, time
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519
    from standardwebhooks.webhooks import Webhook

    folder, transport = sys.argv[1], sys.argv[2]

    def write(name, content):
        with open(folder + "/" + name, "wb") as f: f.write(content)
        os.chmod(folder + "/" + name, 0o600)

    def certificate(name, issuer=None, issuer_key=None):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        now = datetime.datetime.now(datetime.timezone.utc)
        made = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer or subject)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([
                x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
            .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), True)
            .sign(issuer_key or key, hashes.SHA256()))
        secret = key.private_bytes(serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return made, key, made.public_bytes(serialization.Encoding.PEM), secret

    ca, ca_key, ca_pem, _ = certificate("a root of the tests")
    _, _, pem, secret = certificate("127.0.0.1", ca.subject, ca_key)
    write("ca.pem", ca_pem); write("server.pem", pem + secret)
    _, _, pem, secret = certificate("a client", ca.subject, ca_key)
    write("client.pem", pem); write("client.key", secret)

    def mood():
        try:
            with open(folder + "/mood") as f: return json.load(f)
        except FileNotFoundError: return dict(does="answers", status=204, headers={})

    def keys():
        try:
            with open(folder + "/keys") as f: return f.read().split()
        except FileNotFoundError: return []

    def verdict(key, headers, body):
        try:
            if key.startswith("whsec_"):
                Webhook(key).verify(body, headers)
                return "v1"
            public = ed25519.Ed25519PublicKey.from_public_bytes(base64.b64decode(key[5:]))
            message = ("%s.%s." % (headers["webhook-id"], headers["webhook-timestamp"])).encode() + body
            for word in headers["webhook-signature"].split(" "):
                version, signature = word.split(",")
                if version == "v1a":
                    public.verify(base64.b64decode(signature), message)
                    return "v1a"
            return "no signature of this kind"
        except Exception as error: return repr(error)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def log_message(self, *_): pass
        def handle_expect_100(self):
            return True if mood()["does"] in ("hangs", "answersEarly") else super().handle_expect_100()
        def do_PUT(self): self.do_POST()
        def do_POST(self):
            now = mood()
            self.close_connection = True
            if now["does"] == "hangs": time.sleep(300)
            if now["does"] == "answersEarly": return self.answer(now)
            left, digest, start = int(self.headers["content-length"]), hashlib.sha256(), b""
            length = left
            while left:
                piece = self.rfile.read(min(left, 65536))
                if not piece: return
                left -= len(piece)
                digest.update(piece)
                if len(start) < 65536: start += piece
                if now["does"] == "resets" and left < length / 2:
                    plain = self.request
                    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    os.close(plain.detach())
                    return
            if now["does"] == "hangsAfter":
                write("hanging", b"")
                time.sleep(300)
            headers = {name.lower(): value for name, value in self.headers.items()}
            record = dict(method=self.command, path=self.path, headers=headers, length=length,
                hash=digest.hexdigest(), text=start.decode() if length < 65536 else "",
                verdicts=[verdict(key, headers, start) for key in keys()])
            name = "%s/%d" % (folder, time.time_ns())
            with open(name + ".part", "w") as f: json.dump(record, f)
            os.rename(name + ".part", name + ".request")
            self.answer(now)
        def answer(self, now):
            self.send_response(now["status"])
            for name, value in now["headers"].items(): self.send_header(name, value)
            if now["does"] not in ("floods", "trickles"):
                self.send_header("content-length", "0")
                return self.end_headers()
            self.end_headers()
            try:
                while now["does"] == "floods": self.wfile.write(b"x" * 65536)
                while True:
                    self.wfile.write(b"x")
                    time.sleep(0.2)
            except OSError: write("flood.ended", b"")

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if transport != "plain":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder + "/server.pem")
        if transport == "mutual":
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(folder + "/ca.pem")
        if transport == "old":
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        server.socket = context.wrap_socket(server.socket, server_side=True,
            do_handshake_on_connect=False)
    print(json.dumps(dict(port=server.server_address[1])), flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    os._exit(0)
    """
}
