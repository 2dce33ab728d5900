public import Foundation
public import Postgres

/// Rows of what was disclosed of learners, to whom and on which ground (34 CFR 99.32).
public enum Disclosures {
  /// One disclosure.
  public struct Disclosure: Sendable {
    /// Whose record it concerns.
    public var learner: UUID
    /// To whom.
    public var to: String
    /// What.
    public var what: String
    /// On which ground: the learner's consent, a law.
    public var basis: String
    /// When; the database's clock says so when it is added.
    public var at: PostgresInstant?

    /// Makes a disclosure.
    public init(of learner: UUID, to: String, what: String, basis: String) {
      self.learner = learner
      self.to = to
      self.what = what
      self.basis = basis
    }
  }

  /// Adds a disclosure.
  public static func add(
    _ disclosure: Disclosure, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into disclosure (institution_id, learner_id, disclosed_to, what, basis)
      values (\(institution)::int, \(disclosure.learner), \(disclosure.to), \(disclosure.what),
              \(disclosure.basis))
      """)
  }

  /// The latest disclosures of a person's records, the last one first.
  public static func of(
    _ learners: [UUID], limit: Int, institution: Int, in transaction: Transaction
  ) throws -> [Disclosure] {
    try transaction.query(
      """
      select learner_id, disclosed_to, what, basis, disclosed_at from disclosure
       where institution_id = \(institution)::int and learner_id = any(\(learners))
       order by disclosed_at desc, disclosure_id desc limit \(limit)
      """
    ).map { row in
      var disclosure = Disclosure(
        of: try row.next(), to: try row.next(), what: try row.next(), basis: try row.next())
      disclosure.at = try row.next()
      return disclosure
    }
  }
}
