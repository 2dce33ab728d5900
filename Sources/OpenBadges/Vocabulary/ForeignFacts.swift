/// Contexts that badges of other issuers use. Those of Open Badges 3.0 before 3.0.2 are not among
/// them: they define terms anew that verifiable credentials 2.0 protects, which JSON-LD forbids.
extension ContextFacts {
  /// The facts of a list of contexts; nil unless it begins with that of verifiable credentials 2.0,
  /// has at most one of Open Badges, none twice, and none that is not known.
  static func foreign(_ urls: [String]) -> [ContextFacts]? {
    let facts = urls.compactMap { url in all.first { $0.url == url } }
    let badges = facts.count { $0.url.hasPrefix("https://purl.imsglobal.org/spec/ob/v3p0/context") }
    guard facts.count == urls.count, Set(urls).count == urls.count, badges <= 1,
      urls.first == credentials.url
    else { return nil }
    return facts
  }

  private static let all = [
    credentials, openBadges, openBadges302, extensions, dataIntegrity, multikey, status,
    ed25519Signature2020,
  ]

  /// Open Badges 3.0, context 3.0.2: as 3.0.3, without languages and `awardedDate`, and with two
  /// properties under other names.
  static let openBadges302 = openBadges.variant(
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
  ) { term in
    switch term.name {
    case "inLanguage", "awardedDate", "endorsementJwt", "jti": nil
    case "image": ob("Image", .reference).named("image")
    case "achievement": ob("achievement-0").named("achievement")
    default: term
    }
  }

  /// Its terms are those of verifiable credentials 2.0.
  static let dataIntegrity = ContextFacts(
    url: "https://w3id.org/security/data-integrity/v2", terms: [], classes: [])

  /// Its terms are those of keys, which badges do not hold.
  static let multikey = ContextFacts(
    url: "https://w3id.org/security/multikey/v1", terms: [], classes: [])

  /// Its terms are those of verifiable credentials 2.0.
  static let status = ContextFacts(
    url: "https://www.w3.org/ns/credentials/status/v1", terms: [], classes: [])

  /// The older kind of proof with Ed25519.
  static let ed25519Signature2020 = ContextFacts(
    url: "https://w3id.org/security/suites/ed25519-2020/v1", terms: [],
    classes: [
      VocabularyClass(
        "Ed25519Signature2020", Namespace.security + "Ed25519Signature2020",
        proof.filter {
          !["cryptosuite", "expires", "previousProof"].contains($0.name)
        })
    ])

  private func variant(
    _ url: String, _ change: (VocabularyTerm) -> VocabularyTerm?
  ) -> ContextFacts {
    ContextFacts(
      url: url, terms: terms.compactMap(change),
      classes: classes.map {
        VocabularyClass($0.name, $0.iri, $0.terms.compactMap(change))
      })
  }
}

extension VocabularyTerm {
  fileprivate func named(_ name: String) -> VocabularyTerm { VocabularyTerm(name, iri, kind) }
}
