import Foundation
import Postgres
import Storage

extension Campus {
  /// Enrolls so many people in a program at once, numbered from `first` on, each with the workshop
  /// that it asks for; the facts come in transactions of a hundred people.
  func crowd(_ count: Int, from first: Int = 1, in program: String = "workshop") async throws {
    let institution = id
    for start in stride(from: first, to: first + count, by: 100) {
      let end = min(start + 99, first + count - 1)
      try await database.write(as: Scopes.institution(institution)) { transaction in
        try transaction.execute(
          """
          insert into learner (institution_id, learner_id, name, recorded_by)
          select \(institution)::int, stable_id('crowd' || n), 'Person ' || n, 'test'
            from generate_series(\(start), \(end)) n
          """)
        try transaction.execute(
          """
          insert into learner_alias (institution_id, system, external_id, learner_id, recorded_by)
          select \(institution)::int, 'sis', n::text, stable_id('crowd' || n), 'test'
            from generate_series(\(start), \(end)) n
          """)
        try transaction.execute(
          """
          insert into enrollment (institution_id, enrollment_id, learner_id, program_id,
              program_version_id, state, began, recorded_by)
          select v.institution_id, stable_id(p.code || n), stable_id('crowd' || n), v.program_id,
                 v.program_version_id, 'enrolled', '2026-08-24', 'test'
            from generate_series(\(start), \(end)) n, program p
            join program_version v using (institution_id, program_id)
           where p.code = \(program)
          """)
        try transaction.execute(
          """
          insert into completion (institution_id, completion_id, revision, learner_id, kind, code,
              happened_on, state, recorded_by)
          select \(institution)::int, stable_id('fact' || n), 1, stable_id('crowd' || n),
                 'workshop', 'W1', '2026-09-01', 'final', 'test'
            from generate_series(\(start), \(end)) n
          """)
      }
    }
  }
}
