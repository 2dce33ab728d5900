extension ContextFacts {
  /// Open Badges 3.0, context 3.0.3. `awardedDate` has the datatype `xsd:dateTime` as written,
  /// because the prefix is undefined in that context.
  static let openBadges = ContextFacts(
    url: "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    terms: [
      ob("alignment"), schema("description"), ob("endorsement"), ob("endorsementJwt"),
      image, schema("inLanguage"), schema("name"), ob("narrative"),
      schema("url", .typed(anyURI)), ob("awardedDate", .typed("xsd:dateTime")),
      VocabularyTerm("jti", Namespace.jwt + "jti", .reference),
    ],
    classes: achievementClasses + personClasses + resultClasses + [
      obClass("OpenBadgeCredential"),
      VocabularyClass("AchievementCredential", Namespace.openBadges + "OpenBadgeCredential"),
      obClass("EndorsementCredential"),
      obClass("EndorsementSubject", [ob("endorsementComment")]),
      obClass("Image", [schema("caption")]),
    ])

  /// Types that Open Badges uses but its context leaves to an extension.
  static let extensions = ContextFacts(
    url: "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    terms: [],
    classes: [
      edTech("1EdTechJsonSchemaValidator2019", "vccs"), edTech("1EdTechRevocationList", "vcrl"),
      edTech("1EdTechCredentialRefresh", "vccr"),
    ])

  private static func edTech(_ name: String, _ specification: String) -> VocabularyClass {
    VocabularyClass(
      name, "https://purl.imsglobal.org/spec/\(specification)/v1p0/context.json#\(name)")
  }

  static let anyURI = Namespace.secureXSD + "anyURI"
  static let date = VocabularyTerm.Kind.typed(Namespace.secureXSD + "date")
  static let float = VocabularyTerm.Kind.typed(Namespace.secureXSD + "float")
  static let image = ob("image", .reference)

  static func ob(_ name: String, _ kind: VocabularyTerm.Kind = .plain) -> VocabularyTerm {
    VocabularyTerm(name, Namespace.openBadges + name, kind)
  }

  static func schema(_ name: String, _ kind: VocabularyTerm.Kind = .plain) -> VocabularyTerm {
    VocabularyTerm(name, Namespace.schema + name, kind)
  }

  static func obClass(_ name: String, _ terms: [VocabularyTerm] = []) -> VocabularyClass {
    VocabularyClass(name, Namespace.openBadges + name, terms)
  }
}
