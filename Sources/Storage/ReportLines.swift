import Foundation
import Microcredentials
import Postgres

/// What reports count: one line for each person who began a program in a term, for each award and
/// for each notation that stands, as the rows of the database said at the end of a day.
///
/// Everything that is only added is taken as it was then: enrollments, awards, revocations,
/// notations, merges, ids, and the version before an enrollment was moved. Terms, units, titles
/// and names are as they are now, and so is the day on which an enrollment began.
struct ReportLines {
  let institution: Int
  let moment: Reports.Moment
  let filter: Reports.Filter
  let reach: Reach

  /// The tables `line` (what is counted) and `ledger` (what the ledger says by arithmetic), to be
  /// put before a select.
  var tables: SQL {
    """
    with recursive \(sql: people), \(sql: versions), \(sql: standing), raw as (
      \(sql: enrollments) union all \(sql: awards) union all \(sql: notations)),
    line as materialized (
      select x.*, p.code as program, p.unit, v.label as version, v.credit_bearing,
             s.person_id is not null as is_student
        from raw x
        join program p on p.institution_id = \(institution)::int and p.program_id = x.program_id
        join program_version v on v.institution_id = \(institution)::int
         and v.program_version_id = x.program_version_id
        left join student s on s.person_id = x.person_id
       where \(sql: condition)),
    ledger as (\(sql: ledger))
    """
  }

  /// Whose records belong together, and who had an id in the student system on that day.
  private var people: SQL {
    """
    merged as (
      select m.learner_id, m.merged_into from learner_merge m
       where m.institution_id = \(institution)::int and m.undoes is null
         and m.merged_at < \(moment.end) and not exists (
           select from learner_merge u
            where u.institution_id = m.institution_id and u.undoes = m.merge_id
              and u.merged_at < \(moment.end))),
    below (learner_id, person_id) as (
      select learner_id, merged_into from merged
      union
      select b.learner_id, m.merged_into from below b join merged m on m.learner_id = b.person_id),
    person as materialized (
      select b.learner_id, b.person_id from below b
       where not exists (select from merged m where m.learner_id = b.person_id)),
    student as materialized (
      select distinct coalesce(m.person_id, a.learner_id) as person_id
        from learner_alias a left join person m on m.learner_id = a.learner_id
       where a.institution_id = \(institution)::int and a.system = 'sis'
         and a.recorded_at < \(moment.end) and a.valid_from <= \(moment.day.stored)
         and (a.valid_until is null or a.valid_until > \(moment.day.stored)))
    """
  }

  /// The label of the version from which an enrollment was moved first after that day; and the term
  /// of each day on which somebody began (as `Policy.term(on:)` finds it).
  private var versions: SQL {
    """
    moved as materialized (
      select distinct on (j.subject_id) j.subject_id::uuid as enrollment_id, j.from_state as label
        from journal j
       where j.institution_id = \(institution)::int and j.action = 'move'
         and j.subject_kind = 'enrollment' and j.recorded_at >= \(moment.end)
       order by j.subject_id, j.entry_id),
    term_day (day, term) as materialized (
      select d.day, (
               select t.code from term t
                where t.institution_id = \(institution)::int and t.starts <= d.day
                  and d.day <= t.ends
                order by t.starts desc, t.code collate "C" desc limit 1)
        from (select distinct e.began as day from enrollment e
               where e.institution_id = \(institution)::int) d)
    """
  }

  /// Awards that were made and not issued again since, and notations that stood.
  private var standing: SQL {
    """
    given as materialized (
      select a.award_id, a.enrollment_id, a.learner_id, a.program_id, a.program_version_id,
             a.term, a.earned_on, (a.awarded_at at time zone \(moment.zone))::date as awarded_on,
             a.credits, r.award_id is not null as is_revoked
        from award a
        left join award_revocation r on r.institution_id = a.institution_id
         and r.award_id = a.award_id and r.revoked_at < \(moment.end)
       where a.institution_id = \(institution)::int and a.awarded_at < \(moment.end)
         and r.kind is distinct from 'superseded'),
    noted as materialized (
      select n.* from notation n
       where n.institution_id = \(institution)::int and n.kind = 'add'
         and n.recorded_at < \(moment.end) and not exists (
           select from notation o
            where o.institution_id = n.institution_id and o.voids = n.notation_id
              and o.recorded_at < \(moment.end)))
    """
  }

