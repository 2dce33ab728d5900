import AsyncHTTPClient
import Crypto
import NIOFoundationCompat
public import NIOCore

/// A stored content as a stream, checked against its name on the way. It can be read once.
public struct FileContent: AsyncSequence, Sendable {
  /// A piece of it.
  public typealias Element = ByteBuffer

  enum Source: Sendable {
    case file(OpenFile)
    case response(HTTPClientResponse.Body)
  }

  /// The SHA-256 of all of it.
  public let id: ContentID
  /// The number of bytes.
  public let length: Int
  let source: Source

  /// Begins to read.
  public func makeAsyncIterator() -> AsyncIterator {
    switch source {
    case .file(let file): AsyncIterator(id: id, length: length, pieces: .file(file))
    case .response(let body):
      AsyncIterator(id: id, length: length, pieces: .response(body.makeAsyncIterator()))
    }
  }

  /// All of it in memory; throws `FilingError` (too large) when it is longer than the limit.
  public func bytes(upTo limit: Int) async throws -> [UInt8] {
    guard length <= limit else {
      throw FilingError(.tooLarge, "The stored file is larger than \(limit) bytes.")
    }
    var all: [UInt8] = []
    for try await piece in self { all += piece.readableBytesView }
    return all
  }

  /// Reads piece by piece; throws `FilingError` (damaged) where content and name part.
  public struct AsyncIterator: AsyncIteratorProtocol {
    enum Pieces {
      case file(OpenFile)
      case response(HTTPClientResponse.Body.AsyncIterator)
    }

    private static let portion = 65_536
    let id: ContentID
    let length: Int
    var pieces: Pieces
    private var position = 0
    private var hash = SHA256()
    private var hasEnded = false

    init(id: ContentID, length: Int, pieces: Pieces) {
      self.id = id
      self.length = length
      self.pieces = pieces
    }

    /// The next piece; nil after the last.
    public mutating func next() async throws -> ByteBuffer? {
      guard !hasEnded else { return nil }
      if let piece = try await piece() {
        position += piece.readableBytes
        guard position <= length else { throw damaged }
        hash.update(data: piece.readableBytesView)
        return piece
      }
      hasEnded = true
      guard position == length, ContentID(hash.finalize()) == id else { throw damaged }
      return nil
    }

    private mutating func piece() async throws -> ByteBuffer? {
      switch pieces {
      case .file(let file):
        let start = position
        let bytes = try await Blocking.run { try file.read(AsyncIterator.portion, at: start) }
        return bytes.isEmpty ? nil : ByteBuffer(bytes: bytes)
      case .response(var body):
        defer { pieces = .response(body) }
        do {
          return try await body.next()
        } catch let error where !(error is CancellationError) {
          throw FilingError(.interrupted, "The object storage broke off while sending a file.")
        }
      }
    }

    private var damaged: FilingError {
      FilingError(
        .damaged,
        "The stored content \(id) is damaged: restore it from the backup under the same name.")
    }
  }
}
