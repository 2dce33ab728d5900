import Filing
import Foundation

/// An object store that checks signatures, in a Python of its own.
final class MotoServer {
  static let python = ProcessInfo.processInfo.environment["CONFERRAL_S3_PYTHON"]
  static var isWanted: Bool {
    python != nil || ProcessInfo.processInfo.environment["CI"] == "true"
  }

  private struct Access: Decodable {
    var endpoint: String
    var key: String
    var secret: String
  }

  let options: ObjectStorageOptions
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
    iam.create_user(UserName="conferral")
    key = iam.create_access_key(UserName="conferral")["AccessKey"]
    iam.put_user_policy(UserName="conferral", PolicyName="own", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*",
        "Resource": ["arn:aws:s3:::evidence", "arn:aws:s3:::evidence/*"]}]}))
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    print(json.dumps(dict(endpoint=endpoint, key=key["AccessKeyId"],
        secret=key["SecretAccessKey"])), flush=True)
    sys.stdin.read()
    os._exit(0)
    """

  init() throws {
    guard let python = Self.python else { throw NeverHappened() }
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-c", Self.program]
    process.standardInput = input
    process.standardError = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    var line = Data()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data([10]),
      !byte.isEmpty
    { line += byte }
    let access = try JSONDecoder().decode(Access.self, from: line)
    options = try ObjectStorageOptions(
      endpoint: access.endpoint, region: "us-east-1", bucket: "evidence",
      accessKey: access.key, secret: Filing.Secret(access.secret))
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
