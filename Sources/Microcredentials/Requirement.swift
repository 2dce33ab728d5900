/// A node of a program's criteria tree. Five kinds compose every rule.
public indirect enum Requirement: Hashable, Sendable {
  /// One fact that must be there: a course, a workshop, a form, accepted evidence …
  case record(RecordRequirement)
  /// Other requirements: all of them, some of them, in any order or in the given one.
  case group(GroupRequirement)
  /// An amount that must be reached over many facts: credits, hours, points, how many.
  case total(TotalRequirement)
  /// A weighted mean that must be reached over named items.
  case mean(MeanRequirement)
  /// Something that must not be so.
  case not(NotRequirement)
}

/// The id and the words of a node; every kind of node has them.
public struct Label: Hashable, Sendable {
  /// Unique within the program version and stable across versions: waivers name it.
  public var id: String
  /// What a learner reads: `PS3625 Nonprofit Stewardship`.
  public var title: String

  /// Makes a label.
  public init(id: String, title: String) {
    self.id = id
    self.title = title
  }
}

/// One fact of a kind that meets the conditions.
public struct RecordRequirement: Hashable, Sendable {
  /// Id and words.
  public var label: Label
  /// Which facts are looked at.
  public var selector: Selector
  /// What they must be like.
  public var condition: Condition
  /// The credits that this requirement is planned with: equal bounds for a fixed number, nil for a
  /// requirement without credits.
  public var credits: ClosedRange<Quantity>?
  /// Whether it may be met by a fact that another requirement of the program uses too.
  public var mayShare: Bool

  /// Makes a requirement of one fact.
  public init(
    label: Label, selector: Selector, condition: Condition = Condition(),
    credits: ClosedRange<Quantity>? = nil, mayShare: Bool = false
  ) {
    self.label = label
    self.selector = selector
    self.condition = condition
    self.credits = credits
    self.mayShare = mayShare
  }
}

/// Several requirements, of which `need` must be met.
public struct GroupRequirement: Hashable, Sendable {
  /// In which order the members must be met.
  public enum Order: String, Hashable, Sendable {
    /// In any order.
    case any
    /// Each member counts only from the day on which the one before it was met.
    case sequence
    /// As `sequence`, and each in the term that follows the term of the one before it.
    case consecutiveTerms
  }

  /// Id and words.
  public var label: Label
  /// How many members must be met, 1…members.count.
  public var need: Int
  /// The members, at least one.
  public var members: [Requirement]
  /// Their order; only with `need == members.count`.
  public var order: Order
  /// What must hold of the facts that the members use, taken together.
  public var limits: [Limit]

  /// Makes a group; `need` nil means all.
  public init(
    label: Label, need: Int? = nil, members: [Requirement], order: Order = .any,
    limits: [Limit] = []
  ) {
    self.label = label
    self.need = need ?? members.count
    self.members = members
    self.order = order
    self.limits = limits
  }
}

/// What is added up.
public enum Amount: String, CaseIterable, Sendable {
  /// Credits of the facts.
  case credits
  /// Hours of the facts.
  case hours
  /// Points of the facts: the recorded ones, or those that the item gives.
  case points
  /// How many facts there are.
  case count
}

/// An amount over the facts that a selector finds: at least, at most, or both.
public struct TotalRequirement: Hashable, Sendable {
  /// Facts that count, and what each is worth where the program says so.
  public struct Item: Hashable, Sendable {
    /// Which facts are looked at.
    public var selector: Selector
    /// What they must be like.
    public var condition: Condition
    /// What one such fact is worth; nil for what was recorded with it.
    public var each: Quantity?

    /// Makes an item.
    public init(selector: Selector, condition: Condition = Condition(), each: Quantity? = nil) {
      self.selector = selector
      self.condition = condition
      self.each = each
    }
  }

