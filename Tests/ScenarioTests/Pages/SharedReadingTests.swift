import Foundation
import HTTPTypes
import HummingbirdTesting
import Storage
import TestSupport
import Testing

@testable import Office
@testable import Web

/// One read for all who ask at the same time, and no answer older than its question.
@Suite(.database(.conferral)) struct SharedReadingTests {
  /// What is read: a statement sees what is there when it begins, and answers when it is let go.
  private actor Source {
    struct Broken: Error {}

    var value = 1
    var isBroken = false
    private(set) var reads: [[Int]] = []
    private var isOpen = false
    private var held: [CheckedContinuation<Void, Never>] = []

    func read(_ questions: [Int]) async throws -> [Int: Int] {
      reads.append(questions.sorted())
      let (seen, fails) = (value, isBroken)
      if !isOpen { await withCheckedContinuation { held.append($0) } }
      if fails { throw Broken() }
      return Dictionary(uniqueKeysWithValues: questions.map { ($0, seen) })
    }

    func set(_ new: Int) { value = new }
    func set(broken: Bool) { isBroken = broken }

    func letGo() {
      isOpen = true
      for one in held { one.resume() }
      held = []
    }
  }

  @Test func `whoever asks during a read is answered by the next one, all by the same`()
    async throws
  {
    let source = Source()
    let reading = SharedReading<Int, Int> { questions, _ in try await source.read(questions) }
    let early = Task { try await reading.ask(0, of: 1) }
    try await eventually { await source.reads.count == 1 }
    await source.set(2)
    let late = (1...50).map { number in Task { try await reading.ask(number % 10, of: 1) } }
    try await eventually { reading.waiting(of: 1) == 50 }
    await source.letGo()
    #expect(try await early.value == 1)
    for task in late { #expect(try await task.value == 2) }
    #expect(await source.reads == [[0], Array(0...9)])
  }

  @Test func `an error is told to all of its read, and to nobody else`() async throws {
    let source = Source()
    let reading = SharedReading<Int, Int>(most: 3) { questions, _ in
      try await source.read(questions)
    }
    await source.set(broken: true)
    let first = Task { try await reading.ask(1, of: 1) }
    try await eventually { await source.reads.count == 1 }
    await source.set(broken: false)
    let later = (2...5).map { number in Task { try await reading.ask(number, of: 1) } }
    try await eventually { reading.waiting(of: 1) == 4 }
    await source.letGo()
    await #expect(throws: Source.Broken.self) { try await first.value }
    for task in later { #expect(try await task.value == 1) }
    #expect(await source.reads.count == 3, "at most three questions in a read")
  }

  @Test func `an institution does not wait for another, and who goes away ends no read`()
    async throws
  {
    let source = Source()
    let reading = SharedReading<Int, Int> { questions, institution in
      institution == 1 ? try await source.read(questions) : [7: 7]
    }
    let slow = Task { try await reading.ask(1, of: 1) }
    try await eventually { await source.reads.count == 1 }
    #expect(try await reading.ask(7, of: 2) == 7)
    #expect(try await reading.ask(8, of: 2) == nil)
    slow.cancel()
    await source.letGo()
    #expect(try await slow.value == 1)
  }

  @Test func `under a flood, the request after an un-publishing sees it`() async throws {
    let gallery = try await Gallery.open()
    let application = gallery.application
    let path = gallery.path
    let flood = (1...8).map { _ in
      Task {
        while !Task.isCancelled { _ = try await Gallery.send(.get, path, to: application) }
      }
    }
    defer { for task in flood { task.cancel() } }
    for _ in 1...5 {
      try await gallery.publish(.page)
      #expect(try await Gallery.send(.get, path, to: application).text.contains("nonprofit"))
      try await gallery.publish(not: [.page])
      #expect(try await !Gallery.send(.get, path, to: application).text.contains("nonprofit"))
    }
  }

  @Test func `a correction is what the very next request gets`() async throws {
    let gallery = try await Gallery.open()
    let application = gallery.application
    try await gallery.publish(.page, .evidence)
    let path = gallery.path
    let before = try await Gallery.send(.get, path, accept: nil, to: application)
    try await gallery.publish(.evidenceLink)
    let after = try await Gallery.send(.get, path, accept: nil, to: application)
    #expect(!before.text.contains("https://example.edu/work"))
    #expect(after.text.contains("https://example.edu/work"))
    #expect(before.headers[.eTag] != after.headers[.eTag])
  }
}
