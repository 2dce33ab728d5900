import Foundation
import NIOCore

@testable import Filing

/// A folder that lives as long as a test.
final class Scratch: Sendable {
  let url = FileManager.default.temporaryDirectory.appending(path: "filing-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func spool(_ limits: Spool.Limits = Spool.Limits()) throws -> Spool {
    Spool(folder: try TemporaryFolder(url.appending(path: "spool")), limits: limits)
  }

  func spooled(_ bytes: [UInt8]) async throws -> SpooledFile {
    try await spool().receive(pieces([bytes]))
  }

  /// The regular files within, as paths relative to it.
  var files: [String] {
    let paths = FileManager.default.enumerator(atPath: url.path)?.compactMap { $0 as? String } ?? []
    return paths.filter { path in
      var isFolder: ObjCBool = false
      let full = url.appending(path: path).path
      return FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
        && !isFolder.boolValue
    }.sorted()
  }
}

/// A received file that needs no folder of the test's own.
func spooled(_ bytes: [UInt8]) async throws -> SpooledFile {
  let folder = FileManager.default.temporaryDirectory.appending(path: "filing-spool")
  return try await Spool(folder: TemporaryFolder(folder)).receive(pieces([bytes]))
}

/// A stream of pieces.
func pieces(_ pieces: [[UInt8]]) -> AsyncStream<ByteBuffer> {
  AsyncStream { stream in
    for piece in pieces { stream.yield(ByteBuffer(bytes: piece)) }
    stream.finish()
  }
}

/// The kind of an error of ours; nil when there is none.
func kind(of work: () async throws -> some Any) async -> FilingError.Kind? {
  do {
    _ = try await work()
    return nil
  } catch {
    return (error as? FilingError)?.kind
  }
}
