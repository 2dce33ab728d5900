import Crypto
import Foundation
public import Microcredentials
import OpenBadges
import Postgres
public import ProgramFiles
public import Storage

extension Office {
  /// What became of a program version that was applied.
  public enum Applied: String, Sendable {
    /// It is new.
    case created
    /// It replaced an earlier text, which no enrollment had pinned.
    case replaced
    /// It was there already, with the same text.
    case unchanged
  }

  /// Stores the version that a program file describes, and lets import rows that waited for the
  /// program go in.
  ///
  /// Throws a refusal when the program breaks a rule of the institution or changes a version that
  /// an enrollment pins.
  public func apply(
    _ file: ProgramFile, source: String, to institution: Int, by actor: String
  ) async throws -> Applied {
    let version = file.version
    do {
      return try await database.write(as: Scopes.institution(institution)) { transaction in
        let credits = try check(file, of: institution, in: transaction)
        let (id, outcome) = try Programs.put(
          version, source: source, credits: credits, of: institution, by: actor,
          in: transaction)
        let applied: Applied =
          switch outcome {
          case .created: .created
          case .replaced: .replaced
          case .unchanged: .unchanged
          }
        if applied != .unchanged {
          let entry = Journal.Entry(
            action: "apply program", subjectKind: "program version", subject: id.text,
            to: "effective",
            reason: "\(version.program) \(version.version) was \(applied) without a review.")
          try Journal.add(
            [entry], by: Journal.Actor(id: actor, role: "operator"), of: institution,
            in: transaction)
          var writer = RosterWriter(
            institution: institution, actor: actor, run: nil, in: transaction)
          try writer.resolveWaiting(for: [RosterWriter.name(ofProgram: version.program)])
          try supersede(of: institution, in: transaction)
        }
        return applied
      }
    } catch let error as PostgresError where error.constraint == "a pinned version is immutable" {
      throw Refusal(
        .pinnedVersion,
        "Version \(version.version) of \(version.program) has enrollments, so it stays as it is: "
          + "give the changed file another version label.")
    }
  }

  /// What has to be so before a version is stored: it keeps the institution's rules, and its badge
  /// can be signed. Returns the credits of its cheapest and its dearest minimal way.
  func check(
    _ file: ProgramFile, of institution: Int, in transaction: Transaction
  ) throws -> ClosedRange<Quantity> {
    guard let policy = try Institutions.policy(of: institution, in: transaction) else {
      throw Refusal(
        .noInstitution, "Describe the institution first: `conferral institution apply FILE`.")
    }
    let report = file.check(policy: policy)
    guard report.isAcceptable else {
      let errors = report.problems.filter { $0.severity == .error }
      throw Refusal(
        .programRefused, errors.map(\.description).joined(separator: "\n"),
        findings: errors.map(Refusal.Finding.init))
    }
    try checkBadge(of: file.version, for: Institutions.one(institution, in: transaction))
    try checkNotation(of: file.version, for: institution, in: transaction)
    let credits = report.credits
    return credits.smallest...max(credits.smallest, credits.largestKnown)
  }

  /// Marks versions as superseded for which the first day of a later one has come.
  func supersede(of institution: Int, in transaction: Transaction) throws {
    let (_, today) = try Institutions.now(of: institution, at: clock?(), in: transaction)
    let superseded = try ProgramVersions.supersede(on: today, of: institution, in: transaction)
    let entries = superseded.map { id in
      Journal.Entry(
        action: "supersede version", subjectKind: "program version", subject: id.text,
        from: "effective", to: "superseded", reason: "The first day of a later version has come.")
    }
    try Journal.add(entries, by: daemonActor, of: institution, in: transaction)
  }

  /// Compiles the badge once with a throw-away key, so that texts and addresses that cannot be
  /// signed are found now and not at the first award.
  private func checkBadge(of version: ProgramVersion, for institution: Institution) throws {
    let seed = [UInt8](SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) })
    do {
      let signer = try Ed25519Signer(seed: seed, controller: institution.did)
      _ = try BadgeTemplate(outline: institution.outline(of: version), signer: signer)
    } catch {
      throw Refusal(
        .programRefused, "The badge of \(version.program) cannot be signed: \(error)")
    }
  }

  /// The file of a version, byte for byte as it was applied; nil label for the latest version.
  /// Drafts are found only by their label, and only where they are wanted.
  public func source(
    of program: String, version label: String?, evenDrafts: Bool = false, institution: Int
  ) async throws -> String {
    let source = try await database.read(as: Scopes.institution(institution)) {
      try Programs.source(
        of: program, label: label, evenDrafts: evenDrafts, institution: institution, in: $0)
    }
    guard let source else {
      let version = label.map { " version \($0)" } ?? ""
      throw Refusal(.noProgram, "There is no program \(program)\(version).")
    }
    return source
  }
}

extension Office {
  /// The active programs of an institution by their titles.
  public func programs(of institution: Int) async throws -> [Programs.Listed] {
    try await database.read(as: Scopes.institution(institution)) {
      try Programs.listed(of: institution, in: $0)
    }
  }

  /// What a version of a program says.
  public func version(
    _ label: String, of program: String, institution: Int
  ) async throws -> ProgramVersion {
    let source = try await source(of: program, version: label, institution: institution)
    return try ProgramFile.read(source.utf8, name: "\(program) \(label)").version
  }
}

extension Refusal.Finding {
  init(_ problem: ProgramProblem) {
    self.init(
      place: problem.place.map { "line \($0.line)" } ?? "file",
      sentence: "\(problem.message). \(problem.remedy)")
  }

  init(_ error: ProgramFileError) {
    self.init(place: "line \(error.line)", sentence: "\(error.message). \(error.remedy)")
  }
}
