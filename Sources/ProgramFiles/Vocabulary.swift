internal import Microcredentials

/// The keys of the language and where each of them fits.
enum Vocabulary {
  static let sections = [
    "program", "title", "version", "description", "unit", "level", "credit", "effective",
    "enrollment", "exceptions", "pools", "criteria", "evidence", "award", "competencies", "skills",
    "stacks into", "partners", "field of study", "results", "valid for", "badge", "notation",
  ]

  /// The keys that say of which kind a requirement is.
  static let records = FactKind.allCases.map(\.rawValue) + ["sign-off"]
  static let groups = ["all", "any", "choose", "sequence"]
  static let kinds = records + groups + ["total", "mean", "not"]

  static let labels = ["id", "title"]
  static let conditions = [
    "grade", "level", "scale", "is", "score", "hours", "credits at least", "origin", "from", "by",
    "attempts", "tagged", "not tagged", "exclusive", "any grade",
  ]

  /// A sentence that says where a key fits; nil for a word that is no key.
  static func home(of key: String) -> String? {
    if let home = homes[key] { return home }
    if conditions.contains(key) {
      return "'\(key)' is a condition: it belongs to a single requirement such as 'course', to an "
        + "entry under the 'of' of a 'total' or 'mean', or to a limit under 'where'."
    }
    if kinds.contains(key) { return "A requirement such as '\(key)' belongs under 'criteria'." }
    if sections.contains(key) { return "'\(key)' belongs at the left margin of the file." }
    return nil
  }

  static let all = sections + kinds + conditions + homes.keys.sorted()

  private static let homes: [String: String] = [
    "credits":
      "'credits' belongs to a single requirement such as 'course'; the credits of the whole "
      + "program are written 'credit', and a sum of credits 'total: credits'.",
    "of": "'of' belongs to 'choose', 'total' and 'mean'.",
    "where": "'where' belongs to a group ('all', 'any', 'choose', 'sequence') or to a 'total'.",
    "terms": "'terms' belongs to a 'sequence'.",
    "at least": "'at least' belongs to a 'total', to a 'mean' or to a limit under 'where'.",
    "at most": "'at most' belongs to a 'total' or to a limit under 'where'.",
    "each": "'each' belongs to an entry under the 'of' of a 'total'.",
    "weight": "'weight' belongs to an entry under the 'of' of a 'mean'.",
    "may share": "'may share' belongs to a single requirement or to a 'total'.",
    "pool": "A pool stands in the place of a code: '{course: {pool: NAME}}'.",
    "kinds": "'kinds' belongs under 'evidence'.",
    "name":
      "'name' belongs under 'evidence', 'badge' or an entry of 'competencies' or 'partners'.",
    "image": "'image' belongs under 'badge'.",
    "caption": "'caption' belongs under 'badge'.",
    "url": "'url' belongs to an entry of 'competencies' or 'partners'.",
    "role": "'role' belongs to an entry of 'partners'.",
    "code": "'code' belongs to an entry of 'competencies'; a program's own code is 'program'.",
    "framework": "'framework' belongs to an entry of 'competencies'.",
    "opens": "'opens' belongs under 'enrollment'.",
    "closes": "'closes' belongs under 'enrollment'.",
    "on": "'on' belongs under 'award'.",
    "yearly": "'yearly' belongs under 'award'.",
    "id": "'id' belongs to a requirement.",
  ]
}
