import Foundation

/// An object storage that checks signatures and permissions: moto, in a Python of its own.
public final class MotoServer {
  private static let python = ProcessInfo.processInfo.environment["CONFERRAL_PEERS_PYTHON"]

  /// Whether the Python is installed, or has to be.
  public static var isExpected: Bool {
    python != nil || ProcessInfo.processInfo.environment["CI"] == "true"
  }

  /// Where it is, and who may come in; the region is `us-east-1`.
  public struct Access: Decodable, Sendable {
    /// The address.
    public let endpoint: String
    /// The one bucket.
    public let bucket: String
    /// The key's id.
    public let accessKey: String
    /// The key's secret.
    public let secret: String
  }

  struct Missing: Error {}

  /// Where it is, and who may come in.
  public let access: Access
  private let process = Process()
  /// The server ends when this is closed, also when the test crashes.
  private let input = Pipe()

  private static let program = """
    import json, os, sys
    os.environ.update(AWS_ACCESS_KEY_ID="setup", AWS_SECRET_ACCESS_KEY="setup")
    import boto3
    from moto import settings
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://127.0.0.1:%d" % server.get_host_and_port()[1]
    place = dict(endpoint_url=endpoint, region_name="us-east-1")
    boto3.client("s3", **place).create_bucket(Bucket="evidence")
    iam = boto3.client("iam", **place)
    iam.create_user(UserName="filing")
    key = iam.create_access_key(UserName="filing")["AccessKey"]
    iam.put_user_policy(UserName="filing", PolicyName="own", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*",
        "Resource": ["arn:aws:s3:::evidence", "arn:aws:s3:::evidence/*"]}]}))
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    print(json.dumps(dict(endpoint=endpoint, bucket="evidence", accessKey=key["AccessKeyId"],
        secret=key["SecretAccessKey"])), flush=True)
    sys.stdin.read()
    os._exit(0)
    """

  /// Starts a server with one bucket; CONFERRAL_PEERS_PYTHON must name a Python with moto.
  public init() throws {
    guard let python = MotoServer.python else { throw Missing() }
    process.executableURL = URL(filePath: python)
    process.arguments = ["-c", MotoServer.program]
    process.standardInput = input
    process.standardError = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    var line = Data()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data([10]) {
      line += byte
      if byte.isEmpty { break }
    }
    access = try JSONDecoder().decode(Access.self, from: line)
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
