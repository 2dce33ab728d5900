internal import Microcredentials

/// A name that stands between braces in a profile.
enum Placeholder: String, CaseIterable, Sendable {
  case position, notation, kind, change, resent, voids, follows, student, learner, name, program
  case title, version, unit, level, text, credits, term, award, badge, batch, institution
  case consumer, mode, zone, profile
  case notationHex = "notation hex"
  case voidsHex = "voids hex"
  case followsHex = "follows hex"
  case awardHex = "award hex"
  case batchHex = "batch hex"
  case earnedOn = "earned on"
  case recordedAt = "recorded at"
  case batchNumber = "batch number"
  case institutionCode = "institution code"
  case releasedAt = "released at"
  case releasedOn = "released on"

  /// What the value is like.
  enum Nature {
    /// Free text, in which a letter may be written otherwise.
    case prose
    /// An id or a code, which is nothing any more when one of its characters is another.
    case code
    case number, day, instant, truth
  }

  var nature: Nature {
    switch self {
    case .position, .credits, .batchNumber: .number
    case .earnedOn, .releasedOn: .day
    case .recordedAt, .releasedAt: .instant
    case .resent: .truth
    case .name, .title, .text, .unit, .level, .version, .institution, .consumer: .prose
    default: .code
    }
  }

  /// Whether a value that is too long may be cut: the name of a person, program or unit.
  var canBeCut: Bool { [.name, .title, .unit, .institution].contains(self) }

  /// The values it can have, where they are few.
  var words: [String]? {
    switch self {
    case .kind: Notation.Kind.allCases.map(\.rawValue)
    case .change: Change.allCases.map(\.rawValue)
    case .resent: ["true"]
    case .mode: BatchHeader.Mode.allCases.map(\.rawValue)
    default: nil
    }
  }
}

/// What a row is to the transcript.
enum Change: String, CaseIterable {
  /// A line that was not there before.
  case new
  /// A line in place of one that was voided.
  case correction
  /// A line is taken back.
  case void

  init(_ row: Notation) {
    self = row.kind == .void ? .void : row.follows == nil ? .new : .correction
  }
}

/// A row and the batch that it is written in: what placeholders are filled from.
struct RowInBatch {
  let row: Notation
  let isResent: Bool
  let header: BatchHeader

  /// Appends the value in UTF-8; false when it is missing.
  func append(_ placeholder: Placeholder, to bytes: inout [UInt8]) -> Bool {
    switch placeholder {
    case .position: bytes.append(decimal: row.position)
    case .notation: bytes.append(text: row.id)
    case .notationHex: bytes.append(hexOf: row.id)
    case .kind: bytes.append(text: row.kind.rawValue)
    case .change: bytes.append(text: Change(row).rawValue)
    case .resent: return isResent && bytes.append(present: "true")
    case .voids: return bytes.append(present: row.voids)
    case .voidsHex: return bytes.append(hexOfPresent: row.voids)
    case .follows: return bytes.append(present: row.follows)
    case .followsHex: return bytes.append(hexOfPresent: row.follows)
    case .student: return bytes.append(present: row.student)
    case .learner: return bytes.append(present: row.learner)
    case .name: return bytes.append(present: row.name)
    case .program: return bytes.append(present: row.program)
    case .title: return bytes.append(present: row.title)
    case .version: return bytes.append(present: row.version)
    case .unit: return bytes.append(present: row.unit)
    case .level: return bytes.append(present: row.level)
    case .text: return bytes.append(present: row.text)
    case .credits:
      guard let credits = row.credits else { return false }
      bytes.append(quantity: credits)
    case .earnedOn: bytes.append(day: row.earnedOn)
    case .term: return bytes.append(present: row.term)
    case .award: return bytes.append(present: row.award)
    case .awardHex: return bytes.append(hexOfPresent: row.award)
    case .badge: return bytes.append(present: row.badge)
    case .recordedAt: bytes.append(instant: row.recordedAt)
    default: return appendOfBatch(placeholder, to: &bytes)
    }
    return true
  }

  private func appendOfBatch(_ placeholder: Placeholder, to bytes: inout [UInt8]) -> Bool {
    switch placeholder {
    case .batch: return bytes.append(present: header.id)
    case .batchHex: return bytes.append(hexOfPresent: header.id)
    case .batchNumber: bytes.append(decimal: header.number)
    case .institution: return bytes.append(present: header.institution)
    case .institutionCode: return bytes.append(present: header.institutionCode)
    case .consumer: return bytes.append(present: header.consumer)
    case .mode: bytes.append(text: header.mode.rawValue)
    case .zone: return bytes.append(present: header.zone)
    case .profile: return bytes.append(present: header.profile)
    case .releasedAt: bytes.append(instant: header.releasedAt)
    case .releasedOn: bytes.append(day: header.releasedOn)
    default: return false
    }
    return true
  }

  /// The day that stands behind the placeholder.
  func day(_ placeholder: Placeholder) -> Day {
    placeholder == .releasedOn ? header.releasedOn : row.earnedOn
  }

  /// The instant that stands behind the placeholder, in microseconds since 1970.
  func instant(_ placeholder: Placeholder) -> Int64 {
    placeholder == .releasedAt ? header.releasedAt : row.recordedAt
  }
}
