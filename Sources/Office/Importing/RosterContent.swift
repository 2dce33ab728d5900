import Filing
import Foundation

/// Where the bytes of a file are, so that they can be read more than once.
enum RosterContent: Sendable {
  case file(URL)
  case zipped(ZipArchive, ZipArchive.Entry)

  /// The bytes from the beginning.
  func pieces() throws -> Pieces {
    switch self {
    case .file(let url): try Pieces(url)
    case .zipped(let archive, let entry): Pieces(try archive.stream(of: entry))
    }
  }

  /// Whether it begins as a zip does.
  var isZip: Bool {
    get throws {
      var pieces = try pieces()
      return try pieces.next()?.starts(with: [0x50, 0x4B, 3, 4]) ?? false
    }
  }

  /// All bytes of a small file; throws a refusal when it has more than a MiB.
  func small(_ name: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var pieces = try pieces()
    while let piece = try pieces.next() {
      bytes += piece
      guard bytes.count <= 1_048_576 else {
        throw Refusal(.unreadableFile, "\(name) is larger than 1 MiB: it cannot be a manifest.")
      }
    }
    return bytes
  }
}

/// A file in pieces of 64 KiB.
struct Pieces {
  private enum Source {
    case handle(FileHandle, URL)
    case stream(ZipStream)
  }

  private let source: Source

  init(_ stream: ZipStream) {
    source = .stream(stream)
  }

  /// Files are read more than once: a pipe has its bytes once and holds up whoever opens it, and a
  /// device need not end.
  init(_ file: URL) throws {
    let descriptor = open(file.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw Pieces.unreadable(file) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      throw Pieces.unreadable(file)
    }
    source = .handle(handle, file)
  }

  mutating func next() throws -> [UInt8]? {
    switch source {
    case .stream(let stream):
      do { return try stream.next() } catch let error as FilingError {
        throw Refusal(.unreadableFile, error.description)
      }
    case .handle(let handle, let file):
      do {
        guard let data = try handle.read(upToCount: 65_536), !data.isEmpty else { return nil }
        return [UInt8](data)
      } catch {
        throw Pieces.unreadable(file)
      }
    }
  }

  private static func unreadable(_ file: URL) -> Refusal {
    Refusal(
      .unreadableFile, "\(file.path) cannot be read: check that it is a file, and its permissions.")
  }
}
