import Testing

@Suite struct AmountMistakeTests {
  @Test(arguments: amountMistakes)
  func `a mistake in a total, mean or limit is told with its remedy`(mistake: Mistake) {
    #expect(mistakes(mistake.text) == mistake.expected)
  }
}

private let amountMistakes: [Mistake] = [
  Mistake(
    "criteria: {total: credits, of: {course: any}}",
    "1: the 'total' has no bound. Add 'at least: …', 'at most: …' or both."),
  Mistake(
    "criteria: {total: credits, at least: 4}",
    "1: 'total' stands without 'of'. Say what is counted, such as 'of: {course: any}'."),
  Mistake(
    "criteria: {total: credits, at least: 50%, of: {course: any}}",
    "1: 'at least' is a number, not '50%'. A share such as 50% or 1/3 can only stand "
      + "in a limit under 'where'."),
  Mistake(
    "criteria: {total: credit, at least: 4, of: {course: any}}",
    "1: 'total' cannot be 'credit'. Did you mean 'credits'?"),
  Mistake(
    "criteria: {total: credits, at least: 4, at most: 3, of: {course: any}}",
    "1: 'at most' is less than 'at least'. Exchange them, or correct one."),
  Mistake(
    "criteria: {total: count, at least: 4, of: {event: any, each: 2}}",
    "1: 'each' has no meaning in a 'total: count'. Drop it, or write 'total: points'."),
  Mistake(
    "criteria: {total: count, at least: 4, of: {grade: B}}",
    "1: an entry of a 'total' names one kind of fact. Write one, such as '{course: "
      + "any}'; several go into a list."),
  Mistake(
    "criteria: {mean: score, at least: 40, of: [{exam: A}]}",
    "1: this entry of a 'mean' has no 'weight'. Add one: 'weight: 10'."),
  Mistake(
    "criteria: {mean: grade points, at least: 2, of: [{exam: A, weight: 1}]}",
    "1: 'mean' cannot be 'grade points' here. A mean of grade points is a limit: put "
      + "it under the 'where' of a group."),
  Mistake(
    "criteria: {mean: score, of: [{exam: A, weight: 0}]}",
    "1: the 'mean' has no 'at least'. Add the least mean that counts.",
    "1: 'weight' is 0. Write a number above zero, or drop the key."),
  Mistake(
    "criteria: {all: [{course: A}], where: {total: credits}}",
    "1: the limit has no bound. Add 'at least: …' or 'at most: …'."),
  Mistake(
    "criteria: {all: [{course: A}], where: {total: credits, at most: 150%}}",
    "1: 'at most' is a number or a share, not '150%'. Write 9, 50% or 1/3."),
  Mistake(
    "criteria: {all: [{course: A}], where: {mean: grade points, at least: 1/3}}",
    "1: a mean cannot be bounded by a share. Write a number, such as 2.0."),
  Mistake(
    "criteria: {all: [{course: A}], where: {at least: 1}}",
    "1: a limit measures one thing. Write 'total: credits' (or count, hours, points), "
      + "or 'mean: grade points'."),
  Mistake(
    "criteria: {course: A, where: {total: credits, at least: 1}}",
    "1: the key 'where' does not fit in a course requirement. 'where' belongs to a "
      + "group ('all', 'any', 'choose', 'sequence') or to a 'total'."),
]
