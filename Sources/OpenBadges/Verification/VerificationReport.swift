import LinkedData

/// One thing that was looked at while a badge was verified.
public struct Finding: Sendable, Hashable, CustomStringConvertible {
  /// What came of it.
  public enum Outcome: String, Sendable, Hashable {
    /// As it must be.
    case pass = "PASS"
    /// Not as it must be: the badge is not valid.
    case fail = "FAIL"
    /// Worth knowing, and not judged.
    case info = "INFO"
  }

  /// What came of it.
  public let outcome: Outcome
  /// A stable name, such as `proof[0].signature`.
  public let name: String
  /// One sentence for a person.
  public let sentence: String

  /// One line for a terminal.
  public var description: String { "\(outcome.rawValue) \(name) \(sentence)" }
}

/// What came of verifying a badge, each check by its name.
public struct VerificationReport: Sendable, Hashable {
  /// Every check in the order made.
  public private(set) var findings: [Finding] = []

  /// Whether something was checked and nothing was found wrong.
  public var isValid: Bool {
    failures.isEmpty && findings.contains { $0.outcome == .pass }
  }

  /// What was found wrong.
  public var failures: [Finding] { findings.filter { $0.outcome == .fail } }

  /// The credential that was verified, for showing; nothing in it may be believed unless the report
  /// is valid.
  public internal(set) var credential: VerifiedCredential?

  mutating func add(_ outcome: Finding.Outcome, _ name: String, _ sentence: String) {
    findings.append(Finding(outcome: outcome, name: name, sentence: Self.short(sentence)))
  }

  mutating func pass(_ name: String, _ sentence: String) { add(.pass, name, sentence) }
  mutating func fail(_ name: String, _ sentence: String) { add(.fail, name, sentence) }
  mutating func info(_ name: String, _ sentence: String) { add(.info, name, sentence) }

  /// Notes a check and tells whether it passed.
  @discardableResult
  mutating func check(
    _ name: String, _ passed: Bool, _ sentence: String, else problem: String
  ) -> Bool {
    add(passed ? .pass : .fail, name, passed ? sentence : problem)
    return passed
  }

  /// What documents say may be long and may hold anything: one line, and not too much of it.
  private static func short(_ sentence: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in sentence.unicodeScalars.prefix(400) {
      let isPlain =
        scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
        && scalar.properties.generalCategory != .format
      out.append(isPlain ? scalar : " ")
    }
    return String(out)
  }
}

/// What a badge says about itself.
public struct VerifiedCredential: Sendable, Hashable {
  /// Its id.
  public let id: String?
  /// The issuer's id.
  public let issuer: String?
  /// The issuer's name, as the badge gives it.
  public let issuerName: String?
  /// What was achieved.
  public let achievement: String?
  /// From when it is valid, as written.
  public let validFrom: String?
  /// Until when it is valid, as written.
  public let validUntil: String?
  /// When it was first awarded, as written.
  public let awardedDate: String?
  /// When the activity that it is for ended, as written.
  public let activityEndDate: String?
  /// Whom it is for.
  public let recipient: Recipient
}

/// Why one check cannot be made or did not pass, in a sentence.
public struct VerificationProblem: Error, Sendable, CustomStringConvertible {
  /// One sentence for a person.
  public let description: String

  /// Makes a problem.
  public init(_ description: String) { self.description = description }
}

/// What a web host answered.
public struct FetchedDocument: Sendable {
  /// The body.
  public let bytes: [UInt8]
  /// The media type in lower case and without parameters; nil when none was declared or when the
  /// document did not come over HTTP.
  public let mediaType: String?

  /// Makes an answer.
  public init(bytes: [UInt8], mediaType: String?) {
    self.bytes = bytes
    self.mediaType = mediaType
  }
}

/// Asks for a document by its URL with the media types wanted. Answers other than 200, redirects
/// among them, are errors; whoever provides it answers for which hosts are asked, how long and for
/// how many bytes.
public typealias FetchDocument =
  @Sendable (_ url: String, _ accept: [String]) async throws -> FetchedDocument

extension VerificationReport {
  /// The report as machines read it: `valid` and the checks, each with `outcome`, `name` and
  /// `sentence`.
  public var json: String {
    let checks = findings.map { finding -> JSONValue in
      [
        "outcome": .string(finding.outcome.rawValue), "name": .string(finding.name),
        "sentence": .string(finding.sentence),
      ]
    }
    let report: JSONValue = ["valid": .bool(isValid), "checks": .array(checks)]
    return String(decoding: report.serialized, as: UTF8.self)
  }
}
