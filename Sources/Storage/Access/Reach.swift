public import Foundation
public import Postgres

/// Whose records a list may show.
public enum Reach: Hashable, Sendable {
  /// Everybody's.
  case all
  /// Those of programs of these units.
  case units([String])
  /// Those of one person, by the record that stands.
  case learner(UUID)

  /// The condition on an enrollment `e` with its program `p` and learner `l`.
  public var enrollments: SQL {
    switch self {
    case .all: "true"
    case .units(let units): "p.unit = any(\(units))"
    case .learner(let learner): "\(learner) in (l.learner_id, l.merged_into)"
    }
  }

  /// The condition on a learner `l`: a person is within reach by all records or by none. The ids are
  /// gathered once, so that they can be looked up instead of everybody.
  public var learners: SQL {
    switch self {
    case .all: "true"
    case .units(let units):
      """
      l.learner_id = any(array(
        with reached (learner_id) as materialized (
          select distinct coalesce(rl.merged_into, rl.learner_id)
            from enrollment re
            join program rp on rp.institution_id = re.institution_id
             and rp.program_id = re.program_id
            join learner rl on rl.institution_id = re.institution_id
             and rl.learner_id = re.learner_id
           where re.institution_id = current_institution() and rp.unit = any(\(units)))
        select learner_id from reached
        union all
        select m.learner_id from reached
          join learner m on m.institution_id = current_institution()
           and m.merged_into = reached.learner_id))
      """
    case .learner(let learner): "\(learner) in (l.learner_id, l.merged_into)"
    }
  }
}
