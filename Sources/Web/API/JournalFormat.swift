import LinkedData
import Spreadsheets
import Storage

/// In which form the journal leaves the house.
enum JournalFormat: String, Sendable {
  case ndjson
  case csv

  /// The word of the query decides, else the Accept field; NDJSON where neither says anything.
  init(word: String?, accept: String?) {
    if let word, let format = JournalFormat(rawValue: word) {
      self = format
    } else {
      self = accept?.lowercased().contains("text/csv") == true ? .csv : .ndjson
    }
  }

  var mediaType: String {
    switch self {
    case .ndjson: "application/x-ndjson"
    case .csv: "text/csv; charset=utf-8; header=present"
    }
  }

  /// What stands before the entries.
  var head: [UInt8]? {
    switch self {
    case .ndjson: nil
    case .csv:
      Self.row([
        "entry", "recordedAt", "actor", "role", "action", "subjectKind", "subject", "from", "to",
        "reason",
      ])
    }
  }

  func line(_ entry: Journal.Listed) -> [UInt8] {
    switch self {
    case .ndjson: entry.json.serialized + [10]
    case .csv:
      Self.row([
        "\(entry.entry)", entry.recordedAt.iso, entry.actor.id, entry.actor.role,
        entry.content.action, entry.content.subjectKind, entry.content.subject,
        entry.content.from ?? "", entry.content.to ?? "", entry.content.reason,
      ])
    }
  }

  private static func row(_ cells: [String]) -> [UInt8] {
    Array((cells.map(CSVText.cell).joined(separator: ",") + "\r\n").utf8)
  }
}

extension Journal.Listed {
  var json: JSONValue {
    .members(
      ("entry", .number(entry)), ("recordedAt", .text(recordedAt)), ("actor", .string(actor.id)),
      ("role", .string(actor.role)), ("action", .string(content.action)),
      ("subjectKind", .string(content.subjectKind)), ("subject", .string(content.subject)),
      ("from", .textIfAny(content.from)), ("to", .textIfAny(content.to)),
      ("reason", .string(content.reason)))
  }
}
