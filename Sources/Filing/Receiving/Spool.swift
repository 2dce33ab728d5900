import Crypto
public import NIOCore

/// Receives streams into temporary files within limits, naming them by content on the way.
public struct Spool: Sendable {
  /// What a sender is allowed.
  public struct Limits: Sendable {
    /// The most bytes.
    public var bytes: Int
    /// The longest time for all of it.
    public var deadline: Duration
    /// The least bytes a second, on average since the beginning.
    public var minimumRate: Int
    /// The time at the beginning in which the rate is not looked at.
    public var grace: Duration

    /// Makes limits; 25 MB, ten minutes and 2 kB/s after 10 s unless told otherwise.
    public init(
      bytes: Int = 25_000_000, deadline: Duration = .seconds(600), minimumRate: Int = 2_000,
      grace: Duration = .seconds(10)
    ) {
      self.bytes = bytes
      self.deadline = deadline
      self.minimumRate = minimumRate
      self.grace = grace
    }
  }

  /// Where the files lie.
  public let folder: TemporaryFolder
  /// What a sender is allowed.
  public let limits: Limits

  /// Makes a spool in a folder.
  public init(folder: TemporaryFolder, limits: Limits = Limits()) {
    self.folder = folder
    self.limits = limits
  }

  /// Receives all of a stream; `length` is what the sender announced, when it did. Throws
  /// `FilingError` (too large, too slow, empty, interrupted, full) and leaves no file then. The
  /// stream's `next()` must heed cancellation, which is how a sender that stalls is cut off.
  public func receive<Stream: AsyncSequence & Sendable>(
    _ stream: Stream, length: Int? = nil
  ) async throws -> SpooledFile where Stream.Element == ByteBuffer {
    if let length, length > limits.bytes { throw tooLarge }
    let pace = Pace(limits)
    return try await withThrowingTaskGroup(of: SpooledFile?.self) { group in
      group.addTask { try await write(stream, announced: length, pace) }
      group.addTask { try await pace.watch() }
      defer { group.cancelAll() }
      while let ended = try await group.next() {
        if let ended { return ended }
      }
      throw CancellationError()
    }
  }

  /// Receives pieces, numbered from 0, until there is none; for what else holds as for a stream.
  public func receive(
    pieces next: @escaping @Sendable (_ number: Int) async throws -> [UInt8]?
  ) async throws -> SpooledFile {
    try await receive(NumberedPieces(next: next))
  }

  private func write<Stream: AsyncSequence & Sendable>(
    _ stream: Stream, announced: Int?, _ pace: Pace
  ) async throws -> SpooledFile where Stream.Element == ByteBuffer {
    var writer = try await SpoolWriter(folder.newFile())
    do {
      do {
        for try await buffer in stream {
          guard writer.length + buffer.readableBytes <= limits.bytes else { throw tooLarge }
          try await writer.append(buffer)
          pace.received(buffer.readableBytes)
        }
      } catch let error as FilingError {
        throw error
      } catch {
        try Task.checkCancellation()
        throw FilingError(.interrupted, "The upload broke off: send the file again.")
      }
      // A stream that ends because its task was cancelled looks complete.
      try Task.checkCancellation()
      return try await writer.finish(announced: announced)
    } catch {
      writer.abandon()
      throw error
    }
  }

  private var tooLarge: FilingError {
    FilingError(
      .tooLarge,
      "The file is larger than \(limits.bytes) bytes: make it smaller or share it by a link.")
  }
}

/// Pieces that are asked for one after the other.
private struct NumberedPieces: AsyncSequence, Sendable {
  typealias Element = ByteBuffer

  let next: @Sendable (Int) async throws -> [UInt8]?

  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pieces: self) }

  struct AsyncIterator: AsyncIteratorProtocol {
    let pieces: NumberedPieces
    private var number = 0

    init(pieces: NumberedPieces) { self.pieces = pieces }

    mutating func next() async throws -> ByteBuffer? {
      defer { number += 1 }
      return try await pieces.next(number).map { ByteBuffer(bytes: $0) }
    }
  }
}
