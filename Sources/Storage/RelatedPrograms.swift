public import Microcredentials
public import Postgres

extension Programs {
  /// The programs that a version builds on or leads to, by code or by title, each with the label of
  /// its latest version in force; in the order of their codes.
  public static func related(
    to version: ProgramVersion, of institution: Int, in transaction: Transaction
  ) throws -> [(code: String, label: String)] {
    let keys = version.criteria.credentialCodes + version.stacksInto.map { Code.key($0) }
    guard !keys.isEmpty else { return [] }
    return try transaction.query(
      """
      select p.code, v.label
        from program p
       cross join lateral (
         select label from program_version v
          where v.institution_id = p.institution_id and v.program_id = p.program_id
            and v.state in ('effective', 'superseded')
          order by v.effective_from desc, v.recorded_at desc limit 1) v
       where p.institution_id = \(institution)::int
         and (p.code_key = any(\(keys)) or p.title = any(\(version.stacksInto)))
         and p.code_key <> \(Code.key(version.program))
       order by p.code_key
      """
    ).map { row in (code: try row.next(), label: try row.next()) }
  }
}

extension Requirement {
  /// Codes of the programs whose credentials the requirement asks for.
  fileprivate var credentialCodes: [String] {
    if case .record(let node) = self {
      return node.selector.kind == .credential ? node.selector.codes : []
    }
    return members.flatMap(\.credentialCodes)
  }
}
