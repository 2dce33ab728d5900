/// Where evidence files are kept under the SHA-256 of their content; nothing is ever changed.
public enum FileStore: Sendable {
  /// A folder of this machine.
  case folder(FileFolder)
  /// An S3-compatible object storage.
  case objects(ObjectStorage)

  /// Keeps a received file; a content that is there already is kept once. When this returns, it
  /// is on the disk. Throws `FilingError` (full, unavailable, damaged).
  public func put(_ file: SpooledFile) async throws {
    switch self {
    case .folder(let folder): try await folder.put(file)
    case .objects(let objects): try await objects.put(file)
    }
  }

  /// The content of a name as a stream. Throws `FilingError` (not found, unavailable, damaged).
  public func get(_ id: ContentID) async throws -> FileContent {
    let content =
      switch self {
      case .folder(let folder): try await folder.get(id)
      case .objects(let objects): try await objects.get(id)
      }
    guard let content else {
      throw FilingError(.notFound, "No evidence file is stored under \(id).")
    }
    return content
  }

  /// Whether the content of a name is there. Throws `FilingError` (unavailable).
  public func has(_ id: ContentID) async throws -> Bool {
    switch self {
    case .folder(let folder): try await folder.length(of: id) != nil
    case .objects(let objects): try await objects.length(of: id) != nil
    }
  }
}
