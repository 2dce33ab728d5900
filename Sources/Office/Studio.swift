import Artwork
import Crypto
import Dispatch
import Foundation
import Synchronization

/// A picture as it is sent.
public struct Picture: Sendable, Hashable {
  /// What it is: `image/png`.
  public var mediaType: String
  /// The file.
  public var bytes: [UInt8]
  /// SHA-256 of the file.
  public var hash: [UInt8]

  init(mediaType: String, bytes: [UInt8]) {
    self.mediaType = mediaType
    self.bytes = bytes
    self.hash = Array(SHA256.hash(data: bytes))
  }
}

/// Where pictures are drawn: one at a time on a thread of its own, so that however many are asked
/// for, the rest of the daemon keeps its cores. What was drawn is kept in memory, the pictures
/// asked for last, up to so many bytes.
final class Studio: Sendable {
  private struct Shelf {
    var pictures: [[UInt8]: (picture: Picture, used: Int)] = [:]
    var bytes = 0
    var clock = 0
    var waiting = 0
  }

  private let shelf = Mutex(Shelf())
  private let lane = DispatchQueue(label: "pictures", qos: .utility)
  private let mostBytes: Int
  private let mostWaiting: Int

  init(mostBytes: Int = 64 << 20, mostWaiting: Int = 64) {
    self.mostBytes = mostBytes
    self.mostWaiting = mostWaiting
  }

  /// The picture that a key stands for: its recipe, everything that it depends on. Throws a refusal
  /// when too many wait already.
  func picture(
    _ recipe: [String], mediaType: String, _ draw: @escaping @Sendable () throws -> [UInt8]
  ) async throws -> Picture {
    let key = Array(SHA256.hash(data: Data(recipe.map { "\($0.utf8.count):\($0)" }.joined().utf8)))
    if let known = known(key) { return known }
    try enter()
    return try await withCheckedThrowingContinuation { continuation in
      lane.async {
        defer { self.shelf.withLock { $0.waiting -= 1 } }
        // Whoever waited for the same picture finds it drawn.
        if let known = self.known(key) { return continuation.resume(returning: known) }
        do {
          let picture = Picture(mediaType: mediaType, bytes: try draw())
          self.keep(picture, key)
          continuation.resume(returning: picture)
        } catch {
          continuation.resume(throwing: error)
        }
      }
    }
  }

  private func enter() throws {
    let isFull = shelf.withLock { shelf in
      if shelf.waiting >= mostWaiting { return true }
      shelf.waiting += 1
      return false
    }
    if isFull {
      throw Refusal(
        .unavailable, "Too many pictures are asked for just now: try again in a moment.")
    }
  }

  private func known(_ key: [UInt8]) -> Picture? {
    shelf.withLock { shelf in
      shelf.clock += 1
      shelf.pictures[key]?.used = shelf.clock
      return shelf.pictures[key]?.picture
    }
  }

  private func keep(_ picture: Picture, _ key: [UInt8]) {
    shelf.withLock { shelf in
      guard picture.bytes.count <= mostBytes / 4, shelf.pictures[key] == nil else { return }
      shelf.pictures[key] = (picture, shelf.clock)
      shelf.bytes += picture.bytes.count
      guard shelf.bytes > mostBytes else { return }
      // A quarter at a time, so that finding the oldest is rare.
      for (key, kept) in shelf.pictures.sorted(by: { $0.value.used < $1.value.used }) {
        guard shelf.bytes > mostBytes * 3 / 4 else { break }
        shelf.pictures[key] = nil
        shelf.bytes -= kept.picture.bytes.count
      }
    }
  }
}
