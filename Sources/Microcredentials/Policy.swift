/// The rules of an institution that every program lives under.
public struct Policy: Hashable, Sendable {
  /// The most credits that any minimal way of earning a program may have.
  public var creditCap: Quantity
  /// What grades mean.
  public var grades: GradeScale
  /// How many programs of a learner one course may count for; nil for any number.
  public var sharingLimit: Int?
  /// The terms, by code; used for the term of an award and for consecutive terms.
  public var terms: [Term]
  /// The kinds of holds on a learner that keep notations out of the ledger.
  public var notationHolds: Set<HoldKind>

  /// Makes a policy; without arguments the usual one: 11 credits, grades F to A+, no sharing limit,
  /// and notations wait for holds on the record.
  public init(
    creditCap: Quantity = 11, grades: GradeScale = .usual, sharingLimit: Int? = nil,
    terms: [Term] = [], notationHolds: Set<HoldKind> = [.record]
  ) {
    self.creditCap = creditCap
    self.grades = grades
    self.sharingLimit = sharingLimit
    self.notationHolds = notationHolds
    self.terms = terms.sorted { ($0.starts, $0.code) < ($1.starts, $1.code) }
  }

  /// The term that holds the day: of several, the one that began last.
  public func term(on day: Day) -> Term? {
    terms.last { $0.starts <= day && day <= $0.ends }
  }
}

/// A term of the institution.
public struct Term: Hashable, Sendable {
  /// Its code: `2026FA`.
  public var code: String
  /// Its name: `Fall 2026`.
  public var name: String
  /// Its first day.
  public var starts: Day
  /// Its last day.
  public var ends: Day

  /// Makes a term.
  public init(code: String, name: String, starts: Day, ends: Day) {
    self.code = code
    self.name = name
    self.starts = starts
    self.ends = ends
  }
}