  /// A person in a program and a term, by the first enrollment that says so.
  private var enrollments: SQL {
    """
    (select distinct on (y.person_id, y.program_id, y.term)
            'enrollment' as kind, y.enrollment_id as id, y.began as day, y.person_id,
            y.enrollment_id, null::uuid as award_id, null::uuid as notation_id,
            null::bigint as position, y.program_id, y.program_version_id, y.term, y.began,
            null::date as earned_on, null::date as awarded_on, null::numeric as credits,
            bool_or(y.is_completed) over (partition by y.person_id, y.program_id, y.term)
              as is_completed,
            false as is_revoked, false as is_held
       from (
         select e.enrollment_id, coalesce(m.person_id, e.learner_id) as person_id, e.program_id,
                coalesce(w.program_version_id, e.program_version_id) as program_version_id,
                d.term, e.began, e.recorded_at,
                e.enrollment_id in (select g.enrollment_id from given g) as is_completed
           from enrollment e
           join term_day d on d.day = e.began
           left join person m on m.learner_id = e.learner_id
           left join moved f on f.enrollment_id = e.enrollment_id
           left join program_version w on w.institution_id = e.institution_id
            and w.program_id = e.program_id and w.label = f.label
          where e.institution_id = \(institution)::int and e.recorded_at < \(moment.end)) y
      order by y.person_id, y.program_id, y.term, y.began, y.recorded_at, y.enrollment_id)
    """
  }

  private var awards: SQL {
    """
    select 'award', g.award_id, g.earned_on, coalesce(m.person_id, g.learner_id),
           g.enrollment_id, g.award_id, null, null, g.program_id, g.program_version_id, g.term,
           e.began, g.earned_on, g.awarded_on, g.credits, true, g.is_revoked,
           v.credit_bearing and not g.is_revoked
             and g.award_id not in (select n.award_id from noted n)
      from given g
      join enrollment e on e.institution_id = \(institution)::int
       and e.enrollment_id = g.enrollment_id
      join program_version v on v.institution_id = \(institution)::int
       and v.program_version_id = g.program_version_id
      left join person m on m.learner_id = g.learner_id
    """
  }

  private var notations: SQL {
    """
    select 'notation', n.notation_id, n.earned_on, coalesce(m.person_id, n.learner_id),
           null, n.award_id, n.notation_id, n.position, n.program_id, n.program_version_id,
           n.term, null, n.earned_on, null, n.credits, true, false, false
      from noted n
      left join person m on m.learner_id = n.learner_id
    """
  }

  /// Rows of the ledger added up, without asking which lines stand: what the figures must agree
  /// with.
  private var ledger: SQL {
    """
    select (select coalesce(max(h.position), 0) from notation h
             where h.institution_id = \(institution)::int and h.recorded_at < \(moment.end))
             as position,
           count(*) filter (where x.kind = 'add') as additions,
           count(*) filter (where x.kind = 'void') as voids,
           coalesce(sum(case x.kind when 'add' then x.credits else -x.credits end), 0) as credits
      from notation x
      join program p on p.institution_id = x.institution_id and p.program_id = x.program_id
      join program_version v on v.institution_id = x.institution_id
       and v.program_version_id = x.program_version_id
      left join person m on m.learner_id = x.learner_id
      left join student s on s.person_id = coalesce(m.person_id, x.learner_id)
     where x.institution_id = \(institution)::int and x.recorded_at < \(moment.end)
       and \(sql: condition)
    """
  }

  /// What the filter and the reach say of something `x` of a program `p`, its version `v` and, where
  /// its person has an id in the student system, `s`.
  private var condition: SQL {
    var all = programs
    switch filter.term {
    case .code(let code): all = "\(sql: all) and x.term = \(code)"
    case .absent: all = "\(sql: all) and x.term is null"
    case nil: break
    }
    if let isBearing = filter.isCreditBearing {
      all = "\(sql: all) and v.credit_bearing = \(isBearing)"
    }
    if let isStudent = filter.isStudent {
      all = "\(sql: all) and (s.person_id is not null) = \(isStudent)"
    }
    return all
  }

  private var programs: SQL {
    var all = reach.programs
    if let program = filter.program {
      all = "\(sql: all) and p.code_key = \(Code.key(program))"
    }
    switch filter.unit {
    case .code(let code): all = "\(sql: all) and p.unit = \(code)"
    case .absent: all = "\(sql: all) and p.unit is null"
    case nil: break
    }
    return all
  }
}

extension Reports.Figure {
  /// Which lines it counts.
  var condition: SQL {
    switch self {
    case .enrolled: "line.kind = 'enrollment'"
    case .completed: "line.kind = 'enrollment' and line.is_completed"
    case .awarded: "line.kind = 'award'"
    case .revoked: "line.kind = 'award' and line.is_revoked"
    case .held: "line.kind = 'award' and line.is_held"
    case .notated: "line.kind = 'notation'"
    }
  }
}
