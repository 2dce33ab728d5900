import Crypto
import Delivery
public import FeedProfiles
import Filing
import Foundation
import Microcredentials
import Postgres
public import Storage

/// Declaring consumers of the feed: what an operator's files say.
extension Office {
  /// What applying a consumer's file did.
  public struct ConsumerApplied: Sendable {
    /// Whether something was written.
    public enum Outcome: String, Sendable { case declared, changed, unchanged }

    /// Whether something was written.
    public var outcome: Outcome
    /// What an operator should know, in sentences.
    public var notes: [String]
  }

  /// Stores what a consumer's file says. `profileText` is the text of the profile where the file
  /// names one of its own; the versions of both are kept for ever.
  public func apply(
    _ file: ConsumerFile, source: String, profileText: String?, to institution: Int,
    by actor: String
  ) async throws -> ConsumerApplied {
    try Self.check(secret: file.secretFiles, plain: file.publicFiles)
    let profile = try Self.profile(of: file, text: profileText)
    let missing = Self.missingFolder(file)
    return try await database.write(as: Scopes.institution(institution)) { transaction in
      let before = try FeedConsumers.one(
        file.name, locking: true, of: institution, in: transaction)
      let consumer = try FeedConsumers.Consumer(
        file, source: source, profile: profile?.profile, of: institution, in: transaction)
      var notes = try Self.notes(consumer, before, of: institution, in: transaction)
      if let missing { notes.append(missing) }
      if let profile = profile?.profile {
        notes += try Self.misfits(profile, consumer, of: institution, in: transaction)
      }
      if let before, before.consumer == consumer, before.endedAt == nil {
        return ConsumerApplied(outcome: .unchanged, notes: notes)
      }
      if let profile {
        try FeedConsumers.keep(
          profile: profile.profile.name, version: profile.profile.version, source: profile.text,
          by: actor, of: institution, in: transaction)
      }
      try FeedConsumers.put(consumer, by: actor, of: institution, in: transaction)
      if before?.endedAt != nil {
        let waiting = try Outbox.takeUpDeliveries(
          to: consumer.name, droppedBecause: Self.ended, of: institution, in: transaction)
        if waiting > 0 {
          notes.append(
            "Batches that were released before it was ended are brought now: \(waiting).")
        }
      }
      try Journal.add(
        [Self.entry(consumer, before)],
        by: Journal.Actor(id: actor, role: Role.operator.rawValue), of: institution,
        in: transaction)
      return ConsumerApplied(outcome: before == nil ? .declared : .changed, notes: notes)
    }
  }

  /// Ends a consumer: it gets nothing any more, and what it got is kept. False when it was ended
  /// before.
  public func endFeedConsumer(
    _ name: String, of institution: Int, by actor: String
  ) async throws -> Bool {
    try await database.write(as: Scopes.institution(institution)) { transaction in
      guard
        let standing = try FeedConsumers.one(
          name, locking: true, of: institution, in: transaction)
      else { throw Refusal.noConsumer(name) }
      guard standing.endedAt == nil else { return false }
      try FeedConsumers.end(name, by: actor, of: institution, in: transaction)
      let entry = Journal.Entry(
        action: "end feed consumer", subjectKind: "feed consumer", subject: name,
        from: standing.consumer.mode, to: "ended", reason: "It gets nothing from now on.")
      try Journal.add(
        [entry], by: Journal.Actor(id: actor, role: Role.operator.rawValue), of: institution,
        in: transaction)
      return true
    }
  }

  /// All consumers with how far they are, for an operator at a terminal.
  public func feedConsumers(of institution: Int) async throws -> [FeedConsumerStanding] {
    let clock = clock
    return try await database.read(as: Scopes.institution(institution)) { transaction in
      try FeedConsumerStanding.of(
        FeedConsumers.all(of: institution, in: transaction), at: clock?(),
        institution: institution, in: transaction)
    }
  }

  /// Refuses files that are not there, or that everybody on the machine could read; secrets are
  /// named, looked at and never stored.
  private static func check(
    secret: [(word: String, path: String)], plain: [(word: String, path: String)]
  ) throws {
    func findings(
      _ files: [(word: String, path: String)], _ check: (String) throws(ChannelError) -> Void
    ) -> [Refusal.Finding] {
      files.compactMap { file in
        do throws(ChannelError) {
          try check(file.path)
          return nil
        } catch {
          return Refusal.Finding(place: file.word, sentence: error.description)
        }
      }
    }
    let findings = findings(secret, SecretFile.check) + findings(plain, PublicFile.check)
    guard findings.isEmpty else {
      throw Refusal(
        .unreadableFile,
        findings.map { "\($0.place): \($0.sentence)" }.joined(separator: " "), findings: findings)
    }
  }

