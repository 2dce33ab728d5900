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

  /// The condition on a learner `l`.
  public var learners: SQL {
    switch self {
    case .all: "true"
    case .units(let units):
      """
      exists (
        select from enrollment re
          join program rp on rp.institution_id = re.institution_id
           and rp.program_id = re.program_id
         where re.institution_id = l.institution_id and re.learner_id = l.learner_id
           and rp.unit = any(\(units)))
      """
    case .learner(let learner): "\(learner) in (l.learner_id, l.merged_into)"
    }
  }
}
