extension ContextFacts {
  /// What was achieved, and what it is aligned with and related to.
  static let achievementClasses = [
    obClass(
      "Achievement",
      [
        ob("achievementType"), ob("alignment"), ob("creator"), ob("creditsAvailable", float),
        VocabularyTerm("criteria", Namespace.openBadges + "Criteria", .reference),
        ob("fieldOfStudy"), ob("humanCode"), image, ob("otherIdentifier"), ob("related"),
        ob("resultDescription"), ob("specialization"),
        VocabularyTerm("tag", Namespace.schema + "keywords"), ob("version"),
        schema("inLanguage"),
      ]),
    obClass(
      "AchievementSubject",
      [
        ob("achievement"), ob("activityEndDate", date), ob("activityStartDate", date),
        ob("creditsEarned", float), ob("identifier"), image, ob("licenseNumber"), ob("result"),
        ob("role"), ob("source", .reference), ob("term"),
      ]),
    VocabularyClass(
      "Alignment", Namespace.schema + "AlignmentObject",
      [
        ob("targetCode"), schema("targetDescription"), schema("targetFramework"),
        schema("targetName"), ob("targetType"), schema("targetUrl", .typed(anyURI)),
      ]),
    obClass("Criteria"),
    obClass("Evidence", [schema("audience"), schema("genre")]),
    obClass("Related", [ob("version"), schema("inLanguage")]),
  ]

  /// How well it was achieved. The links between results and their descriptions are literals.
  static let resultClasses = [
    obClass(
      "Result",
      [
        ob("achievedLevel", .typed(anyURI)), ob("resultDescription", .typed(anyURI)), ob("status"),
        schema("value"),
      ]),
    obClass(
      "ResultDescription",
      [
        ob("allowedValue", .list), ob("requiredLevel", .typed(anyURI)), ob("requiredValue"),
        ob("resultType"), ob("rubricCriterionLevel"), ob("valueMax"), ob("valueMin"),
      ]),
    obClass("RubricCriterionLevel", [ob("level"), ob("points")]),
  ]
}
