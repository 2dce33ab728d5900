import LinkedData

extension ContextFacts {
  /// Verifiable Credentials Data Model 2.0.
  static let credentials = ContextFacts(
    url: "https://www.w3.org/ns/credentials/v2",
    terms: [
      VocabularyTerm("description", Namespace.schema + "description"),
      VocabularyTerm(
        "digestMultibase", Namespace.security + "digestMultibase", .typed(Namespace.multibase)),
      VocabularyTerm(
        "digestSRI", Namespace.credentials + "digestSRI",
        .typed(Namespace.credentials + "sriString")),
      VocabularyTerm("mediaType", Namespace.schema + "encodingFormat"),
      VocabularyTerm("name", Namespace.schema + "name"),
      VocabularyTerm("aud", Namespace.jwt + "aud", .reference),
      VocabularyTerm("exp", Namespace.jwt + "exp", nonNegative),
      VocabularyTerm("iat", Namespace.jwt + "iat", nonNegative),
      VocabularyTerm("iss", Namespace.jose + "iss", .reference),
      VocabularyTerm("jku", Namespace.jose + "jku", .reference),
      VocabularyTerm("kid", Namespace.jose + "kid", .reference),
      VocabularyTerm("nbf", Namespace.jwt + "nbf", nonNegative),
      VocabularyTerm("sub", Namespace.jose + "sub", .reference),
      VocabularyTerm("x5u", Namespace.jose + "x5u", .reference),
    ],
    classes: [
      VocabularyClass(
        "VerifiableCredential", Namespace.credentials + "VerifiableCredential", credential),
      VocabularyClass(
        "EnvelopedVerifiableCredential",
        Namespace.credentials + "EnvelopedVerifiableCredential"),
      VocabularyClass(
        "JsonSchemaCredential", Namespace.credentials + "JsonSchemaCredential"),
      VocabularyClass(
        "BitstringStatusListCredential", Namespace.status + "BitstringStatusListCredential"),
      VocabularyClass("BitstringStatusList", Namespace.status + "BitstringStatusList", statusList),
      VocabularyClass(
        "BitstringStatusListEntry", Namespace.status + "BitstringStatusListEntry", statusEntry),
      VocabularyClass("DataIntegrityProof", Namespace.security + "DataIntegrityProof", proof),
    ])

  private static let nonNegative = VocabularyTerm.Kind.typed(
    Namespace.secureXSD + "nonNegativeInteger")

  private static let credential: [VocabularyTerm] =
    [
      "confidenceMethod", "credentialSchema", "credentialStatus", "credentialSubject", "evidence",
      "issuer", "refreshService", "relatedResource", "renderMethod", "termsOfUse",
    ].map { VocabularyTerm($0, Namespace.credentials + $0, .reference) } + [
      VocabularyTerm("proof", Namespace.security + "proof", .graph),
      VocabularyTerm("validFrom", Namespace.credentials + "validFrom", .typed(XSD.dateTime)),
      VocabularyTerm("validUntil", Namespace.credentials + "validUntil", .typed(XSD.dateTime)),
    ]

  private static let statusList = [
    VocabularyTerm("encodedList", Namespace.status + "encodedList", .typed(Namespace.multibase)),
    VocabularyTerm("statusPurpose", Namespace.status + "statusPurpose"),
    VocabularyTerm("ttl", Namespace.status + "ttl"),
  ]

  private static let statusEntry = [
    VocabularyTerm("statusListCredential", Namespace.status + "statusListCredential", .reference),
    VocabularyTerm("statusListIndex", Namespace.status + "statusListIndex"),
    VocabularyTerm("statusPurpose", Namespace.status + "statusPurpose"),
    VocabularyTerm(
      "statusMessage", Namespace.status + "statusMessage",
      nested: [
        VocabularyTerm("message", Namespace.status + "message"),
        VocabularyTerm("status", Namespace.status + "status"),
      ]),
    VocabularyTerm("statusReference", Namespace.status + "statusReference", .reference),
    VocabularyTerm(
      "statusSize", Namespace.status + "statusSize", .typed(Namespace.secureXSD + "integer")),
  ]

  static let proof = [
    VocabularyTerm("challenge", Namespace.security + "challenge"),
    VocabularyTerm("created", "http://purl.org/dc/terms/created", .typed(XSD.dateTime)),
    VocabularyTerm(
      "cryptosuite", Namespace.security + "cryptosuite",
      .typed(Namespace.security + "cryptosuiteString")),
    VocabularyTerm("domain", Namespace.security + "domain"),
    VocabularyTerm("expires", Namespace.security + "expiration", .typed(XSD.dateTime)),
    VocabularyTerm("nonce", Namespace.security + "nonce"),
    VocabularyTerm("previousProof", Namespace.security + "previousProof", .reference),
    VocabularyTerm("proofPurpose", Namespace.security + "proofPurpose", .keyword(purposes)),
    VocabularyTerm("proofValue", Namespace.security + "proofValue", .typed(Namespace.multibase)),
    VocabularyTerm("verificationMethod", Namespace.security + "verificationMethod", .reference),
  ]

  private static let purposes = [
    "assertionMethod": Namespace.security + "assertionMethod",
    "authentication": Namespace.security + "authenticationMethod",
    "capabilityDelegation": Namespace.security + "capabilityDelegationMethod",
    "capabilityInvocation": Namespace.security + "capabilityInvocationMethod",
    "keyAgreement": Namespace.security + "keyAgreementMethod",
  ]
}
