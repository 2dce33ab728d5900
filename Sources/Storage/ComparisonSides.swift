import Foundation
import Postgres

/// Both sides of a comparison, laid out in one spelling in tables that end with the transaction.
///
/// They are analyzed once they are filled: with a plan for a few rows, many take hours.
struct ComparisonSides {
  let comparison: UUID
  let institution: Int
  /// The words of the fields that the list has; what it does not have is the same on both sides.
  let fields: Set<String>
  let width: Int?
  let consumer: String
  let scope: FeedScope

  /// The statements that make and fill the tables, in order.
  var layOut: [SQL] {
    Self.tables + [ours, "analyze compared_ours", theirs, "analyze compared_theirs"]
  }

  /// `own` is the position of the notation that a line names, `owner` the student with the program
  /// (or text), `said` all that the list says; a line that names its notation has only the first.
  /// `standing` is 0 for a notation to be there, 1 not sent, 2 with a void that is not sent, 3
  /// voided, 4 not in what the consumer gets. A pair that is not the best one of its notation is
  /// there twice.
  private static let tables: [SQL] = [
    "create temporary table compared_ours (position bigint, standing int, \(sql: columns)",
    "create temporary table compared_theirs (row_number bigint, \(sql: columns)",
    """
    create temporary table compared_pair (row_number bigint, position bigint, is_best boolean)
      on commit drop
    """,
  ]

  private static let columns: SQL =
    """
    own bigint, notation uuid, student text, program text, text text, term text, earned_on date,
      credits numeric, owner text, said text) on commit drop
    """

  private static let owner: SQL = "row(s.student, s.name)::text"
  private static let said: SQL =
    "\(sql: owner) || row(s.term, s.text, s.earned_on, s.credits)::text"

  /// The notations of the ledger, each with the row that voids it, and which of both the consumer
  /// got.
  private var ours: SQL {
    """
    insert into compared_ours
    with got as materialized (\(sql: got))
    select s.position, s.standing, s.position, s.notation_id, s.student, s.program, s.text, s.term,
           s.earned_on, s.credits, \(sql: Self.owner), \(sql: Self.said)
      from (
        select n.position, n.notation_id, \(sql: standing) as standing,
               \(sql: spelled("n"))
          from comparison k
          join notation n on n.institution_id = k.institution_id and n.kind = 'add'
          left join notation v on v.institution_id = n.institution_id and v.voids = n.notation_id
          left join got sent on sent.position = n.position
          left join got taken on taken.position = v.position
         where k.institution_id = \(institution)::int and k.comparison_id = \(comparison)) s
    """
  }

  /// The lines of the list.
  private var theirs: SQL {
    """
    insert into compared_theirs
    select s.row_number, s.own, s.notation, s.student, s.program, s.text, s.term, s.earned_on,
           s.credits, case when s.own is null then \(sql: Self.owner) end,
           case when s.own is null then \(sql: Self.said) end
      from (
        select r.row_number, r.notation, o.position as own,
               \(sql: spelled("r"))
          from comparison_row r
          left join compared_ours o on o.notation = r.notation
         where r.institution_id = \(institution)::int and r.comparison_id = \(comparison)
           and r.outcome = 'listed') s
    """
  }

  /// What names a line, and what else is said of it. Whoever reads it tells lines of a student apart
  /// by the program where the list has it, and by the text where not.
  private func spelled(_ row: SQL) -> SQL {
    func word(_ field: String, _ value: SQL) -> SQL {
      fields.contains(field) ? "coalesce(\(sql: value), '')" : "''"
    }
    let whole: SQL = "compared(\(sql: row).text)"
    let text: SQL =
      if let width { "btrim(left(\(sql: whole), \(width)::int))" } else { whole }
    let program: SQL = "compared(\(sql: row).program)"
    let name: SQL = fields.contains("program") ? program : text
    return """
      compared(\(sql: row).student) as student, coalesce(\(sql: name), '') as name,
      \(sql: word("program", program)) as program, \(sql: word("text", text)) as text,
      \(sql: word("term", "compared(\(sql: row).term)")) as term,
      case when \(fields.contains("on")) then \(sql: row).earned_on end as earned_on,
      case when \(fields.contains("credits")) then trim_scale(\(sql: row).credits) end as credits
      """
  }

  private var standing: SQL {
    """
    case when sent.position is null and not (\(sql: scope.condition)) then 4
         when v.position <= k.as_of and taken.position <= k.sent_through then 3
         when v.position <= k.as_of then 2
         when sent.position is null or n.position > least(k.as_of, k.sent_through) then 1
         else 0 end
    """
  }

  /// The positions that the consumer got: in batches as they were, and as it pulls with its scope
  /// today.
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
}
