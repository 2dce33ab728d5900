import AsyncHTTPClient
import Filing
import Foundation
import Logging
import Office

/// The filing cabinet that the settings describe, and what it keeps open.
struct OpenCabinet: Sendable {
  let cabinet: FilingCabinet
  private let client: HTTPClient?

  /// Makes the folders; throws `FilingError` with the remedy when that cannot be.
  init(
    _ uploads: UploadSettings, _ objects: ObjectStoreSettings?, logger: Logger
  ) throws {
    let limits = Spool.Limits(bytes: uploads.maxMegabytes << 20)
    var inspection = Inspection()
    if uploads.zip { inspection.allowed.insert(.zip) }
    let scanner = uploads.clamAV.map { ClamAV(Self.address($0)) }
    guard let objects else {
      let folder = try FileFolder(uploads.folder)
      client = nil
      cabinet = FilingCabinet(
        store: .folder(folder), spool: Spool(folder: folder.incoming, limits: limits),
        inspection: inspection, scanner: scanner, mappings: uploads.mappings)
      return
    }
    let options = try ObjectStorageOptions(
      endpoint: objects.endpoint.absoluteString, region: objects.region, bucket: objects.bucket,
      accessKey: objects.accessKey.text, secret: Filing.Secret(objects.secretKey.text))
    let spool = try Filing.TemporaryFolder(uploads.folder.appendingPathComponent("incoming"))
    let client = HTTPClient(
      eventLoopGroupProvider: .singleton, configuration: ObjectStorage.clientConfiguration)
    self.client = client
    cabinet = FilingCabinet(
      store: .objects(ObjectStorage(options, client: client, logger: logger)),
      spool: Spool(folder: spool, limits: limits), inspection: inspection, scanner: scanner,
      mappings: uploads.mappings)
  }

  func close() async {
    try? await client?.shutdown()
  }

  /// The path of a socket, or a host and a port.
  private static func address(_ text: String) -> ClamAV.Address {
    guard !text.hasPrefix("/"), let colon = text.lastIndex(of: ":"),
      let port = Int(text[text.index(after: colon)...])
    else { return .socket(path: text) }
    return .host(String(text[..<colon]), port: port)
  }
}
