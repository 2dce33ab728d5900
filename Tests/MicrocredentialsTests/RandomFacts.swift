import Microcredentials

extension RandomCriteria {
  private static let grades = ["A", "B+", "B", "C", "D", "F", "P"]

  mutating func condition() -> Condition {
    var condition = Condition()
    guard random.chance(60) else { return condition }
    switch random.number(1...11) {
    case 1: condition.grade = random.one(of: ["B", "C"])
    case 2: condition.score = Quantity(random.number(0...100))
    case 3: condition.from = bound()
    case 4: condition.by = bound()
    case 5: condition.origins = [random.one(of: Origin.allCases)]
    case 6: condition.tagged = ["pool"]
    case 7: condition.untagged = ["pool"]
    case 8: condition.exclusive = true
    case 9: condition.credits = Quantity(random.number(1...4))
    case 10 where isCertain: condition.values = ["P", "B"]
    default: condition.attempts = 2
    }
    return condition
  }

  private mutating func bound() -> Condition.Bound {
    let day = day()
    let anchor = random.one(of: [Condition.Bound.Anchor.day(day), .enrollment, .award, .award])
    return Condition.Bound(
      anchor, span: random.chance(80) ? Span(random.number(1...20), .days) : nil,
      isBefore: random.chance(60))
  }

  mutating func limit() -> Limit {
    if random.chance(25) {
      return Limit(
        title: "Mean", measure: .meanGradePoints, atLeast: .number(Quantity(random.number(1...4))))
    }
    var condition = condition()
    condition.anyGrade = true
    let number = Quantity(random.number(0...6))
    let bound = random.one(of: [Limit.Bound.number(number), .percent(50), .fraction(1, of: 3)])
    let amount = random.one(of: isCertain ? Amount.allCases : [.credits, .count])
    return random.chance(50)
      ? Limit(title: "Limit", measure: .total(amount), condition: condition, atLeast: bound)
      : Limit(title: "Limit", measure: .total(amount), condition: condition, atMost: bound)
  }

  mutating func fact(_ number: Int) -> Fact {
    let kinds: [FactKind] = [.course, .course, .course, .exam, .assessment, .standing]
    let programs = random.number(0...2)
    let day = day()
    return Fact(
      id: "F\(number)", kind: random.one(of: kinds), code: code(), on: day,
      isFinal: random.chance(90), grade: random.one(of: RandomCriteria.grades),
      score: Quantity(random.number(0...100)), credits: Quantity(random.number(1...4)),
      hours: Quantity(random.number(0...4)), points: Quantity(random.number(0...4)),
      passed: random.chance(10) ? random.chance(50) : nil, origin: random.one(of: Origin.allCases),
      attempt: random.number(1...3),
      expires: random.chance(15) ? day.adding(days: random.number(0...20)) : nil,
      tags: random.chance(40) ? ["pool"] : [],
      countedIn: random.chance(25) ? (0..<programs).map { "program-\($0)" } : [])
  }

  mutating func exception(_ number: Int) -> Exception {
    let kind = random.chance(50) ? Exception.Kind.waiver : .substitution(code: code())
    return Exception(
      id: "E\(number)", requirement: "R\(random.number(1...6))", kind: kind, on: day())
  }
}
