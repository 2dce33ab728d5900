import FeedProfiles
import Foundation
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// A campus whose awards fill the ledger, and the systems that get it in batches.
extension Campus {
  static let notedProgram = SampleProgram.badge(
    "workshop", more: "level: undergraduate\nnotation: Workshop on credit"
  )
  .replacingOccurrences(of: "credit: none", with: "credit: 3")
  .replacingOccurrences(of: "{workshop: W 1}", with: "{workshop: W 1, credits: 3}")

  /// A campus with a row in the ledger for each of so many people.
  static func withLedger(
    _ people: Int, in database: Database? = nil, zone: String = "America/New_York",
    at moment: String = "2026-10-01T12:00:00Z"
  ) async throws -> Campus {
    let campus = try await Campus.open(in: database, zone: zone, at: moment)
    try await campus.apply(notedProgram)
    try await campus.more(people)
    return campus
  }

  /// So many more people, numbered from `first` on, with a row each.
  func more(_ people: Int, from first: Int = 1) async throws {
    guard people > 0 else { return }
    try await crowd(people, from: first)
    try await reconcile()
  }

  /// Declares a consumer as its file does; `more` are further lines of the file.
  func declare(
    consumer name: String = "banner", profile: String = "csv", text: String? = nil,
    isTest: Bool = false, units: [String]? = nil, programs: [String]? = nil,
    clients: [String] = [], more: String = ""
  ) async throws {
    let source = try text ?? FeedProfile.shipped(profile)
    let version = try FeedProfile(parsing: source).version
    let file = """
      consumer: \(name)
      mode: \(isTest ? "test" : "production")
      profile: \(profile)
      \(more)

      """
    let id = id
    try await database.write(as: Scopes.institution(id)) { transaction in
      try FeedConsumers.keep(
        profile: profile, version: version, source: source, by: "test", of: id, in: transaction)
      try FeedConsumers.put(
        FeedConsumers.Consumer(
          name: name, title: "Banner", source: file, profile: profile, profileVersion: version,
          isTest: isTest, units: units, programs: programs, clients: clients),
        by: "test", of: id, in: transaction)
      let entry = Journal.Entry(
        action: "declare consumer", subjectKind: "feed consumer", subject: name, to: "declared",
        reason: "A test.")
      try Journal.add(
        [entry], by: Journal.Actor(id: "operator:test", role: "operator"), of: id,
        in: transaction)
    }
  }

  /// Prepares the next batch and releases it.
  @discardableResult
  func send(to consumer: String = "banner") async throws -> FeedBatches.Batch {
    let batch = try await prepare(for: consumer)
    return try await release(batch)
  }

  func prepare(for consumer: String = "banner") async throws -> FeedBatches.Batch {
    try #require(try await office.prepareBatch(for: consumer, of: id, by: "operator:test"))
  }

  @discardableResult
  func release(_ batch: FeedBatches.Batch) async throws -> FeedBatches.Batch {
    try await office.releaseBatch(
      batch.number, of: batch.consumer, reason: "As looked at.", institution: id,
      by: "operator:test")
  }

  /// The file of a batch, written now.
  func file(of batch: FeedBatches.Batch) async throws -> [UInt8] {
    try await office.text(of: batch, at: id).reduce(into: []) { $0 += $1 }
  }

  /// The rows of a CSV batch by the names of its columns.
  func rows(of batch: FeedBatches.Batch) async throws -> [[String]] {
    let lines = String(decoding: try await file(of: batch), as: UTF8.self)
      .split(separator: "\r\n")
    return lines.dropFirst(2).dropLast().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// Brings a file of a batch and its hash into a folder.
  func deliver(_ batch: FeedBatches.Batch, into folder: TemporaryFolder) async throws -> URL {
    let text = try await office.text(of: batch, at: id)
    let bytes = try await file(of: batch)
    let url = folder.url.appendingPathComponent("feed/\(text.fileName)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    let hash = (batch.release?.sha256 ?? []).map { String(format: "%02x", $0) }.joined()
    try Data("\(hash)  \(text.fileName)\n".utf8).write(
      to: URL(fileURLWithPath: url.path + ".sha256"))
    return url
  }
}
