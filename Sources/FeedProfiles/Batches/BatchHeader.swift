public import Microcredentials

/// What the first record of a batch says: whose it is, what it covers and what it follows.
public struct BatchHeader: Hashable, Sendable {
  /// Whether the rows are meant.
  public enum Mode: String, CaseIterable, Sendable {
    /// The consumer is to try its import; nothing in the batch happened for it.
    case test = "TEST"
    /// The rows are the registrar's word.
    case production = "PRODUCTION"
  }

  /// The batch's id, a UUID in lower case.
  public var id: String
  /// The institution's code.
  public var institutionCode: String
  /// The institution's name.
  public var institution: String
  /// The consumer's name.
  public var consumer: String
  /// The batch's number, from 1 without gaps for each consumer.
  public var number: Int
  /// The first position that is covered: the one after the last of the batch before.
  public var first: Int
  /// The last position that is covered; `first - 1` when no position came up.
  public var last: Int
  /// The name of the profile in which the batch is written.
  public var profile: String
  /// The profile's version, the SHA-256 of its text in 64 hexadecimal digits.
  public var profileVersion: String
  /// The institution's time zone: `America/New_York`.
  public var zone: String
  /// Whether the rows are meant.
  public var mode: Mode
  /// The SHA-256 of the file of the batch before; nil for the first.
  public var previous: String?
  /// When it was released, in microseconds since 1970 (UTC).
  public var releasedAt: Int64
  /// The day on which it was released, in the institution's zone.
  public var releasedOn: Day

  /// Makes a header.
  public init(
    id: String, institutionCode: String, institution: String, consumer: String, number: Int,
    first: Int, last: Int, profile: String, profileVersion: String, zone: String, mode: Mode,
    previous: String? = nil, releasedAt: Int64, releasedOn: Day
  ) {
    self.id = id
    self.institutionCode = institutionCode
    self.institution = institution
    self.consumer = consumer
    self.number = number
    self.first = first
    self.last = last
    self.profile = profile
    self.profileVersion = profileVersion
    self.zone = zone
    self.mode = mode
    self.previous = previous
    self.releasedAt = releasedAt
    self.releasedOn = releasedOn
  }

  /// The name of the file without its extension: `banner-000002`.
  public var fileStem: String {
    let digits = String(number)
    return "\(consumer)-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)"
  }
}
