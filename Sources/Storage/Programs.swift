public import Foundation
public import Microcredentials
public import Postgres

/// A stored version of a program, with its source still to be read.
public struct StoredVersion: Hashable, Sendable {
  /// The version's id.
  public var id: UUID
  /// The program's id.
  public var program: UUID
  /// The version's label.
  public var label: String
  /// The program file, byte for byte.
  public var source: String
}

/// Rows of programs and their versions.
public enum Programs {
  /// What became of a version that was applied.
  public enum Outcome: Sendable {
    /// It is new.
    case created
    /// Its text replaced an earlier one, which no enrollment had pinned.
    case replaced
    /// It was there already, with the same text.
    case unchanged
  }

  /// Stores a version: adds the program and the version where they are new, replaces the text of a
  /// version that no enrollment pins, and leaves an equal one alone.
  ///
  /// A pinned version with another text is refused by the constraint `a pinned version is
  /// immutable`.
  public static func put(
    _ version: ProgramVersion, source: String, credits: ClosedRange<Quantity>,
    of institution: Int, by actor: String, in transaction: Transaction
  ) throws -> (UUID, Outcome) {
    let program = try put(version, of: institution, by: actor, in: transaction)
    let known = try transaction.query(
      """
      select program_version_id, source, state in ('effective', 'superseded')
        from program_version
       where institution_id = \(institution)::int and program_id = \(program)
         and label = \(version.version) for no key update
      """
    ).first { row in
      (try row.next(UUID.self), try row.next(String.self), try row.next(Bool.self))
    }
    if let (id, old, isOut) = known {
      guard old != source || !isOut else { return (id, .unchanged) }
      try transaction.execute(
        """
        update program_version
           set state = case when state = 'superseded' then state else 'effective' end,
               review = 'not submitted', source = \(source),
               credit_bearing = \(version.credit.isBearing),
               credits = \(version.credit.stated?.stored),
               credits_least = \(credits.lowerBound.stored),
               credits_most = \(credits.upperBound.stored),
               effective_from = coalesce(\(version.effective?.stored), '-infinity'),
               waits_for_dates = \(!version.awardDates.isEmpty)
         where institution_id = \(institution)::int and program_version_id = \(id)
        """)
      try putCompetencies(of: version, id, institution, in: transaction)
      return (id, .replaced)
    }
    let id = try ProgramVersions.add(
      version, source: source, credits: credits, to: program, state: "effective", of: institution,
      by: actor, in: transaction)
    return (id, .created)
  }

  private static func put(
    _ version: ProgramVersion, of institution: Int, by actor: String, in transaction: Transaction
  ) throws -> UUID {
    try transaction.query(
      """
      insert into program
        (institution_id, code, code_key, title, unit, state, recorded_by)
      values (\(institution)::int, \(version.program), \(Code.key(version.program)),
        \(version.title), \(version.unit), 'active', \(actor))
      on conflict (institution_id, code_key) do update
        set title = excluded.title, unit = excluded.unit,
            state = case when program.state in ('suspended', 'retired') then program.state
                         else 'active' end
      returning program_id
      """
    ).only()
  }

