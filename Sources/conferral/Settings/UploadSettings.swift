import Foundation

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
  /// Where the operator's own mappings lie, for files that are handed in to be imported.
  let mappings: URL

  init(_ read: inout SettingReader, in data: URL) {
    folder = read.folder(
      "CONFERRAL_UPLOADS_FOLDER", "the evidence files, where no object store holds them",
      example: "/var/lib/conferral/uploads", default: data.appendingPathComponent("uploads"),
      inWords: "uploads in CONFERRAL_FOLDER")
    maxMegabytes = read.number(
      "CONFERRAL_UPLOADS_MAX_MEGABYTES", "the largest evidence file, in megabytes", 1...1_024,
      default: 25)
    zip = read.flag("CONFERRAL_UPLOADS_ZIP", "whether ZIP archives are taken as evidence")
    clamAV = read.text(
      "CONFERRAL_CLAMAV", "the ClamAV daemon that scans evidence files",
      form: "the path of a unix socket, or host:port", example: "/run/clamav/clamd.ctl",
      accepts: Self.isAddress)
    mappings = read.folder(
      "CONFERRAL_MAPPINGS_FOLDER", "mappings of your own, for files handed in over the API",
      example: "/etc/conferral/mappings", default: data.appendingPathComponent("mappings"),
      inWords: "mappings in CONFERRAL_FOLDER")
  }

  private static func isAddress(_ text: String) -> Bool {
    if text.hasPrefix("/") { return text.utf8.count < 108 }
    guard let colon = text.lastIndex(of: ":"), colon != text.startIndex,
      let port = Int(text[text.index(after: colon)...])
    else { return false }
    return (1...65_535).contains(port)
  }
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

  init?(_ read: inout SettingReader) {
    let endpoint = read.url(
      "CONFERRAL_S3_ENDPOINT", "the object store that holds evidence files",
      example: "https://s3.example.edu")
    let region = read.text(
      "CONFERRAL_S3_REGION", "the region of the object store", default: "us-east-1")
    let bucket = read.text(
      "CONFERRAL_S3_BUCKET", "the bucket of the evidence files", example: "conferral-evidence")
    let accessKey = read.secret("CONFERRAL_S3_ACCESS_KEY", "the access key of the object store")
    let secretKey = read.secret("CONFERRAL_S3_SECRET_KEY", "the secret key of the object store")
    guard let endpoint else { return nil }
    guard let bucket, let accessKey, let secretKey else {
      read.object(
        "CONFERRAL_S3_ENDPOINT is set: set CONFERRAL_S3_BUCKET, CONFERRAL_S3_ACCESS_KEY and "
          + "CONFERRAL_S3_SECRET_KEY as well.")
      return nil
    }
    self.endpoint = endpoint
    self.region = region
    self.bucket = bucket
    self.accessKey = accessKey
    self.secretKey = secretKey
  }
}
