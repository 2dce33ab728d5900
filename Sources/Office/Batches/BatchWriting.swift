public import FeedProfiles
import Filing
import Foundation
import Microcredentials
import Postgres
public import Storage

/// Writing batches, those that are prepared as they would be, and those that were released as they
/// are for ever.
extension Office {
  /// A batch that was written to be released; the registrar's word makes it so.
  public struct WrittenBatch: Sendable {
    /// The batch.
    public var batch: FeedBatches.Batch
    /// As what it would be released.
    public var release: FeedBatches.Release
    /// Its profile.
    public var profile: FeedProfile
    /// The rows that the profile cannot carry.
    public var leftOut: [BatchText.LeftOut]
  }

  /// The text of a batch; of one that is prepared, as it would be if it was released now.
  ///
  /// - Throws: a refusal when its profile cannot be read any more.
  public func text(
    of batch: FeedBatches.Batch, at institution: Int
  ) async throws -> BatchText {
    let clock = clock?()
    let (source, now) = try await database.read(as: Scopes.institution(institution)) {
      transaction in
      (
        try FeedConsumers.profile(batch.profileVersion, of: institution, in: transaction),
        try FeedBatches.now(in: batch.institution.zone, at: clock, in: transaction)
      )
    }
    let profile = try Self.profile(batch.profile, version: batch.profileVersion, source: source)
    return BatchText(
      office: self, institution: institution, batch: batch, profile: profile,
      header: Self.header(
        of: batch, releasedAt: batch.release?.at ?? now.0, on: batch.release?.on ?? now.1))
  }

  /// A prepared batch, written: outside of any long transaction, as its rows never change.
  public func written(
    _ batch: FeedBatches.Batch, by actor: String, at institution: Int
  ) async throws -> WrittenBatch {
    let text = try await text(of: batch, at: institution)
    var pieces = text.makeAsyncIterator()
    while try await pieces.next() != nil { try Task.checkCancellation() }
    guard let outcome = pieces.outcome else { throw CancellationError() }
    let header = text.header
    return WrittenBatch(
      batch: batch,
      release: FeedBatches.Release(
        at: PostgresInstant(microsecondsSince1970: header.releasedAt), on: header.releasedOn,
        by: actor, sha256: ContentID(hex: outcome.sha256)?.bytes ?? [],
        detailsSHA256: ContentID(hex: outcome.trailer.detailsSHA256)?.bytes ?? [],
        bytes: outcome.bytes,
        totals: FeedBatches.Totals(outcome.trailer)),
      profile: text.profile, leftOut: outcome.leftOut)
  }

  /// The same for a caller who releases it, unless that is refused anyway.
  public func written(
    _ batch: FeedBatches.Batch, as caller: Caller
  ) async throws -> WrittenBatch {
    try caller.check(.governFeed)
    try batch.mustBePrepared()
    return try await written(batch, by: caller.id, at: caller.institution.id)
  }

  /// A profile's text as it was kept, read.
  static func profile(_ name: String, version: String, source: String?) throws -> FeedProfile {
    guard let source else {
      throw Refusal(
        .nothingThere, "The text of profile \(name) (\(version)) is not kept any more: restore it.")
    }
    do {
      return try FeedProfile(parsing: source)
    } catch {
      throw Refusal(
        .invalid,
        "Profile \(name) (\(version)) cannot be read by this version of the program: \(error)")
    }
  }

  private static func header(
    of batch: FeedBatches.Batch, releasedAt: PostgresInstant, on day: Day
  ) -> BatchHeader {
    BatchHeader(
      id: batch.id.text, institutionCode: batch.institution.code,
      institution: batch.institution.name, consumer: batch.consumer, number: batch.number,
      first: batch.first, last: batch.last, profile: batch.profile,
      profileVersion: batch.profileVersion, zone: batch.institution.zone,
      mode: batch.isTest ? .test : .production, previous: batch.previous.map { HexDigits.text($0) },
      releasedAt: releasedAt.microsecondsSince1970, releasedOn: day)
  }
}

extension FeedBatches.Totals {
  init(_ trailer: BatchTrailer) {
    self.init(
      added: trailer.added, voided: trailer.voided, resent: trailer.resent,
      leftOut: trailer.leftOut, persons: trailer.persons, creditsAdded: trailer.creditsAdded,
      creditsVoided: trailer.creditsVoided)
  }
}
