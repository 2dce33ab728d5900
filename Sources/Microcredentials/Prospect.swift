/// A requirement together with the facts that may count for it.
///
/// Whether a fact is of the kind, the code and the grade that is asked for is the same on every day
/// of judging; so it is looked up once, and each fact comes with the days on which it counts.
final class Prospect {
  /// What is left to decide.
  enum Shape {
    case record
    case group(need: Int, order: GroupRequirement.Order)
    case total(atLeast: Quantity?, atMost: Quantity?)
    case mean(atLeast: Quantity, weights: [Quantity])
    case not
  }

  /// A fact that may count.
  struct Candidate {
    /// Index into the known facts.
    var fact: Int
    /// Index of the substitution under which it stands.
    var exception: Int?
    /// Met, or not to be evaluated.
    var truth: Truth
    /// The days of judging on which it counts.
    var days: ClosedRange<Day>
    /// The day from which it counts: its own, or that of the substitution.
    var on: Day
    /// What it adds to a total, or its score in a mean.
    var worth: Quantity?
    /// Credits as recorded, or as the requirement plans them.
    var credits: Quantity?
    /// Points as recorded, or as the item of a total gives them.
    var points: Quantity?
  }

  let id: String
  /// Its place in the tree, the root first.
  let place: Int
  let shape: Shape
  let limits: [Limit]
  let members: [Prospect]
  /// The facts that may count, by day; for a mean a list for each item.
  let choices: [[Candidate]]
  /// Indices of the waivers, the earliest first.
  let waivers: [Int]
  /// Whether a fact that counts here cannot count for another requirement as well.
  let consumes: Bool

  /// Whether another requirement may need a fact that this one, or one below it, takes.
  var isContested = false
  /// Whether a limit here or above measures the facts that are used.
  var isMeasured = false
  /// Whether the order, or the terms, of a sequence here or above depend on the facts.
  var order = GroupRequirement.Order.any

  init(
    id: String, place: Int, shape: Shape, limits: [Limit] = [], members: [Prospect] = [],
    choices: [[Candidate]] = [], waivers: [Int], consumes: Bool = false
  ) {
    self.id = id
    self.place = place
    self.shape = shape
    self.limits = limits
    self.members = members
    self.choices = choices
    self.waivers = waivers
    self.consumes = consumes
  }

  /// The same group under other limits.
  func with(limits: [Limit]) -> Prospect {
    let other = Prospect(
      id: id, place: place, shape: shape, limits: limits, members: members, choices: choices,
      waivers: waivers, consumes: consumes)
    other.isContested = isContested
    other.isMeasured = true
    other.order = order
    return other
  }

  /// Whether it matters only to itself which facts meet it: then the first way that is found is as
  /// good as any.
  var isSettledAlone: Bool { !isContested && !isMeasured && order != .consecutiveTerms }

  /// Whether its members can be met one by one, apart from those that are contested.
  var hasIndependentMembers: Bool { !isMeasured && order == .any }

  /// The place of the last requirement below it, or its own.
  var lastPlace: Int { members.last?.lastPlace ?? place }

  /// The requirement at a place: this one, or one below it.
  func below(_ place: Int) -> Prospect? {
    if place == self.place { return self }
    return members.last { $0.place <= place }?.below(place)
  }

  func forEach(_ body: (Prospect) -> Void) {
    body(self)
    for member in members { member.forEach(body) }
  }
}
