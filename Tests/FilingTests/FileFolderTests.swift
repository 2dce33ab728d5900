import Foundation
import Testing

@testable import Filing

@Suite struct FileFolderTests {
  private func store(_ scratch: Scratch) throws -> FileStore {
    .folder(try FileFolder(scratch.url.appending(path: "store")))
  }

  @Test func `what is put comes back, under its name and for its owner alone`() async throws {
    let scratch = try Scratch()
    let store = try store(scratch)
    var random = Seeded(state: 2)
    for size in [1, 65_536, 300_001] {
      let content = random.bytes(size)
      let file = try await scratch.spooled(content)
      #expect(try await !store.has(file.id))
      try await store.put(file)
      #expect(try await store.has(file.id))
      let stored = try await store.get(file.id)
      #expect(stored.length == size)
      #expect(try await stored.bytes(upTo: size) == content)
      let place = scratch.url.appending(path: "store/\(file.id.path)")
      let facts = try FileManager.default.attributesOfItem(atPath: place.path)
      #expect(facts[.posixPermissions] as? Int == 0o600)
      let folder = place.deletingLastPathComponent().path
      let above = try FileManager.default.attributesOfItem(atPath: folder)
      #expect(above[.posixPermissions] as? Int == 0o700)
    }
  }

  @Test func `the same content, put many times at once, is one file`() async throws {
    let scratch = try Scratch()
    let store = try store(scratch)
    let content = Media.zeros(100_000)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        group.addTask {
          let file = try await scratch.spooled(content)
          try await store.put(file)
          file.discard()
        }
      }
      try await group.waitForAll()
    }
    #expect(scratch.files == ["store/\(ContentID(of: content).path)"])
  }

  @Test func `a name that is not stored is not found`() async throws {
    let store = try store(try Scratch())
    #expect(await kind { try await store.get(ContentID(of: [1])) } == .notFound)
  }

  @Test func `a content damaged on the disk is noticed while it is read`() async throws {
    let scratch = try Scratch()
    let store = try store(scratch)
    let file = try await scratch.spooled(Media.text)
    try await store.put(file)
    let place = scratch.url.appending(path: "store/\(file.id.path)")
    try Data(Media.text.reversed()).write(to: place)
    #expect(await kind { try await store.get(file.id).bytes(upTo: 1_000) } == .damaged)
    try Data(Media.text.dropLast()).write(to: place)
    #expect(await kind { try await store.get(file.id).bytes(upTo: 1_000) } == .damaged)
    try await store.put(file)
    #expect(try await store.get(file.id).bytes(upTo: 1_000) == Media.text)
  }

  @Test func `a received file that was changed is not stored`() async throws {
    let scratch = try Scratch()
    let store = try store(scratch)
    let file = try await scratch.spooled([1, 2, 3])
    try Data([3, 2, 1]).write(to: file.url)
    #expect(await kind { try await store.put(file) } == .damaged)
    #expect(try await !store.has(file.id))
    file.discard()
    #expect(await kind { try await store.put(file) } == .notFound)
    #expect(scratch.files == [])
  }

  @Test func `a symbolic link in the place of a file is never followed`() async throws {
    let scratch = try Scratch()
    let store = try store(scratch)
    let content = Array("secret".utf8)
    let secret = scratch.url.appending(path: "secret")
    try Data(content).write(to: secret)
    let id = ContentID(of: content)
    let place = scratch.url.appending(path: "store/\(id.path)")
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(at: place, withDestinationURL: secret)
    #expect(await kind { try await store.get(id) } == .unavailable)
  }

  @Test func `a full disk is called so`() throws {
    let full = open("/dev/full", O_RDWR)
    try #require(full >= 0)
    let file = OpenFile(descriptor: full)
    #expect {
      try [UInt8](repeating: 1, count: 10).withUnsafeBytes { try file.write($0) }
    } throws: { error in
      (error as? FilingError)?.kind == .full && "\(error)".contains("make room")
    }
  }
}
