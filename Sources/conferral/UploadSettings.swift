import Configuration
import Foundation
import Office

/// Evidence files.
struct UploadSettings: Sendable {
  /// Where the files lie, unless an object store holds them.
  let folder: URL
  /// The largest file, in megabytes (1,048,576 bytes).
  let maxMegabytes: Int
  /// Whether ZIP archives are taken.
  let zip: Bool
  /// Where ClamAV listens: the path of a unix socket, or host and port; nil for no scan.
  let clamAV: String?

  init(_ config: ConfigReader, in data: URL) throws {
    folder = URL(
      fileURLWithPath: config.string(
        forKey: "conferral.uploads.folder", default: data.appendingPathComponent("uploads").path),
      isDirectory: true)
    let megabytes = config.string(forKey: "conferral.uploads.max.megabytes", default: "25")
    guard let maxMegabytes = Int(megabytes), (1...1_024).contains(maxMegabytes) else {
      throw Refusal(.invalid, "CONFERRAL_UPLOADS_MAX_MEGABYTES is a number from 1 to 1024.")
    }
    self.maxMegabytes = maxMegabytes
    zip = config.string(forKey: "conferral.uploads.zip") == "on"
    clamAV = config.string(forKey: "conferral.clamav")
  }
}

/// A text that shows itself only to who asks for it by name.
struct Secret: Sendable, CustomStringConvertible {
  let text: String
  var description: String { "(set)" }
}

/// An object store that speaks S3, for evidence files.
struct ObjectStoreSettings: Sendable {
  /// Its address.
  let endpoint: URL
  /// Its region.
  let region: String
  /// The bucket.
  let bucket: String
  /// Who asks.
  let accessKey: Secret
  /// The secret with which requests are signed.
  let secretKey: Secret

  init?(_ config: ConfigReader) throws {
    guard let endpoint = config.string(forKey: "conferral.s3.endpoint").flatMap(URL.init(string:))
    else { return nil }
    guard let bucket = config.string(forKey: "conferral.s3.bucket"),
      let accessKey = config.string(forKey: "conferral.s3.access.key", isSecret: true),
      let secretKey = config.string(forKey: "conferral.s3.secret.key", isSecret: true)
    else {
      throw Refusal(
        .invalid,
        "CONFERRAL_S3_ENDPOINT is set: set CONFERRAL_S3_BUCKET, CONFERRAL_S3_ACCESS_KEY and "
          + "CONFERRAL_S3_SECRET_KEY as well.")
    }
    self.endpoint = endpoint
    region = config.string(forKey: "conferral.s3.region", default: "us-east-1")
    self.bucket = bucket
    self.accessKey = Secret(text: accessKey)
    self.secretKey = Secret(text: secretKey)
  }
}
