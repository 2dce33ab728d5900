public import Postgres

/// Who did what, in which role, when and why.
public enum Journal {
  /// Who acts, and as what.
  public struct Actor: Hashable, Sendable {
    /// The person's or the daemon's id; never a name.
    public var id: String
    /// The role in which it acts.
    public var role: String

    /// Makes an actor.
    public init(id: String, role: String) {
      self.id = id
      self.role = role
    }
  }

  /// Who did something, in which role, when and why.
  public struct Act: Sendable {
    /// When.
    public var at: PostgresInstant
    /// Who.
    public var actor: String
    /// In which role.
    public var role: String
    /// Why.
    public var reason: String
  }

  /// One change of state.
  public struct Entry: Sendable {
    /// What was done: `award`, `withdraw` …
    public var action: String
    /// To what kind of thing.
    public var subjectKind: String
    /// To which.
    public var subject: String
    /// The state before.
    public var from: String?
    /// The state after.
    public var to: String?
    /// Why.
    public var reason: String

    /// Makes an entry.
    public init(
      action: String, subjectKind: String, subject: String, from: String? = nil, to: String? = nil,
      reason: String
    ) {
      self.action = action
      self.subjectKind = subjectKind
      self.subject = subject
      self.from = from
      self.to = to
      self.reason = reason
    }
  }

  /// Adds entries.
  public static func add(
    _ entries: [Entry], by actor: Actor, of institution: Int, in transaction: Transaction
  ) throws {
    guard !entries.isEmpty else { return }
    try transaction.execute(
      """
      insert into journal
        (institution_id, actor, role, action, subject_kind, subject_id, from_state, to_state, reason)
      select \(institution)::int, \(actor.id), \(actor.role), n.action, n.subject_kind,
             n.subject_id, n.from_state, n.to_state, n.reason
        from unnest(\(entries.map(\.action)), \(entries.map(\.subjectKind)),
          \(entries.map(\.subject)), \(entries.map(\.from)), \(entries.map(\.to)),
          \(entries.map(\.reason)))
          as n (action, subject_kind, subject_id, from_state, to_state, reason)
      """)
  }
}
