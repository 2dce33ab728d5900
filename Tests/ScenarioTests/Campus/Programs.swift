/// Program files of a few lines.
enum SampleProgram {
  /// Credit-bearing: two courses with at least a C.
  static func credit(_ code: String = "nonprofit", more: String = "") -> String {
    """
    program: \(code)
    title: Program \(code)
    version: "1"
    description: Two courses.
    credit: 6
    evidence: none
    \(more)
    criteria:
      all:
        - {course: NPM 301, credits: 3, grade: C}
        - {course: NPM 302, credits: 3, grade: C}

    """
  }

  /// A badge only: one workshop.
  static func badge(
    _ code: String = "workshop", criteria: String = "{workshop: W 1}", more: String = ""
  ) -> String {
    """
    program: \(code)
    title: Program \(code)
    version: "1"
    description: One workshop.
    credit: none
    evidence: none
    \(more)
    criteria: \(criteria)

    """
  }
}
