import FeedProfiles
public import Microcredentials
import Postgres
import ProgramFiles
import Storage

/// Whether consumers could be told of an award of a program: length and characters of what its
/// notation says are judged before the version is approved, not when a batch is due.
extension Office {
  /// Refuses a credit-bearing version whose notation the profile of a consumer could not carry.
  ///
  /// Every consumer that is not ended and gets the program counts; without consumers none does.
  func checkNotation(
    of version: ProgramVersion, for institution: Int, in transaction: Transaction
  ) throws {
    guard version.credit.isBearing else { return }
    var sentences: [String] = []
    for standing in try FeedConsumers.all(of: institution, in: transaction) {
      let consumer = standing.consumer
      guard standing.endedAt == nil, let profileVersion = consumer.profileVersion,
        try Self.gets(version, consumer, of: institution, in: transaction)
      else { continue }
      let source = try FeedConsumers.profile(profileVersion, of: institution, in: transaction)
      let profile = try Self.profile(consumer.profile, version: profileVersion, source: source)
      sentences += profile.hindrances(to: version).map {
        "Consumer \(consumer.name) could not be told of an award: profile \(consumer.profile), "
          + "field “\($0.field)”: \($0.what); \($0.remedy)."
      }
    }
    guard !sentences.isEmpty else { return }
    throw Refusal(
      .programRefused, sentences.joined(separator: "\n"),
      findings: sentences.map { Refusal.Finding(place: "notation", sentence: $0) })
  }

  /// What of today's programs and terms a consumer could not be told in its profile, in sentences:
  /// they were approved before it was declared, so that nobody held them against the profile.
  static func misfits(
    _ profile: FeedProfile, _ consumer: FeedConsumers.Consumer, of institution: Int,
    in transaction: Transaction
  ) throws -> [String] {
    let versions = try Programs.creditBearing(of: institution, in: transaction)
      .map { try ProgramFile.read($0.utf8, name: "the program").version }
      .filter { try gets($0, consumer, of: institution, in: transaction) }
    let programs = versions.compactMap { version in
      profile.hindrances(to: version).first.map {
        "It cannot be told of an award of \(version.program) \(version.version): field "
          + "“\($0.field)”: \($0.what); \($0.remedy)."
      }
    }
    let named = programs.prefix(10)
    let more = programs.count - named.count
    let rest = more > 0 ? ["Nor of \(more) more: `conferral program check` tells of each."] : []
    let terms = try Institutions.terms(of: institution, in: transaction).map(\.code).sorted()
    return named + rest + profile.hindrances(toTerms: versions.isEmpty ? [] : terms)
  }

  private static func gets(
    _ version: ProgramVersion, _ consumer: FeedConsumers.Consumer, of institution: Int,
    in transaction: Transaction
  ) throws -> Bool {
    if let programs = consumer.programs, !programs.contains(version.program) { return false }
    guard let units = consumer.units else { return true }
    guard let unit = version.unit else { return false }
    let parts = try People.within(units: units, of: institution, in: transaction)
    return units.contains(unit) || parts.values.contains { $0.contains(unit) }
  }

  /// Which shipped profiles could not carry the notation of a version, and why, in sentences.
  public static func notationNotices(about version: ProgramVersion) -> [String] {
    guard version.credit.isBearing else { return [] }
    return FeedProfile.shippedNames.flatMap { name -> [String] in
      guard let text = try? FeedProfile.shipped(name),
        let profile = try? FeedProfile(parsing: text)
      else { return [] }
      return profile.hindrances(to: version).map {
        "profile \(name) could not carry its notation: “\($0.field)”: \($0.what); \($0.remedy)"
      }
    }
  }
}

extension FeedProfile {
  /// Why the rows of a version could never be written, whoever it is awarded to: what is wrong in
  /// a row of it that is not wrong in the same row of a plain program.
  fileprivate func hindrances(to version: ProgramVersion) -> [FieldMistake] {
    let usual = Set(mistakes(in: .sample(of: nil)).map(\.field))
    return mistakes(in: .sample(of: version)).filter { !usual.contains($0.field) }
  }

  /// Which codes of terms it could not carry, in a sentence for each field and reason.
  fileprivate func hindrances(toTerms codes: [String]) -> [String] {
    let usual = Set(mistakes(in: .sample(of: nil, term: "1")).map(\.field))
    var codesOf: [FieldMistake: [String]] = [:]
    for code in codes {
      for mistake in mistakes(in: .sample(of: nil, term: code))
      where !usual.contains(mistake.field) {
        codesOf[mistake, default: []].append(code)
      }
    }
    return codesOf.map { mistake, codes in
      "It cannot be told of awards in \(codes.joined(separator: ", ")): field “\(mistake.field)”: "
        + "\(mistake.what); \(mistake.remedy)."
    }.sorted()
  }
}

extension Notation {
  /// A row about nobody, of a version or of a plain program.
  fileprivate static func sample(of version: ProgramVersion?, term: String = "2026FA") -> Notation {
    let id = "00000000-0000-4000-8000-000000000000"
    return Notation(
      position: 1, id: id, kind: .add, student: "A00000001", learner: id, name: "Ada Lovelace",
      program: version?.program ?? "program", title: version?.title ?? "Program",
      version: version?.version ?? "1", unit: version.map(\.unit) ?? "Unit",
      level: version.map(\.level) ?? "undergraduate",
      text: version.map { $0.notation ?? $0.title } ?? "Program",
      credits: version.map(\.credit.stated) ?? nil, earnedOn: Day(number: 20_697),
      term: term, award: id, badge: "https://badges.example.edu/credentials/\(id)",
      recordedAt: 1_788_220_800_000_000)
  }
}
