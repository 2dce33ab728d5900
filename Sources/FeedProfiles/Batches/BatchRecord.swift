internal import Microcredentials

/// The first and the last record of a batch: names and values, in the order in which they are
/// written.
struct BatchRecord: Hashable {
  struct Entry: Hashable {
    var key: String
    var value: String
    var isNumber = false
  }

  var entries: [Entry]

  subscript(key: String) -> String? { entries.first { $0.key == key }?.value }

  /// Which form the records have; it changes when they do.
  static let format = "CONFERRAL-FEED 1"
  /// The names and the widths of fields in files of fixed widths.
  static let headerWidths: [(key: String, width: Int)] = [
    ("format", 20), ("batch", 36), ("number", 10), ("first", 12), ("last", 12), ("profile", 60),
    ("profile_version", 64), ("zone", 40), ("mode", 10), ("previous", 64),
    ("institution_code", 40), ("institution", 200), ("consumer", 100), ("released_at", 27),
    ("released_on", 10),
  ]
  static let trailerWidths: [(key: String, width: Int)] = [
    ("added", 10), ("voided", 10), ("resent", 10), ("credits_added", 20), ("credits_voided", 20),
    ("persons", 10), ("left_out", 10), ("details_sha256", 64),
  ]
  private static let numbers: Set<String> = [
    "number", "first", "last", "added", "voided", "resent", "credits_added", "credits_voided",
    "persons", "left_out",
  ]

  private init(_ keys: [(key: String, width: Int)], _ values: [String: String]) {
    entries = keys.map { key, _ in
      Entry(key: key, value: values[key] ?? "", isNumber: Self.numbers.contains(key))
    }
  }

  init(_ header: BatchHeader) {
    var released: [UInt8] = []
    released.append(instant: header.releasedAt)
    self.init(
      Self.headerWidths,
      [
        "format": Self.format, "batch": header.id, "number": String(header.number),
        "first": String(header.first), "last": String(header.last), "profile": header.profile,
        "profile_version": header.profileVersion, "zone": header.zone,
        "mode": header.mode.rawValue, "previous": header.previous ?? "",
        "institution_code": header.institutionCode, "institution": header.institution,
        "consumer": header.consumer, "released_at": String(decoding: released, as: UTF8.self),
        "released_on": header.releasedOn.description,
      ])
  }

  init(_ trailer: BatchTrailer) {
    self.init(
      Self.trailerWidths,
      [
        "added": String(trailer.added), "voided": String(trailer.voided),
        "resent": String(trailer.resent), "credits_added": trailer.creditsAdded.description,
        "credits_voided": trailer.creditsVoided.description, "persons": String(trailer.persons),
        "left_out": String(trailer.leftOut), "details_sha256": trailer.detailsSHA256,
      ])
  }

  init(entries: [Entry]) {
    self.entries = entries
  }
}

extension BatchHeader {
  /// What a record says; nil when it is not the header of a batch.
  init?(_ record: BatchRecord) {
    func whole(_ key: String) -> Int? { record[key].flatMap { Int($0) } }
    guard record["format"] == BatchRecord.format, let id = record["batch"],
      let number = whole("number"), let first = whole("first"), let last = whole("last"),
      let profile = record["profile"], let version = record["profile_version"],
      let zone = record["zone"], let mode = record["mode"].flatMap({ Mode(rawValue: $0) }),
      let code = record["institution_code"], let institution = record["institution"],
      let consumer = record["consumer"],
      let releasedAt = record["released_at"].flatMap({ Moment.read($0) }),
      let releasedOn = record["released_on"].flatMap({ Day($0) })
    else { return nil }
    let previous = record["previous"].flatMap { $0.isEmpty ? nil : $0 }
    self.init(
      id: id, institutionCode: code, institution: institution, consumer: consumer, number: number,
      first: first, last: last, profile: profile, profileVersion: version, zone: zone, mode: mode,
      previous: previous, releasedAt: releasedAt, releasedOn: releasedOn)
  }
}

extension BatchTrailer {
  /// What a record says; nil when it is not the trailer of a batch.
  init?(_ record: BatchRecord) {
    func whole(_ key: String) -> Int? { record[key].flatMap { Int($0) } }
    guard let added = whole("added"), let voided = whole("voided"),
      let resent = whole("resent"), let persons = whole("persons"),
      let leftOut = whole("left_out"),
      let creditsAdded = record["credits_added"].flatMap({ Quantity($0) }),
      let creditsVoided = record["credits_voided"].flatMap({ Quantity($0) }),
      let hash = record["details_sha256"], !hash.isEmpty
    else { return nil }
    self.init(
      added: added, voided: voided, resent: resent, creditsAdded: creditsAdded,
      creditsVoided: creditsVoided, persons: persons, leftOut: leftOut, detailsSHA256: hash)
  }
}
