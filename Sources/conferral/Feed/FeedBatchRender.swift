import ArgumentParser
import Foundation
import Office
import Storage
import SystemPackage

/// `conferral feed batch render CONSUMER NUMBER`
struct FeedBatchRender: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Write a released batch again: the same bytes as ever, or nothing.",
    discussion: """
      Writes the file and a .sha256 beside it into a folder; both appear under their names when they \
      are whole.
      """)

  @OptionGroup var place: ConsumerArgument

  @Argument(help: "The batch.")
  var number: Int

  @Option(help: "The folder; the present one without it.")
  var folder = "."

  func run() async throws {
    try await place.atOffice { office, institution in
      let batch = try await office.batch(number, of: place.consumer, institution: institution)
      guard let release = batch.release else {
        throw Refusal(.wrongState, "Batch \(number) of \(place.consumer) is not released.")
      }
      let text = try await office.text(of: batch, at: institution)
      let path = folder + "/" + text.fileName
      try await WholeFile.write(text, to: path)
      try await WholeFile.write(
        OnePiece("\(release.sha256.hexText)  \(text.fileName)\n"), to: path + ".sha256")
      Terminal.say(path)
    }
  }
}

/// A text in one piece.
private struct OnePiece: AsyncSequence {
  let text: String

  init(_ text: String) { self.text = text }

  struct Iterator: AsyncIteratorProtocol {
    var text: String?

    mutating func next() async -> [UInt8]? {
      defer { text = nil }
      return text.map { Array($0.utf8) }
    }
  }

  func makeAsyncIterator() -> Iterator { Iterator(text: text) }
}

/// A file that is there whole or not at all.
private enum WholeFile {
  static func write<Pieces: AsyncSequence>(
    _ pieces: Pieces, to path: String
  ) async throws where Pieces.Element == [UInt8] {
    let partial = path + ".partial-\(getpid())"
    do {
      let file = try FileDescriptor.open(
        FilePath(partial), .writeOnly, options: [.create, .truncate],
        permissions: [.ownerReadWrite, .groupRead])
      do {
        for try await piece in pieces { try file.writeAll(piece) }
        try file.sync()
      } catch {
        try? file.close()
        throw error
      }
      try file.close()
    } catch {
      unlink(partial)
      if let error = error as? Errno {
        throw Refusal(.unreadableFile, "\(path) cannot be written: \(error).")
      }
      throw error
    }
    guard rename(partial, path) == 0 else {
      let error = Errno(rawValue: errno)
      unlink(partial)
      throw Refusal(.unreadableFile, "\(path) cannot be written: \(error).")
    }
  }
}

extension FileDescriptor {
  fileprivate func sync() throws {
    guard fsync(rawValue) == 0 else { throw Errno(rawValue: errno) }
  }
}
