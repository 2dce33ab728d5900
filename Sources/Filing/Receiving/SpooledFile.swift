public import Foundation

/// A received file under a temporary name; removed when it is discarded or nobody holds it.
public final class SpooledFile: Sendable {
  /// The SHA-256 of all of it.
  public let id: ContentID
  /// The number of bytes, at least 1.
  public let length: Int
  /// The first bytes, up to 4,096.
  public let head: [UInt8]
  /// Where it lies until it is discarded.
  public let url: URL

  init(id: ContentID, length: Int, head: [UInt8], url: URL) {
    self.id = id
    self.length = length
    self.head = head
    self.url = url
  }

  deinit { discard() }

  /// Removes the temporary file; doing it again does nothing.
  public func discard() {
    unlink(url.path(percentEncoded: false))
  }

  func open() throws -> OpenFile {
    guard let file = try OpenFile.reading(url) else {
      throw FilingError(.notFound, "The received file has been discarded already.")
    }
    return file
  }
}
