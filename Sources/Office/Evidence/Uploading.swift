public import Filing
import Logging
import Postgres
public import Storage

/// Files that are brought as evidence. Bytes travel outside of transactions.
extension Office {
  /// Receives a file, judges what it is and keeps it. The same content again is the same upload.
  ///
  /// Throws `FilingError` for what is not taken, and a refusal where nothing is kept here.
  public func receiveUpload<Stream: AsyncSequence & Sendable>(
    _ stream: Stream, length: Int?, declared: String?, by caller: Caller
  ) async throws -> Upload where Stream.Element == FileContent.Element {
    try caller.check(.submitEvidence)
    let cabinet = try openCabinet
    let (id, bytes, type): (ContentID, Int, MediaType)
    do {
      let file = try await cabinet.spool.receive(stream, length: length)
      defer { file.discard() }
      type = try await cabinet.inspection.mediaType(of: file, declared: declared)
      try await cabinet.store.put(file)
      (id, bytes) = (file.id, file.length)
    } catch let error as FilingError {
      tell(error)
      throw error
    }
    let state: Upload.State = cabinet.scanner == nil ? .unscanned : .quarantined
    return try await acting(as: caller) { visit in
      try Uploads.add(
        id.bytes, mediaType: type.rawValue, bytes: bytes, state: state, of: visit.institution,
        by: caller.id, in: visit.transaction)
      let upload = try visit.upload(id)
      guard upload.state != .infected else { throw Refusal.infected }
      return upload
    }
  }

  /// The content of an upload that the caller may see, once it is known to be harmless.
  public func openUpload(
    _ id: ContentID, by caller: Caller
  ) async throws -> (upload: Upload, content: FileContent) {
    let cabinet = try openCabinet
    let upload = try await reading(as: caller) { try $0.upload(id) }
    switch upload.state {
    case .clean, .unscanned: break
    case .quarantined:
      throw Refusal(.wrongState, "It is not scanned for viruses yet: try again in a while.")
    case .infected: throw Refusal.infected
    }
    do {
      return (upload, try await cabinet.store.get(id))
    } catch let error as FilingError {
      tell(error)
      throw error
    }
  }

  /// What is wrong with the storage is for the operator: whoever sends a file hears nothing of it.
  private func tell(_ error: FilingError) {
    switch error.kind {
    case .notFound, .damaged, .full, .unavailable:
      logger.error("the storage of evidence files failed", metadata: ["error": "\(error)"])
    case .tooLarge, .tooSlow, .empty, .interrupted, .refused: break
    }
  }

  var openCabinet: FilingCabinet {
    get throws {
      guard let cabinet else {
        throw Refusal(
          .unavailable, "No files are kept here: share the evidence by a link instead.")
      }
      return cabinet
    }
  }
}

extension Visit {
  /// An upload that the caller may see.
  public func upload(_ id: ContentID) throws -> Upload {
    let isSeen = try Uploads.mayBeSeen(
      id.bytes, by: caller.id, learner: caller.learner, reviewing: reachToReview, of: institution,
      in: transaction)
    guard isSeen,
      let upload = try Uploads.one(id.bytes, of: institution, in: transaction)
    else { throw Refusal(.nothingThere, "There is no upload of this hash: upload the file first.") }
    return upload
  }

  /// Whose evidence the caller reviews; nil for nobody's.
  private var reachToReview: Reach? {
    caller.grants(for: .reviewEvidence).isEmpty ? nil : try? reach(.reviewEvidence)
  }
}

extension Refusal {
  static let infected = Refusal(
    .fileRefused, "This file was found infected: it is neither kept for use nor given out.")
}
