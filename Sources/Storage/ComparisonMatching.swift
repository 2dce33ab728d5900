public import Foundation
public import Postgres

/// How the rows of a list find their counterparts in the ledger: by the notation's id, then by all
/// that the list says, then by student, program (or text) and term, and last without the term. Whole sets at a time.
extension Comparisons {
  /// Compares a list whose rows are stored, and says what became of each.
  public static func compare(
    _ comparison: UUID, fields: [String], width: Int?, of consumer: String, scope: FeedScope,
    withdrawn: Int, quarantined: Int, institution: Int, in transaction: Transaction
  ) throws {
    let matching = Matching(
      comparison: comparison, institution: institution, fields: Set(fields), width: width,
      consumer: consumer, scope: scope)
    // The rows came a moment ago and have no statistics yet: a plan for few of them takes hours.
    try transaction.execute("set local enable_nestloop = off")
    try transaction.execute("set local jit = off")
    try transaction.execute(matching.pairByID)
    try transaction.execute(matching.pair(by: matching.whole))
    try transaction.execute(matching.pair(by: matching.key))
    try transaction.execute(matching.pair(by: matching.nearKey))
    try transaction.execute(matching.judge)
    try transaction.execute(matching.judgeUnpaired)
    try transaction.execute(matching.addMissing)
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

  /// The statements for one comparison; `r` is a row of the list, `n` one of the ledger.
  struct Matching {
    let comparison: UUID
    let institution: Int
    let fields: Set<String>
    let width: Int?
    let consumer: String
    let scope: FeedScope

    private var ofRows: SQL {
      "r.institution_id = \(institution)::int and r.comparison_id = \(comparison)"
    }

    /// A text of the ledger as the list would cut it, and one of the list, in the same spelling.
    private func cut(_ text: SQL) -> SQL {
      guard let width else { return "compared(\(sql: text))" }
      return "btrim(left(compared(\(sql: text)), \(width)::int))"
    }

    /// What names a line for whoever reads it: the program where the list has it.
    private var name: (theirs: SQL, ours: SQL) {
      fields.contains("program")
        ? ("compared(r.program)", "compared(n.program)") : (cut("r.text"), cut("n.text"))
    }

    /// Student, program or text, and term.
    var key: (theirs: SQL, ours: SQL) {
      let hasTerm = fields.contains("term")
      return (
        """
        row(compared(r.student), coalesce(\(sql: name.theirs), ''),
            \(sql: hasTerm ? "coalesce(compared(r.term), '')" : "''"))::text
        """,
        """
        row(compared(n.student), coalesce(\(sql: name.ours), ''),
            \(sql: hasTerm ? "coalesce(compared(n.term), '')" : "''"))::text
        """
      )
    }

    /// Student, and program or text: a line in another term is another line no more than one with
    /// other credits.
    var nearKey: (theirs: SQL, ours: SQL) {
      (
        "row(compared(r.student), coalesce(\(sql: name.theirs), ''))::text",
        "row(compared(n.student), coalesce(\(sql: name.ours), ''))::text"
      )
    }

    /// All that the list says.
    var whole: (theirs: SQL, ours: SQL) {
      (
        """
        \(sql: key.theirs) || row(\(sql: has("text", cut("r.text"))),
          \(sql: has("on", "r.earned_on")), \(sql: has("credits", "trim_scale(r.credits)")))::text
        """,
        """
        \(sql: key.ours) || row(\(sql: has("text", cut("n.text"))),
          \(sql: has("on", "n.earned_on")), \(sql: has("credits", "trim_scale(n.credits)")))::text
        """
      )
    }

    private func has(_ field: String, _ value: SQL) -> SQL {
      fields.contains(field) ? value : "null::text"
    }

    /// What is not the same in a pair.
    private var differs: SQL {
      func unlike(_ field: String, _ word: SQL, _ theirs: SQL, _ ours: SQL) -> SQL {
        guard fields.contains(field) else { return "null" }
        return
          "case when \(sql: theirs) is distinct from \(sql: ours) then \(sql: word)::text end"
      }
      return """
        array_remove(array[
          \(sql: unlike("student", "'student'", "compared(r.student)", "compared(n.student)")),
          \(sql: unlike("program", "'program'", "compared(r.program)", "compared(n.program)")),
          \(sql: unlike("text", "'text'", cut("r.text"), cut("n.text"))),
          \(sql: unlike("term", "'term'", "compared(r.term)", "compared(n.term)")),
          \(sql: unlike("on", "'earnedOn'", "r.earned_on", "n.earned_on")),
          \(sql: unlike("credits", "'credits'", "r.credits", "n.credits")),
          case when r.notation <> n.notation_id then 'notation'::text end]::text[], null)
        """
    }

    /// Where the ledger's row stands: 0 to be there, 1 not sent, 2 void not sent, 3 voided, 4 not in
    /// what the consumer gets.
    private var standing: SQL {
      """
      case when sent.position is null and not (\(sql: scope.condition)) then 4
           when v.position <= k.as_of and taken.position <= k.sent_through then 3
           when v.position <= k.as_of then 2
           when sent.position is null or n.position > least(k.as_of, k.sent_through) then 1
           else 0 end
      """
    }

    /// The positions that the consumer got: in batches as they were, and as it pulls with its
    /// scope today.
    private var got: SQL {
      """
      \(sql: FeedBatches.released(to: consumer, institution))
      union
      select n.position from feed_consumer c
        join notation n on n.institution_id = c.institution_id
         and n.position <= greatest(c.cursor_position, c.delivered_position)
       where c.institution_id = \(institution)::int and c.consumer = \(consumer)
         and (\(sql: scope.condition))
      """
    }

    /// The comparison, each notation of the ledger with the row that voids it, and which of both
    /// the consumer got.
    private var ledger: SQL {
      """
      comparison k
      join notation n on n.institution_id = k.institution_id and n.kind = 'add'
      left join notation v on v.institution_id = n.institution_id and v.voids = n.notation_id
      left join (\(sql: got)) sent on sent.position = n.position
      left join (\(sql: got)) taken on taken.position = v.position
      """
    }

    private var ofComparison: SQL {
      "k.institution_id = \(institution)::int and k.comparison_id = \(comparison)"
    }

    /// Pairs rows that name a notation; the most alike of several is its counterpart, the others
    /// are there twice.
    var pairByID: SQL {
      """
      update comparison_row t
         set position = p.position, outcome = case when p.place = 1 then 'listed' else 'twice' end
        from (
          select r.row_number, n.position,
                 row_number() over (partition by n.position
                   order by cardinality(\(sql: differs)), r.row_number) as place
            from comparison_row r
            join notation n on n.institution_id = r.institution_id
             and n.notation_id = r.notation and n.kind = 'add'
           where \(sql: ofRows) and r.outcome = 'listed' and r.notation is not null) p
       where t.institution_id = \(institution)::int and t.comparison_id = \(comparison)
         and t.row_number = p.row_number
      """
    }

    /// Pairs what is left by a key: of several with the same, the first with the first, those that
    /// ought to be there before those that ought not.
    func pair(by key: (theirs: SQL, ours: SQL)) -> SQL {
      """
      with ours as materialized (
        select position, key,
               row_number() over (partition by key order by standing, position desc) as place
          from (
            select n.position, \(sql: key.ours) as key, \(sql: standing) as standing
              from \(sql: ledger)
             where \(sql: ofComparison)
               and not exists (
                 select from comparison_row o
                  where o.institution_id = k.institution_id
                    and o.comparison_id = k.comparison_id and o.position = n.position)) n),
      theirs as materialized (
        select row_number, key,
               row_number() over (partition by key order by row_number) as place
          from (
            select r.row_number, \(sql: key.theirs) as key from comparison_row r
             where \(sql: ofRows) and r.outcome = 'listed' and r.position is null) r)
      update comparison_row t set position = ours.position
        from ours join theirs on theirs.key = ours.key and theirs.place = ours.place
       where t.institution_id = \(institution)::int and t.comparison_id = \(comparison)
         and t.row_number = theirs.row_number
      """
    }

    /// What became of the pairs.
    var judge: SQL {
      """
      update comparison_row t
         set outcome = case when p.standing = 4 or p.standing = 3 then 'extra'
                            when p.standing = 2 then 'not sent'
                            when cardinality(p.differs) > 0 then 'different'
                            else 'matched' end,
             reason = case p.standing when 4 then 'not in what it gets'
                                      when 3 then 'voided here'
                                      when 2 then 'its void is not sent yet' end,
             differs = p.differs,
             notation = case when p.is_alike then null else t.notation end,
             student = case when p.is_alike then null else t.student end,
             program = case when p.is_alike then null else t.program end,
             text = case when p.is_alike then null else t.text end,
             term = case when p.is_alike then null else t.term end,
             earned_on = case when p.is_alike then null else t.earned_on end,
             credits = case when p.is_alike then null else t.credits end
        from (
          select d.*, d.standing < 2 and cardinality(d.differs) = 0 as is_alike from (
            select r.row_number, \(sql: standing) as standing, \(sql: differs) as differs
              from \(sql: ledger)
              join comparison_row r on r.institution_id = k.institution_id
               and r.comparison_id = k.comparison_id and r.position = n.position
             where \(sql: ofComparison) and r.outcome = 'listed') d) p
       where t.institution_id = \(institution)::int and t.comparison_id = \(comparison)
         and t.row_number = p.row_number
      """
    }

    /// What is left of the list: there twice when the ledger has a row with the same key, extra
    /// otherwise.
    var judgeUnpaired: SQL {
      """
      with known as materialized (
        select distinct \(sql: key.ours) as key from \(sql: ledger) where \(sql: ofComparison)),
      theirs as materialized (
        select r.row_number, \(sql: key.theirs) as key from comparison_row r
         where \(sql: ofRows) and r.outcome = 'listed')
      update comparison_row t
         set outcome = case when known.key is null then 'extra' else 'twice' end,
             reason = case when known.key is null then 'not known here' end
        from theirs left join known on known.key = theirs.key
       where t.institution_id = \(institution)::int and t.comparison_id = \(comparison)
         and t.row_number = theirs.row_number
      """
    }

    /// What is not in the list though it ought to be, or will be once it is sent.
    var addMissing: SQL {
      """
      insert into comparison_row
        (institution_id, comparison_id, row_number, outcome, position, reason)
      select k.institution_id, k.comparison_id,
             (select coalesce(max(r.row_number), 0) from comparison_row r where \(sql: ofRows))
               + row_number() over (order by n.position),
             case when \(sql: standing) = 0 then 'missing' else 'not sent' end, n.position,
             case when s.outcome in ('rejected', 'unknown') then 'rejected' end
        from \(sql: ledger)
        left join acknowledgement_state s on s.institution_id = n.institution_id
         and s.consumer = k.consumer and s.position = n.position
       where \(sql: ofComparison) and n.position <= k.as_of and \(sql: standing) < 2
         and not exists (
           select from comparison_row o
            where o.institution_id = k.institution_id and o.comparison_id = k.comparison_id
              and o.position = n.position)
      """
    }
  }
}