  static func putCompetencies(
    of version: ProgramVersion, _ id: UUID, _ institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      delete from competency
       where institution_id = \(institution)::int and program_version_id = \(id)
      """)
    let all = version.competencies
    try transaction.execute(
      """
      insert into competency
        (institution_id, program_version_id, place, name, framework, code, url)
      select \(institution)::int, \(id), n.place, n.name, n.framework, n.code, n.url
        from unnest(\(all.map(\.name)), \(all.map(\.framework)), \(all.map(\.code)),
          \(all.map(\.url))) with ordinality as n (name, framework, code, url, place)
      """)
  }

  /// The sources of versions, by id.
  public static func versions(
    _ ids: [UUID], of institution: Int, in transaction: Transaction
  ) throws -> [StoredVersion] {
    try transaction.query(
      """
      select program_version_id, program_id, label, source from program_version
       where institution_id = \(institution)::int and program_version_id = any(\(ids))
      """
    ).map { row in
      StoredVersion(
        id: try row.next(), program: try row.next(), label: try row.next(),
        source: try row.next())
    }
  }

  /// The source of one version of a program: the one with the label, or the latest; drafts only
  /// where they are wanted, by their label.
  public static func source(
    of code: String, label: String?, evenDrafts: Bool = false, institution: Int,
    in transaction: Transaction
  ) throws -> String? {
    try transaction.query(
      """
      select v.source
        from program p
        join program_version v using (institution_id, program_id)
       where p.institution_id = \(institution)::int and p.code_key = \(Code.key(code))
         and (\(label)::text is null or v.label = \(label))
         and (v.state in ('effective', 'superseded')
           or \(evenDrafts) and \(label)::text is not null)
       order by v.effective_from desc, v.recorded_at desc limit 1
      """
    ).first { row in try row.next() }
  }

  /// The sources of the credit-bearing versions of active programs that are in force, or will be,
  /// by the codes of their programs.
  public static func creditBearing(
    of institution: Int, in transaction: Transaction
  ) throws -> [String] {
    try transaction.query(
      """
      select v.source from program p join program_version v using (institution_id, program_id)
       where p.institution_id = \(institution)::int and p.state = 'active' and v.credit_bearing
         and v.state in ('approved', 'effective')
       order by p.code collate "C", v.effective_from, v.label collate "C"
      """
    ).column()
  }

  /// A program that enrollments can be made for, with the version that each day gets.
  public struct Offered: Sendable {
    /// The program's id.
    public var program: UUID
    /// Its versions, the one that is effective last first: id, label and first day.
    public var versions: [(id: UUID, label: String, from: Day?)]
    /// Whether new enrollments are taken.
    public var isOpen: Bool
    /// The unit that offers it.
    public var unit: String?

    /// The version that an enrollment of that day pins: the latest that is effective then, or the
    /// earliest where none is; with a label, that one.
    public func version(on day: Day, label: String?) -> UUID? {
      if let label { return versions.first { $0.label == label }?.id }
      return (versions.first { $0.from.map { $0 <= day } ?? true } ?? versions.last)?.id
    }
  }

  /// Programs by the key of their code.
  public static func offered(
    _ keys: [String], of institution: Int, in transaction: Transaction
  ) throws -> [String: Offered] {
    var programs: [String: Offered] = [:]
    try transaction.query(
      """
      select p.code_key, p.program_id, p.state = 'active', p.unit, v.program_version_id, v.label,
             nullif(v.effective_from, '-infinity')
        from program p
        join program_version v using (institution_id, program_id)
       where p.institution_id = \(institution)::int and p.code_key = any(\(keys))
         and v.state in ('effective', 'superseded')
       order by v.effective_from desc, v.recorded_at desc
      """
    ).forEach { row in
      let key = try row.next(String.self)
      let program = try row.next(UUID.self)
      let isOpen = try row.next(Bool.self)
      let unit = try row.next(String?.self)
      programs[
        key, default: Offered(program: program, versions: [], isOpen: isOpen, unit: unit)
      ]
      .versions.append((try row.next(), try row.next(), try row.dayIfAny()))
    }
    return programs
  }
}

extension Programs {
  /// A program as the catalogue lists it.
  public struct Listed: Sendable {
    /// Its code.
    public var code: String
    /// Its title.
    public var title: String
    /// The label of its latest version.
    public var version: String
    /// Whether it bears credit.
    public var isCreditBearing: Bool
    /// How many live awards there are.
    public var awards: Int
  }

  /// The active programs of an institution by their titles.
  public static func listed(
    of institution: Int, in transaction: Transaction
  ) throws -> [Listed] {
    try transaction.query(
      """
      select p.code, p.title, v.label, v.credit_bearing,
             (select count(*) from award a
               where a.institution_id = p.institution_id and a.program_id = p.program_id
                 and not exists (select from award_revocation r
                   where r.institution_id = a.institution_id and r.award_id = a.award_id))
        from program p
       cross join lateral (
         select label, credit_bearing from program_version v
          where v.institution_id = p.institution_id and v.program_id = p.program_id
            and v.state in ('effective', 'superseded')
          order by v.effective_from desc, v.recorded_at desc limit 1) v
       where p.institution_id = \(institution)::int and p.state = 'active'
       order by p.title, p.code
      """
    ).map { row in
      Listed(
        code: try row.next(), title: try row.next(), version: try row.next(),
        isCreditBearing: try row.next(), awards: try row.next())
    }
  }
}
