public import Foundation
public import Microcredentials
public import Postgres

extension Programs {
  /// Adds a program that is only an idea yet; its code is made up until it is proposed.
  public static func suggest(
    code: String, title: String, text: String, of institution: Int, by actor: String,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into program
        (institution_id, code, code_key, title, state, suggestion, suggested_by, recorded_by)
      values (\(institution)::int, \(code), \(Code.key(code)), \(title), 'suggested', \(text),
        \(actor), \(actor))
      """)
  }

  /// Adds a proposed program and returns its id.
  public static func propose(
    _ version: ProgramVersion, of institution: Int, by actor: String, in transaction: Transaction
  ) throws -> UUID {
    try transaction.query(
      """
      insert into program (institution_id, code, code_key, title, unit, state, recorded_by)
      values (\(institution)::int, \(version.program), \(Code.key(version.program)),
        \(version.title), \(version.unit), 'proposed', \(actor))
      returning program_id
      """
    ).only()
  }

  /// Makes a proposed program of a suggestion, with the code and title of its file.
  public static func takeUp(
    _ suggestion: UUID, as version: ProgramVersion, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update program
         set code = \(version.program), code_key = \(Code.key(version.program)),
             title = \(version.title), unit = \(version.unit), state = 'proposed'
       where institution_id = \(institution)::int and program_id = \(suggestion)
      """)
  }

  /// Changes where a program stands.
  public static func change(
    _ program: UUID, to state: String, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update program set state = \(state)
       where institution_id = \(institution)::int and program_id = \(program)
      """)
  }

  /// Gives a program the title and the unit of the version that is put into force.
  public static func rename(
    _ program: UUID, as version: ProgramVersion, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update program set title = \(version.title), unit = \(version.unit)
       where institution_id = \(institution)::int and program_id = \(program)
      """)
  }
}
