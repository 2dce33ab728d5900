import Foundation

/// Where and as whom an S3-compatible object storage is used.
public struct ObjectStorageOptions: Sendable {
  let origin: String
  let host: String
  let bucket: String
  let prefix: String
  let region: String
  let accessKey: String
  let secret: Secret
  /// How often a request is tried at most.
  public var attempts = 4
  /// The pause before the second attempt; it doubles each time and is varied at random.
  public var pause: Duration = .milliseconds(200)
  /// How long one attempt may take at most, in seconds.
  public var patience = 60

  /// Takes the endpoint (`https://s3.example.edu`, no path), the region, the bucket, the names'
  /// prefix (empty or ending in `/`) and the credentials. Throws `FilingError` with the remedy.
  public init(
    endpoint: String, region: String, bucket: String, prefix: String = "", accessKey: String,
    secret: Secret
  ) throws {
    let link = try? LinkCheck.link(endpoint)
    guard let link, link.target == "/" else {
      throw Self.wrong("endpoint", "https://, a host name and nothing behind it")
    }
    guard (3...63).contains(bucket.utf8.count), Self.isMade(bucket, of: "-.") else {
      throw Self.wrong("bucket", "3 to 63 lower-case letters, digits, points and hyphens")
    }
    guard !region.isEmpty, Self.isMade(region, of: "-") else {
      throw Self.wrong("region", "a name such as us-east-1")
    }
    guard prefix.isEmpty || prefix.hasSuffix("/") && Self.isMade(prefix, of: "-_/") else {
      throw Self.wrong("prefix", "lower-case letters, digits, hyphens, and / at the end")
    }
    guard !accessKey.isEmpty, accessKey.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Self.wrong("access key", "the id that belongs to the secret key")
    }
    origin = link.origin
    host = link.authority
    self.region = region
    self.bucket = bucket
    self.prefix = prefix
    self.accessKey = accessKey
    self.secret = secret
  }

  func path(of id: ContentID) -> String {
    "/\(bucket)/\(prefix)\(id.path)"
  }

  private static func wrong(_ setting: String, _ remedy: String) -> FilingError {
    FilingError(.unavailable, "The \(setting) of the object storage is wrong: give \(remedy).")
  }

  private static func isMade(_ text: String, of others: String) -> Bool {
    text.utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || others.utf8.contains($0)
    }
  }
}