  /// What to do where the folder for batches is not there: it may be a share that comes later.
  private static func missingFolder(_ file: ConsumerFile) -> String? {
    guard case .directory(let path) = file.channel else { return nil }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      return nil
    }
    return "\(path) is no folder here: batches wait until it is one that the daemon may write into."
  }

  private static func profile(
    of file: ConsumerFile, text: String?
  ) throws -> (profile: FeedProfile, text: String)? {
    switch file.profile {
    case nil: return nil
    case .shipped(let name):
      let text = try FeedProfile.shipped(name)
      return (try FeedProfile(parsing: text), text)
    case .file(let path):
      guard let text else {
        throw Refusal(.unreadableFile, "The profile \(path) is not there.")
      }
      return (try FeedProfile(parsing: text), text)
    }
  }

  private static func notes(
    _ consumer: FeedConsumers.Consumer, _ before: FeedConsumers.Standing?, of institution: Int,
    in transaction: Transaction
  ) throws -> [String] {
    var notes = try FeedConsumers.unknownClients(
      consumer.clients, of: institution, in: transaction
    ).map {
      "No valid token is called “\($0)”: `conferral token create --role feed-client` makes one."
    }
    let added = consumer.clients.filter { before?.consumer.clients.contains($0) != true }
    notes += try FeedConsumers.narrowedClients(added, of: institution, in: transaction).map {
      "The token “\($0.name)” was made as \($0.role): as long as a consumer names it, it follows the "
        + "feed and may do nothing else."
    }
    guard let before else { return notes }
    let old = before.consumer
    if old.isTest, !consumer.isTest, before.cursor > 0 {
      notes.append(
        "It goes to production with its cursor at \(before.cursor): what comes before counts as "
          + "delivered; a registrar resets the cursor if the system has to read all of it.")
    }
    if before.cursor > 0, old.units != consumer.units || old.programs != consumer.programs {
      notes.append(
        "Its scope changed: rows up to its cursor (\(before.cursor)) that are in it only now are "
          + "not told by themselves.")
    }
    if let last = try FeedBatches.released(
      of: consumer.name, limit: 1, institution: institution, in: transaction
    ).first?.last, last > 0 {
      if old.isTest, !consumer.isTest {
        notes.append(
          "It goes to production after batches of tests: rows up to position \(last) do not come by "
            + "themselves again; `conferral feed batch resend` lets them come with the next one.")
      }
      if old.units != consumer.units || old.programs != consumer.programs {
        notes.append(
          "Its scope changed: rows up to position \(last) that are in it only now come in no batch "
            + "by themselves; `conferral feed batch resend` lets them come with the next one.")
      }
    }
    let left = old.clients.filter { !consumer.clients.contains($0) }
    notes += try FeedConsumers.narrowedClients(left, of: institution, in: transaction).map {
      "The token “\($0.name)” is no longer a client: unless another consumer names it, it may again "
        + "do all that a token made as \($0.role) may. Revoke it if it should not."
    }
    return notes
  }

  /// What changed, from what to what.
  private static func entry(
    _ consumer: FeedConsumers.Consumer, _ before: FeedConsumers.Standing?
  ) -> Journal.Entry {
    guard let before else {
      return Journal.Entry(
        action: "declare feed consumer", subjectKind: "feed consumer", subject: consumer.name,
        to: consumer.words.joined(separator: "; "), reason: "Its file was applied.")
    }
    let ended = before.endedAt == nil ? [] : ["ended"]
    let (old, new) = (before.consumer.words, consumer.words)
    return Journal.Entry(
      action: "change feed consumer", subjectKind: "feed consumer", subject: consumer.name,
      from: (ended + old.filter { !new.contains($0) }).joined(separator: "; "),
      to: ((ended.isEmpty ? [] : ["taken up again"]) + new.filter { !old.contains($0) })
        .joined(separator: "; "),
      reason: "Its file was applied.")
  }
}

extension FeedConsumers.Consumer {
  /// A consumer as its file says it, with units and programs that are there.
  init(
    _ file: ConsumerFile, source: String, profile: FeedProfile?, of institution: Int,
    in transaction: Transaction
  ) throws {
    if let units = file.units {
      let known = try People.within(units: units, of: institution, in: transaction)
      if let stranger = units.first(where: { known[$0] == nil }) {
        throw Refusal(.invalid, "There is no unit \(stranger): see the institution's units.")
      }
    }
    let programs = try file.programs.map { codes in
      let known = try FeedConsumers.programs(
        codes.map { Code.key($0) }, of: institution, in: transaction)
      return try codes.map { code in
        if let stored = known[Code.key(code)] { return stored }
        throw Refusal(.invalid, "There is no program \(code): see `conferral program`.")
      }
    }
    self.init(
      name: file.name, title: file.title, source: source, profile: profile?.name ?? "",
      profileVersion: profile?.version, isTest: file.mode == .test, units: file.units,
      programs: programs, clients: file.clients)
  }

  /// `test` or `production`.
  public var mode: String {
    (isTest ? ConsumerFile.Mode.test : ConsumerFile.Mode.production).rawValue
  }

  /// What the journal says of it.
  fileprivate var words: [String] {
    let version = profileVersion.map { "\(profile) \($0.prefix(12))" } ?? "none"
    let hash = HexDigits.text(SHA256.hash(data: Array(source.utf8)).prefix(6))
    return [
      "mode \(mode)", "profile \(version)",
      "units \(units?.joined(separator: ", ") ?? "all")",
      "programs \(programs?.joined(separator: ", ") ?? "all")",
      "clients \(clients.isEmpty ? "none" : clients.joined(separator: ", "))", "file \(hash)",
    ]
  }
}