  /// Id and words.
  public var label: Label
  /// What is added up.
  public var amount: Amount
  /// The least that is enough.
  public var atLeast: Quantity?
  /// The most that is allowed.
  public var atMost: Quantity?
  /// The facts that count; a fact that several items find counts once, by the first.
  public var items: [Item]
  /// What must hold of the facts that are used, taken together.
  public var limits: [Limit]
  /// Whether it may count facts that another requirement of the program uses too. Hours and
  /// points always may: they measure something else than the course itself.
  public var mayShare: Bool

  /// Makes a total.
  public init(
    label: Label, amount: Amount, atLeast: Quantity?, atMost: Quantity? = nil, items: [Item],
    limits: [Limit] = [], mayShare: Bool = false
  ) {
    self.label = label
    self.amount = amount
    self.atLeast = atLeast
    self.atMost = atMost
    self.items = items
    self.limits = limits
    self.mayShare = mayShare
  }
}

/// A weighted mean of scores over named items; an item without a result counts as zero.
public struct MeanRequirement: Hashable, Sendable {
  /// One item of the mean.
  public struct Item: Hashable, Sendable {
    /// Which facts are looked at; the best one counts.
    public var selector: Selector
    /// What they must be like to count.
    public var condition: Condition
    /// Its weight, above zero.
    public var weight: Quantity

    /// Makes an item.
    public init(selector: Selector, condition: Condition = Condition(), weight: Quantity) {
      self.selector = selector
      self.condition = condition
      self.weight = weight
    }
  }

  /// Id and words.
  public var label: Label
  /// The least mean that is enough, on the scale of the scores.
  public var atLeast: Quantity
  /// The items; their weights need not sum to 100.
  public var items: [Item]

  /// Makes a mean.
  public init(label: Label, atLeast: Quantity, items: [Item]) {
    self.label = label
    self.atLeast = atLeast
    self.items = items
  }
}

/// A requirement that must not be met.
public struct NotRequirement: Hashable, Sendable {
  /// Id and words.
  public var label: Label
  /// What must not be so.
  public var member: Requirement

  /// Makes an exclusion.
  public init(label: Label, member: Requirement) {
    self.label = label
    self.member = member
  }
}

/// A condition on all facts that a group or a total uses, taken together.
public struct Limit: Hashable, Sendable {
  /// What is measured.
  public enum Measure: Hashable, Sendable {
    /// The sum of an amount.
    case total(Amount)
    /// The mean of grade points, weighted by credits; grades without points do not enter.
    case meanGradePoints
  }

  /// The bound: a number, or a share of the same amount over all used facts.
  public enum Bound: Hashable, Sendable {
    /// A number.
    case number(Quantity)
    /// A share in percent, 0…100.
    case percent(Quantity)
    /// A share as an exact fraction, such as 1/3.
    case fraction(Int, of: Int)
  }

  /// What a learner reads.
  public var title: String
  /// What is measured.
  public var measure: Measure
  /// Which of the used facts are measured.
  public var selector: Selector
  /// What those facts must be like.
  public var condition: Condition
  /// The least that is enough.
  public var atLeast: Bound?
  /// The most that is allowed.
  public var atMost: Bound?

  /// Makes a limit.
  public init(
    title: String, measure: Measure, selector: Selector = Selector(),
    condition: Condition = Condition(anyGrade: true), atLeast: Bound? = nil, atMost: Bound? = nil
  ) {
    self.title = title
    self.measure = measure
    self.selector = selector
    self.condition = condition
    self.atLeast = atLeast
    self.atMost = atMost
  }
}

extension Requirement {
  /// Id and words of the node.
  public var label: Label {
    switch self {
    case .record(let node): node.label
    case .group(let node): node.label
    case .total(let node): node.label
    case .mean(let node): node.label
    case .not(let node): node.label
    }
  }

  /// The nodes directly below.
  public var members: [Requirement] {
    switch self {
    case .group(let node): node.members
    case .not(let node): [node.member]
    case .record, .total, .mean: []
    }
  }
}
