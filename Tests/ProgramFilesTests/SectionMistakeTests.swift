import Testing

@Suite struct SectionMistakeTests {
  @Test(arguments: sectionMistakes)
  func `a mistake in a section is told with its line and its remedy`(mistake: Mistake) {
    #expect(mistakes(mistake.text) == mistake.expected)
  }
}

private let sectionMistakes: [Mistake] = [
  Mistake(
    """
    criteria: {course: A, id: evidence}
    evidence: {name: Portfolio}
    """,
    "2: the id 'evidence' belongs to the section 'evidence'. Give the requirement with "
      + "that id another one."),
  Mistake(
    "evidence: {kinds: [portfolio]}",
    "1: the evidence has no name. Add 'name: …', or 'evidence: none'."),
  Mistake(
    "evidence: some",
    "1: 'evidence' is a mapping of keys, not 'some'. Write 'key: value', one a line; "
      + "the keys are 'description', 'grade', 'kinds', 'level', 'name', 'scale' or 'score'."),
  Mistake(
    "program: two words",
    "1: 'two words' cannot be the code of a program. Use letters, digits, '-', '_' and "
      + "'.', at most 100 of them: 'data-literacy'."),
  Mistake(
    "credit: 0",
    "1: 'credit' cannot be '0'. Write the number of credits, 'bearing' if it follows "
      + "from the criteria, or 'none' for a badge without credit."),
  Mistake(
    """
    credit: none
    notation: Something
    """,
    "2: a program without credit has no transcript notation. Drop 'notation', or state "
      + "the credits under 'credit'."),
  Mistake(
    "effective: 24 August 2026",
    "1: 'effective' is a date, not '24 August 2026'. Write year, month and day, such "
      + "as 2026-08-24."),
  Mistake(
    "effective: 2026-02-30",
    "1: 'effective' is a date, not '2026-02-30'. Write year, month and day, such as "
      + "2026-08-24."),
  Mistake(
    "enrollment: {opens: 2026-09-01, closes: 2026-08-01}",
    "1: enrollment closes before it opens. Exchange the two dates, or correct the year."),
  Mistake(
    "enrollment: {open: 2026-09-01}",
    "1: unknown key 'open' in 'enrollment'. Did you mean 'opens'?"),
  Mistake(
    "exceptions: some",
    "1: 'exceptions' cannot be 'some'. Write 'all', 'waivers' or 'none'."),
  Mistake(
    "pools: [A, B]",
    "1: 'pools' is a mapping of names to lists of codes, not a list. Write 'Electives: "
      + "[ENG 101, ENG 102]' below it."),
  Mistake(
    "award: soon",
    "1: 'award' cannot be 'soon'. Write 'as soon as met', or dates: '{on: "
      + "[2026-12-31]}' or '{yearly: [05-31, 12-31]}'."),
  Mistake(
    "award: {yearly: [05-31, 01-31]}",
    "1: the dates of 'award' are not in order. List each date once, the earliest first."),
  Mistake(
    "award: {yearly: [06-31]}",
    "1: '06-31' is not a day of the year. Write month and day, such as 05-31."),
  Mistake(
    "award: {on: []}",
    "1: 'on' lists no date. Add one, or write 'award: as soon as met'."),
  Mistake(
    "competencies: [{name: A, url: example.edu}]",
    "1: 'url' is not a web address. Write it in full, from 'https://' on."),
  Mistake(
    "badge: {picture: https://example.edu/a.png}",
    "1: unknown key 'picture' in 'badge'. The keys are 'caption', 'description', "
      + "'image' or 'name'."),
  Mistake(
    "valid for: soon",
    "1: 'valid for' cannot be 'soon'. Write a length of time up to 100 years, such as '3 years', "
      + "'18 months' or '90 days'."),
  Mistake(
    "valid for: 101 years",
    "1: 'valid for' cannot be '101 years'. Write a length of time up to 100 years, such as "
      + "'3 years', '18 months' or '90 days'."),
  Mistake(
    "results: [grades, grade]",
    "1: 'results' cannot be 'grade'. Did you mean 'grades'?"),
  Mistake(
    "results: [scores, scores]",
    "1: 'scores' is listed twice. Keep one of the two."),
  Mistake(
    "partners: [{url: https://example.org}]",
    "1: the partner has no name. Add 'name: …'."),
  Mistake(
    "partners: [{name: A, role: creator}, {name: B, role: creator}]",
    "1: two partners have the role 'creator'. A badge names one: keep the role of one partner, and "
      + "drop it from the others."),
  Mistake(
    "grade: B",
    "1: the key 'grade' does not fit in a program file. 'grade' is a condition: it "
      + "belongs to a single requirement such as 'course', to an entry under the 'of' of a "
      + "'total' or 'mean', or to a limit under 'where'."),
  Mistake(
    "at least: 3",
    "1: the key 'at least' does not fit in a program file. 'at least' belongs to a "
      + "'total', to a 'mean' or to a limit under 'where'."),
  Mistake(
    "stacks_into: X",
    "1: unknown key 'stacks_into' in a program file. Did you mean 'stacks into'?"),
  Mistake(
    "title: [a, b]",
    "1: 'title' is text, not a list. Write it after the colon."),
  Mistake(
    "version:",
    "1: 'version' has no value. Write one after the colon, or drop it."),
  Mistake(
    """
    title: One
    version: "1"
    title: Two
    version: "2"
    """,
    "1: the key 'title' is written twice here. Keep one of the two.",
    "2: the key 'version' is written twice here. Keep one of the two."),
  Mistake(
    """
    criteria: {course: A}
    extra: 1
    unti: X
    """,
    "2: unknown key 'extra' in a program file. The keys are 'award', 'badge', "
      + "'competencies', 'credit', 'criteria', 'description', 'effective', 'enrollment', "
      + "'evidence', 'exceptions', 'field of study', 'level', 'notation', 'partners', 'pools', "
      + "'program', 'results', 'skills', 'stacks into', 'title', 'unit', 'valid for' or "
      + "'version'.",
    "3: unknown key 'unti' in a program file. Did you mean 'unit'?"),
]
