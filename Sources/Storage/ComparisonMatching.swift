public import Foundation
public import Postgres

/// How the lines of a list find their notations, whole sets at a time.
///
/// A line belongs to the notation that it names by our id, else to one of its student and program (or
/// text). Of several lines of one notation the most alike is its counterpart, the others are there
/// twice. So counterparts are found in passes that ask for less and less: the id; all that the list
/// says; student, program and term; student and program.
extension Comparisons {
  /// Compares a list whose rows are stored, and says what became of each.
  public static func compare(
    _ comparison: UUID, fields: [String], width: Int?, of consumer: String, scope: FeedScope,
    withdrawn: Int, quarantined: Int, institution: Int, in transaction: Transaction
  ) throws {
    let sides = ComparisonSides(
      comparison: comparison, institution: institution, fields: Set(fields), width: width,
      consumer: consumer, scope: scope)
    try transaction.execute("set local jit = off")
    for statement in sides.layOut { try transaction.execute(statement) }
    for key in ["own::text", "said", "owner || row(term)::text", "owner"] as [SQL] {
      try transaction.execute(pair(by: key))
      try transaction.execute("analyze compared_pair")
    }
    try transaction.execute(pairRest)
    try transaction.execute("analyze compared_pair")
    try transaction.execute(judge(comparison, institution))
    try transaction.execute(addMissing(to: comparison, institution))
    try transaction.execute(
      """
      update comparison c
         set state = 'done', ended_at = clock_timestamp(), withdrawn = \(withdrawn),
             quarantined = \(quarantined), listed = k.listed, matched = k.matched,
             missing = k.missing, extra = k.extra, different = k.different, twice = k.twice,
             not_sent = k.not_sent
        from (
          select count(*) filter (where line is not null and outcome <> 'quarantined') as listed,
                 count(*) filter (where outcome = 'matched') as matched,
                 count(*) filter (where outcome = 'missing') as missing,
                 count(*) filter (where outcome = 'extra') as extra,
                 count(*) filter (where outcome = 'different') as different,
                 count(*) filter (where outcome = 'twice') as twice,
                 count(*) filter (where outcome = 'not sent') as not_sent
            from comparison_row
           where institution_id = \(institution)::int and comparison_id = \(comparison)) k
       where c.institution_id = \(institution)::int and c.comparison_id = \(comparison)
      """)
  }

  /// What is not the same in a pair.
  private static let differs: SQL =
    """
    array_remove(array[
      case when t.student <> o.student then 'student' end,
      case when t.program <> o.program then 'program' end,
      case when t.text <> o.text then 'text' end,
      case when t.term <> o.term then 'term' end,
      case when t.earned_on is distinct from o.earned_on then 'earnedOn' end,
      case when t.credits is distinct from o.credits then 'credits' end,
      case when t.notation <> o.notation then 'notation' end]::text[], null)
    """

  /// Pairs what is left by a key. Notations with the same key stand in the order of whether they
  /// ought to be there, the newest first; lines in the order of how alike they are to the first.
  private static func pair(by key: SQL) -> SQL {
    """
    insert into compared_pair (row_number, position, is_best)
    with ours as materialized (
      select o.*, row_number() over (partition by o.key order by o.standing, o.position desc)
               as place
        from (select c.*, \(sql: key) as key from compared_ours c) o
       where not exists (select from compared_pair p where p.position = o.position)),
    theirs as (
      select t.row_number, t.key, row_number() over (
               partition by t.key order by cardinality(\(sql: differs)), t.row_number) as place
        from (select c.*, \(sql: key) as key from compared_theirs c) t
        join ours o on o.key = t.key and o.place = 1
       where not exists (select from compared_pair p where p.row_number = t.row_number))
    select t.row_number, o.position, true
      from theirs t join ours o on o.key = t.key and o.place = t.place
    """
  }

  /// Lines of notations that have their counterparts.
  private static let pairRest: SQL =
    """
    insert into compared_pair (row_number, position, is_best)
    with known as materialized (
      select distinct on (owner) owner, position from compared_ours
       order by owner, standing, position desc)
    select t.row_number, coalesce(t.own, k.position), false
      from compared_theirs t
      left join known k on k.owner = t.owner
     where coalesce(t.own, k.position) is not null
       and not exists (select from compared_pair p where p.row_number = t.row_number)
    """

  /// What became of the lines. Of what matched nothing is kept but where it stands.
  private static func judge(_ comparison: UUID, _ institution: Int) -> SQL {
    """
    update comparison_row r
       set outcome = case when p.position is null then 'extra' when not p.is_best then 'twice'
                          when o.standing > 2 then 'extra' when o.standing = 2 then 'not sent'
                          when d.is_alike then 'matched' else 'different' end,
           reason = case when p.position is null then 'not known here'
                         when p.is_best and o.standing = 4 then 'not in what it gets'
                         when p.is_best and o.standing = 3 then 'voided here'
                         when p.is_best and o.standing = 2 then 'its void is not sent yet' end,
           position = p.position, differs = coalesce(d.differs, '{}'),
           notation = case when not d.is_alike then r.notation end,
           student = case when not d.is_alike then r.student end,
           program = case when not d.is_alike then r.program end,
           text = case when not d.is_alike then r.text end,
           term = case when not d.is_alike then r.term end,
           earned_on = case when not d.is_alike then r.earned_on end,
           credits = case when not d.is_alike then r.credits end
      from compared_theirs t
      left join compared_pair p on p.row_number = t.row_number
      left join compared_ours o on o.position = p.position
     cross join lateral (select \(sql: differs) as differs) a
     cross join lateral (
       select case when p.position is not null then a.differs end as differs,
              coalesce(p.is_best and o.standing < 2 and cardinality(a.differs) = 0, false)
                as is_alike) d
     where r.institution_id = \(institution)::int and r.comparison_id = \(comparison)
       and r.row_number = t.row_number
    """
  }

  /// What is not in the list though it ought to be, or will be once it is sent.
  private static func addMissing(to comparison: UUID, _ institution: Int) -> SQL {
    """
    insert into comparison_row
      (institution_id, comparison_id, row_number, outcome, position, reason)
    select k.institution_id, k.comparison_id,
           (select coalesce(max(r.row_number), 0) from comparison_row r
             where r.institution_id = \(institution)::int and r.comparison_id = \(comparison))
             + row_number() over (order by o.position),
           case when o.standing = 0 then 'missing' else 'not sent' end, o.position,
           case when s.outcome in ('rejected', 'unknown') then 'rejected' end
      from comparison k
      join compared_ours o on o.position <= k.as_of and o.standing < 2
      left join acknowledgement_state s on s.institution_id = k.institution_id
       and s.consumer = k.consumer and s.position = o.position
     where k.institution_id = \(institution)::int and k.comparison_id = \(comparison)
       and not exists (select from compared_pair p where p.position = o.position)
    """
  }
}
