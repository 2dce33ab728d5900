import Crypto
public import Foundation

/// A folder in which every file is named by its content: `ab/cd/abcd…`. A file appears under its
/// name only when all of it is on the disk.
public struct FileFolder: Sendable {
  private static let portion = 1_048_576
  private let root: URL
  /// Where files are received before they get their name, on the same file system.
  public let incoming: TemporaryFolder

  /// Takes a folder and makes it (mode 0700) when it is not there.
  public init(_ root: URL) throws {
    self.root = root
    incoming = try TemporaryFolder(root.appending(path: "incoming"))
  }

  func put(_ file: SpooledFile) async throws {
    if try await length(of: file.id) == file.length { return }
    try await Blocking.run { try store(file) }
  }

  func get(_ id: ContentID) async throws -> FileContent? {
    try await Blocking.run {
      guard let file = try OpenFile.reading(place(of: id)), let length = try file.length() else {
        return nil
      }
      return FileContent(id: id, length: length, source: .file(file))
    }
  }

  func length(of id: ContentID) async throws -> Int? {
    try await Blocking.run { try OpenFile.reading(place(of: id))?.length() }
  }

  private func place(of id: ContentID) -> URL {
    root.appending(path: id.path)
  }

  private func store(_ file: SpooledFile) throws {
    let temporary = incoming.newFile()
    defer { unlink(temporary.path(percentEncoded: false)) }
    try copy(file, to: temporary)
    let place = place(of: file.id)
    let folder = place.deletingLastPathComponent()
    try TemporaryFolder.make(folder)
    guard rename(temporary.path(percentEncoded: false), place.path(percentEncoded: false)) == 0
    else { throw OpenFile.failure("named") }
    for made in [folder, folder.deletingLastPathComponent(), root] { try sync(made) }
  }

  /// The copy is hashed again, so that nothing can be stored under a name that is not its own.
  private func copy(_ file: SpooledFile, to url: URL) throws {
    let source = try file.open()
    let target = try OpenFile.creating(url)
    var hash = SHA256()
    var position = 0
    while case let bytes = try source.read(FileFolder.portion, at: position), !bytes.isEmpty {
      hash.update(data: bytes)
      try bytes.withUnsafeBytes { try target.write($0) }
      position += bytes.count
    }
    guard ContentID(hash.finalize()) == file.id else {
      throw FilingError(.damaged, "The received file was changed before it was stored.")
    }
    try target.sync()
  }

  private func sync(_ folder: URL) throws {
    let descriptor = open(folder.path(percentEncoded: false), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw OpenFile.failure("written to the disk") }
    try OpenFile(descriptor: descriptor).sync()
  }
}
