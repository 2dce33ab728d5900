import Foundation
import NIOCore
import Testing

@testable import Filing

@Suite struct SpoolTests {
  @Test func `whatever the pieces, the content has the same name`() async throws {
    let scratch = try Scratch()
    let spool = try scratch.spool()
    var random = Seeded(state: 1)
    for size in [1, 100, 65_535, 65_536, 65_537, 200_000] {
      let content = random.bytes(size)
      for most in [max(1, size / 40), 70_000, 200_000] {
        var rest = content[...]
        var split: [[UInt8]] = []
        while !rest.isEmpty {
          let piece = rest.prefix(Int.random(in: 0...most, using: &random))
          split.append(Array(piece))
          rest = rest.dropFirst(piece.count)
        }
        let file = try await spool.receive(pieces(split), length: size)
        #expect(file.id == ContentID(of: content))
        #expect(file.length == size)
        #expect(file.head == Array(content.prefix(4_096)))
        #expect(try Data(contentsOf: file.url) == Data(content))
        file.discard()
      }
    }
    #expect(scratch.files == [])
  }

  @Test func `a file is readable by its owner alone and goes when it is discarded`() async throws {
    let scratch = try Scratch()
    let file = try await scratch.spooled([1, 2, 3])
    let facts = try FileManager.default.attributesOfItem(atPath: file.url.path)
    #expect(facts[.posixPermissions] as? Int == 0o600)
    let folder = try FileManager.default.attributesOfItem(
      atPath: file.url.deletingLastPathComponent().path)
    #expect(folder[.posixPermissions] as? Int == 0o700)
    #expect(scratch.files.count == 1)
    file.discard()
    file.discard()
    #expect(scratch.files == [])
  }

  @Test func `a file larger than the limit is cut off and leaves nothing`() async throws {
    let scratch = try Scratch()
    let spool = try scratch.spool(Spool.Limits(bytes: 1_000))
    let endless = AsyncStream<ByteBuffer> { ByteBuffer(repeating: 7, count: 400) }
    #expect(await kind { try await spool.receive(endless) } == .tooLarge)
    #expect(await kind { try await spool.receive(pieces([[1]]), length: 1_001) } == .tooLarge)
    let file = try await spool.receive(pieces([Media.zeros(1_000)]))
    #expect(file.length == 1_000)
    file.discard()
    #expect(scratch.files == [])
  }

  @Test func `an empty file is refused`() async throws {
    let scratch = try Scratch()
    let spool = try scratch.spool()
    #expect(await kind { try await spool.receive(pieces([])) } == .empty)
    #expect(await kind { try await spool.receive(pieces([[], []])) } == .empty)
    #expect(scratch.files == [])
  }

  @Test func `a stream that breaks off or is shorter than announced leaves nothing`() async throws {
    struct Broken: Error {}
    let scratch = try Scratch()
    let spool = try scratch.spool()
    let broken = AsyncThrowingStream<ByteBuffer, any Error> { stream in
      stream.yield(ByteBuffer(bytes: [1, 2, 3]))
      stream.finish(throwing: Broken())
    }
    #expect(await kind { try await spool.receive(broken) } == .interrupted)
    #expect(await kind { try await spool.receive(pieces([[1, 2]]), length: 3) } == .interrupted)
    #expect(await kind { try await spool.receive(pieces([[1, 2]]), length: 1) } == .interrupted)
    #expect(scratch.files == [])
  }

  @Test func `a trickle is cut off`() async throws {
    let scratch = try Scratch()
    let spool = try scratch.spool(
      Spool.Limits(minimumRate: 10_000, grace: .milliseconds(100)))
    let trickle = AsyncStream<ByteBuffer> {
      try? await Task.sleep(for: .milliseconds(50))
      return Task.isCancelled ? nil : ByteBuffer(bytes: [1])
    }
    let start = ContinuousClock.now
    #expect(await kind { try await spool.receive(trickle) } == .tooSlow)
    #expect(start.duration(to: .now) < .seconds(10))
    #expect(scratch.files == [])
  }

  @Test func `a stream that stalls is cut off at the deadline`() async throws {
    let scratch = try Scratch()
    let spool = try scratch.spool(Spool.Limits(deadline: .milliseconds(300), minimumRate: 0))
    let (silence, stream) = AsyncStream<ByteBuffer>.makeStream()
    stream.yield(ByteBuffer(bytes: [1]))
    let start = ContinuousClock.now
    #expect(await kind { try await spool.receive(silence) } == .tooSlow)
    #expect(start.duration(to: .now) < .seconds(10))
    #expect(scratch.files == [])
  }

  @Test func `a cancelled upload is not taken for a complete one`() async throws {
    let scratch = try Scratch()
    let spool = try scratch.spool()
    let (silence, stream) = AsyncStream<ByteBuffer>.makeStream()
    stream.yield(ByteBuffer(bytes: [1, 2, 3]))
    let upload = Task { try await spool.receive(silence) }
    try await Task.sleep(for: .milliseconds(50))
    upload.cancel()
    await #expect(throws: CancellationError.self) { try await upload.value }
    #expect(scratch.files == [])
  }

  @Test func `a sweep removes what a crash has left, and nothing else`() async throws {
    let scratch = try Scratch()
    let folder = try TemporaryFolder(scratch.url.appending(path: "spool"))
    let old = folder.newFile()
    let fresh = folder.newFile()
    let foreign = folder.url.appending(path: "notes.txt")
    for url in [old, fresh, foreign] { try Data([1]).write(to: url) }
    for url in [old, foreign] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -90_000)], ofItemAtPath: url.path)
    }
    let link = folder.newFile()
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: foreign)
    #expect(try await folder.sweep() == 1)
    let left = Set(try FileManager.default.contentsOfDirectory(atPath: folder.url.path))
    #expect(left == Set([fresh, foreign, link].map(\.lastPathComponent)))
  }
}
