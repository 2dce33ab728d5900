public import Foundation

/// A folder of files that are being received: of this user alone, with random names.
public struct TemporaryFolder: Sendable {
  /// The folder.
  public let url: URL

  /// Takes a folder and makes it (mode 0700) when it is not there.
  public init(_ url: URL) throws {
    self.url = url
    try TemporaryFolder.make(url)
  }

  /// Removes what a crash has left behind and returns the number of files removed. Only regular
  /// files whose last change is older than the age (in seconds) are touched.
  @discardableResult
  public func sweep(olderThan age: TimeInterval = 86_400, now: Date = Date()) async throws -> Int {
    let folder = url
    return try await Blocking.run {
      try TemporaryFolder.sweep(folder, before: now.addingTimeInterval(-age))
    }
  }

  func newFile() -> URL {
    url.appending(path: "\(UUID().uuidString.lowercased()).part")
  }

  /// Makes a folder and those above it, of this user alone.
  static func make(_ url: URL) throws {
    do {
      try FileManager.default.createDirectory(
        at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw FilingError(
        .unavailable, "A folder for evidence files cannot be made: check its place and owner.")
    }
  }

  private static func sweep(_ folder: URL, before limit: Date) throws -> Int {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    var removed = 0
    for name in names where name.hasSuffix(".part") {
      let path = folder.appending(path: name).path(percentEncoded: false)
      var facts = stat()
      guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
        TimeInterval(facts.st_mtim.tv_sec) < limit.timeIntervalSince1970, unlink(path) == 0
      else { continue }
      removed += 1
    }
    return removed
  }
}
