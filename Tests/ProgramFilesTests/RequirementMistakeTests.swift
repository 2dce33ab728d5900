import Testing

@Suite struct RequirementMistakeTests {
  @Test(arguments: requirementMistakes)
  func `a mistake in a requirement is told with its line and its remedy`(mistake: Mistake) {
    #expect(mistakes(mistake.text) == mistake.expected)
  }
}

private let requirementMistakes: [Mistake] = [
  Mistake(
    """
    criteria:
      all:
        - course: PS3625
          grad: B
    """,
    "4: unknown key 'grad' in a course requirement. Did you mean 'grade'?"),
  Mistake(
    "criteria: {corse: PS3625}",
    "1: unknown key 'corse' in a requirement. Did you mean 'course'?"),
  Mistake(
    "criteria: {course: A, Grade: B}",
    "1: unknown key 'Grade' in a course requirement. Did you mean 'grade'?"),
  Mistake(
    "criteria: {course: A, at_least: 3}",
    "1: unknown key 'at_least' in a course requirement. Perhaps 'at least' is meant. "
      + "'at least' belongs to a 'total', to a 'mean' or to a limit under 'where'."),
  Mistake(
    """
    criteria:
      all: [{course: A}]
      grade: C
    """,
    "3: the key 'grade' does not fit in an 'all'. 'grade' is a condition: it belongs "
      + "to a single requirement such as 'course', to an entry under the 'of' of a 'total' "
      + "or 'mean', or to a limit under 'where'."),
  Mistake(
    "criteria: {course: A, grade: Z}",
    "1: the grade 'Z' is not on the institution's scale. The grades are F, D-, D, D+, "
      + "C-, C, C+, B-, B, B+, A-, A, A+."),
  Mistake(
    "criteria: {course: A, grade: P}",
    "1: 'P' is not above or below other grades. Write 'is: P' to ask for exactly this "
      + "mark."),
  Mistake(
    "criteria: {choose: 3, of: [{course: A}, {course: B}]}",
    "1: 3 cannot be chosen of 2. Lower the number, or list more requirements under "
      + "'of'."),
  Mistake(
    "criteria: {choose: 1}",
    "1: 'choose' stands without 'of'. List the requirements to choose from: 'of: […]'."),
  Mistake(
    "criteria: {of: [{course: A}]}",
    "1: this requirement does not say of which kind it is. Add 'choose: 1', 'total: "
      + "credits' or 'mean: score' beside 'of'."),
  Mistake(
    "criteria: {all: []}",
    "1: 'all' lists no requirement. Write one a line, each after '- '."),
  Mistake(
    "criteria: {all: [PS3625]}",
    "1: a requirement is a mapping such as 'course: ENG 101', not 'PS3625'. Put the "
      + "kind before it: 'course: …'."),
  Mistake(
    "criteria: [{course: A}]",
    "1: a requirement is a mapping such as 'course: ENG 101', not a list. Say how many "
      + "of the list: 'all: […]', 'any: […]' or 'choose: 2' with 'of: […]'."),
  Mistake(
    "criteria: {course: A, workshop: B}",
    "1: a requirement is of one kind, not both 'course' and 'workshop'. Write two "
      + "requirements, under 'all' or 'any'."),
  Mistake(
    "criteria: {credits: 4}",
    "1: this requirement does not say of which kind it is. Begin it with 'course', "
      + "'workshop', 'event', 'internship', 'activity', 'assessment', 'exam', "
      + "'competency', 'evaluation', 'form', 'standing', 'certification', 'credential', "
      + "'evidence', 'sign-off', 'all', 'any', 'choose', 'sequence', 'total', 'mean' or "
      + "'not'."),
  Mistake(
    """
    criteria: {course: {pool: Elective}}
    pools: {Electives: [A]}
    """,
    "1: the pool 'Elective' is not declared. Did you mean 'Electives'?"),
  Mistake(
    "criteria: {course: {pool: X}}",
    "1: the pool 'X' is not declared. List its codes under 'pools'; [] if staff put "
      + "completions into it by hand."),
  Mistake(
    "criteria: {course: []}",
    "1: 'course' names no code. Write a code, a list of codes, {pool: NAME}, or 'any'."),
  Mistake(
    "criteria: {course: [A, any]}",
    "1: 'any' cannot stand in a list of codes. Write 'course: any' for every code, or "
      + "name the codes only."),
  Mistake(
    "criteria: {course:}",
    "1: this is not valid YAML: found unexpected ':' while scanning a plain scalar of "
      + "line 1. Check the indentation, the colons and the quotes."),
  Mistake(
    "criteria: {course: A, credits: four}",
    "1: 'credits' is a number or a range, not 'four'. Write 4, or 1-4 with the smaller "
      + "number first."),
  Mistake(
    "criteria: {course: A, credits: 4-1}",
    "1: 'credits' is a number or a range, not '4-1'. Write 4, or 1-4 with the smaller "
      + "number first."),
  Mistake(
    "criteria: {course: A, from: enrollment + 3 fortnights}",
    "1: 'from' cannot be 'enrollment + 3 fortnights'. Write a date such as 2026-08-24, "
      + "'enrollment', 'award', or one of them with a span: 'enrollment + 3 years', 'award "
      + "- 7 years'."),
  Mistake(
    "criteria: {course: A, from: 2026-09-01, by: 2026-01-01}",
    "1: 'by' is before 'from'. Exchange the two dates."),
  Mistake(
    "criteria: {course: A, origin: abroad}",
    "1: 'origin' cannot be 'abroad'. Write 'here', 'transfer', 'examination' or "
      + "'experience'."),
  Mistake(
    "criteria: {course: A, origin: transfered}",
    "1: 'origin' cannot be 'transfered'. Did you mean 'transfer'?"),
  Mistake(
    "criteria: {course: A, exclusive: maybe}",
    "1: 'exclusive' is true or false, not 'maybe'. Write 'true'."),
  Mistake(
    "criteria: {course: A, attempts: 0}",
    "1: 'attempts' is a whole number from 1 to 1000, not '0'. Write it in digits, such "
      + "as 2."),
  Mistake(
    "criteria: {competency: A, level: High}",
    "1: 'level' stands without 'scale'. List all levels, low to high: 'scale: [Novice, "
      + "Intermediate, Advanced]'."),
  Mistake(
    "criteria: {competency: A, scale: [Low, High]}",
    "1: 'scale' stands without 'level'. Name the lowest level that counts: 'level: …'."),
  Mistake(
    "criteria: {competency: A, level: Hihg, scale: [Low, High]}",
    "1: the level 'Hihg' is not on its scale. Did you mean 'High'?"),
  Mistake(
    "criteria: {course: A, level: High, scale: [Low, High], grade: B}",
    "1: 'level' and 'grade' stand together. Keep 'grade' for the institution's grades, "
      + "or 'level' for levels of its own."),
  Mistake(
    "criteria: {sequence: [{course: A}], terms: following}",
    "1: 'terms' cannot be 'following'. Write 'terms: consecutive', or drop the key if "
      + "any later term will do."),
  Mistake(
    "criteria: {all: [{course: A}], terms: consecutive}",
    "1: the key 'terms' does not fit in an 'all'. 'terms' belongs to a 'sequence'."),
  Mistake(
    "criteria: {all: [{course: A, id: x}, {course: B, id: x}]}",
    "1: the id 'x' is used twice. Give each requirement an id of its own."),
  Mistake(
    """
    criteria:
      all:
        - course: A
          grade: C
          grade: B
        - course: B
          grade: C
          "grade": B
        - course: C
          grad: C
    """,
    "4: the key 'grade' is written twice here. Keep one of the two.",
    "7: the key 'grade' is written twice here. Keep one of the two.",
    "10: unknown key 'grad' in a course requirement. Did you mean 'grade'?"),
  Mistake(
    "criteria: {course: A, title: }",
    "1: 'title' has no value. Write one after the colon, or drop it."),
]
