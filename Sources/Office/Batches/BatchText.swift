public import FeedProfiles
import Filing
import Foundation
import Microcredentials
import Postgres
public import Storage

/// A batch as it is written, piece by piece: header, about a thousand rows at a time, trailer. It
/// is a function of rows that never change, so that it is the same whenever and wherever.
///
/// Memory is bounded by a piece. Where the batch was released, the last piece comes only if all of
/// the text is what was released: nobody gets a whole file that differs.
public struct BatchText: AsyncSequence, Sendable {
  /// A row that the profile cannot carry.
  public struct LeftOut: Hashable, Sendable {
    /// Its position.
    public var position: Int
    /// What is wrong, and what can be done about it; no values.
    public var why: [FieldMistake]
  }

  /// What the whole text came to.
  public struct Outcome: Sendable {
    /// What the trailer says.
    public var trailer: BatchTrailer
    /// SHA-256 of the text, in 64 hexadecimal digits.
    public var sha256: String
    /// How long it is.
    public var bytes: Int
    /// The rows that were left out.
    public var leftOut: [LeftOut]
  }

  let office: Office
  let institution: Int
  /// The batch.
  public let batch: FeedBatches.Batch
  /// How it is written.
  public let profile: FeedProfile
  let header: BatchHeader

  /// The name of its file: `banner-000002.csv`.
  public var fileName: String { "\(header.fileStem).\(profile.fileExtension)" }

  /// Begins to write.
  public func makeAsyncIterator() -> Iterator {
    Iterator(text: self, renderer: BatchRenderer(profile: profile, header: header))
  }

  /// Writes on.
  public struct Iterator: AsyncIteratorProtocol {
    private enum Place {
      case header
      case after(Int)
      case end
    }

    private static let rowsAtOnce = 1_000

    private let text: BatchText
    private var renderer: BatchRenderer
    private var place = Place.header
    private var bytes = 0
    private var leftOut: [LeftOut] = []
    /// What the text came to, once it has ended.
    public private(set) var outcome: Outcome?

    init(text: BatchText, renderer: BatchRenderer) {
      self.text = text
      self.renderer = renderer
    }

    /// The next piece; never empty.
    ///
    /// - Throws: a refusal that names the batch and what differs from what was released.
    public mutating func next() async throws -> [UInt8]? {
      while true {
        let piece: [UInt8]
        switch place {
        case .header:
          piece = renderer.begin()
          place = .after(0)
        case .after(let position): piece = try await rows(after: position)
        case .end: return nil
        }
        bytes += piece.count
        guard piece.isEmpty else { return piece }
      }
    }

    private mutating func rows(after position: Int) async throws -> [UInt8] {
      let (batch, institution) = (text.batch, text.institution)
      let lines = try await text.office.database.read(as: Scopes.institution(institution)) {
        try FeedBatches.rows(
          of: batch, after: position, limit: Self.rowsAtOnce, institution: institution, in: $0)
      }
      var piece: [UInt8] = []
      for line in lines {
        do throws(FieldMistakes) {
          try renderer.render(line.notation, resent: line.isResent, into: &piece)
        } catch {
          leftOut.append(LeftOut(position: line.notation.position, why: error.mistakes))
        }
      }
      if let last = lines.last, lines.count == Self.rowsAtOnce {
        place = .after(last.notation.position)
        return piece
      }
      return piece + (try end(after: piece.count))
    }

    private mutating func end(after count: Int) throws -> [UInt8] {
      let (end, trailer, sha256) = renderer.end()
      place = .end
      let outcome = Outcome(
        trailer: trailer, sha256: sha256, bytes: bytes + count + end.count, leftOut: leftOut)
      if let release = text.batch.release, HexDigits.text(release.sha256) != sha256 {
        throw text.difference(of: outcome, from: release)
      }
      self.outcome = outcome
      return end
    }
  }
}

extension BatchText {
  /// That the batch would not be what it was, and in what.
  private func difference(of outcome: Outcome, from release: FeedBatches.Release) -> Refusal {
    let trailer = outcome.trailer
    let was = release.totals
    var parts: [String] = []
    func compare(_ what: String, _ now: String, _ then: String) {
      if now != then { parts.append("\(what) \(then) when released and \(now) now") }
    }
    compare("rows added:", "\(trailer.added)", "\(was.added)")
    compare("rows voided:", "\(trailer.voided)", "\(was.voided)")
    compare("rows left out:", "\(trailer.leftOut)", "\(was.leftOut)")
    compare("credits added:", "\(trailer.creditsAdded)", "\(was.creditsAdded)")
    compare("length in bytes:", "\(outcome.bytes)", "\(release.bytes)")
    let details = HexDigits.text(release.detailsSHA256)
    if trailer.detailsSHA256 == details {
      parts.append("the details are the same, and so header or trailer differs")
    } else {
      parts.append(
        "SHA-256 of the details: \(details) when released and \(trailer.detailsSHA256) now")
    }
    return Refusal(
      .wrongState,
      "Batch \(batch.number) of \(batch.consumer) (\(batch.id.text)) cannot be written as it was "
        + "released (\(parts.joined(separator: "; "))): rows of the ledger, its profile or the "
        + "program that writes it were changed. Restore them; what was delivered is the truth.")
  }
}
