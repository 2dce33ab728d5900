import LinkedData

/// Verification of embedded proofs (Data Integrity EdDSA and ECDSA Cryptosuites v1.0).
extension BadgeVerifier {
  /// The suites that are understood: the kind of key, and whether documents are canonicalised as
  /// JSON rather than as RDF.
  private static let suites: [String: (key: String, isJSON: Bool)] = [
    "eddsa-rdfc-2022": ("Ed25519", false), "eddsa-jcs-2022": ("Ed25519", true),
    "ecdsa-rdfc-2019": ("P-256", false), "ecdsa-jcs-2019": ("P-256", true),
    "Ed25519Signature2020": ("Ed25519", false),
  ]

  mutating func checkProofs(of object: JSONObject, _ place: Place) async {
    let proofs = object["proof"]?.elements ?? []
    guard
      report.check(
        place.prefix + "proof.present", (1...8).contains(proofs.count), "It is signed.",
        else: proofs.isEmpty ? "It has no proof." : "It has more than eight proofs.")
    else { return }
    var verified = 0
    for (index, proof) in proofs.enumerated() {
      let before = report.failures.count
      await checkProof(proof, of: object, proofs, "\(place.prefix)proof[\(index)]")
      if report.failures.count == before { verified += 1 }
    }
    if verified == 0 { report.fail(place.prefix + "proof.any", "No proof is valid.") }
  }

  private mutating func checkProof(
    _ proof: JSONValue, of object: JSONObject, _ proofs: [JSONValue], _ name: String
  ) async {
    guard let options = proof.object else {
      report.fail(name, "The proof is not an object.")
      return
    }
    let type = options["type"]?.string ?? ""
    let suite = type == "DataIntegrityProof" ? options["cryptosuite"]?.string ?? "" : type
    guard let rules = Self.suites[suite] else {
      report.fail(name + ".suite", "The kind of proof is not understood here.")
      return
    }
    report.pass(name + ".suite", "The proof is \(suite).")
    checkOptions(options, name)
    do throws(VerificationProblem) {
      try budget.takeProof()
      let method = options["verificationMethod"]?.string ?? ""
      let (key, controller) = try await key(method)
      let issuer = Self.id(of: object["issuer"])?.string
      report.check(
        name + ".key", issuer.map { sameBytes($0, controller) } ?? false,
        "The key \(method) is the issuer's.", else: "The key is not the issuer's.")
      guard let signature = signature(options["proofValue"], name) else { return }
      let document = try Self.chained(object.removing("proof"), options, proofs)
      let data =
        rules.isJSON
        ? try jsonData(document, options.removing("proofValue"))
        : try rdfData(document, options.removing("proofValue"), name)
      guard key.name == rules.key else {
        throw VerificationProblem("\(suite) needs a key of another kind.")
      }
      report.check(
        name + ".signature", key.isValid(signature, of: data),
        "The signature belongs to this credential and key.",
        else: "The signature does not belong to this credential: it was altered, or another key "
          + "signed it.")
    } catch {
      report.fail(name + ".verify", error.description)
    }
  }

  private mutating func checkOptions(_ options: JSONObject, _ name: String) {
    report.check(
      name + ".purpose", options["proofPurpose"] == "assertionMethod",
      "The proof is an assertion.", else: "proofPurpose must be assertionMethod.")
    if let created = options["created"] {
      let seconds = created.string.flatMap(Timestamp.seconds)
      report.check(
        name + ".created", seconds.map { $0 <= now + 300 } ?? false, "It was signed in the past.",
        else: seconds == nil
          ? "created must be a dateTime with upper-case T and Z, or another zone."
          : "It was signed in the future.")
    }
    if let expires = options["expires"] {
      let seconds = expires.string.flatMap(Timestamp.seconds)
      report.check(
        name + ".expires", seconds.map { $0 > now } ?? false, "The proof has not expired.",
        else: "The proof has expired.")
    }
  }

  private mutating func signature(_ value: JSONValue?, _ name: String) -> [UInt8]? {
    let text = value?.string ?? ""
    let bytes =
      text.utf8.first == UInt8(ascii: "z") && text.utf8.count <= 100
      ? Multibase.decode(text) : nil
    let isGood = report.check(
      name + ".proofValue", bytes?.count == 64, "The signature has its form.",
      else: "proofValue must be 'z' and base58 of 64 bytes.")
    return isGood ? bytes : nil
  }

  /// A proof that names previous ones covers them as well.
  private static func chained(
    _ document: JSONObject, _ options: JSONObject, _ proofs: [JSONValue]
  ) throws(VerificationProblem) -> JSONObject {
    guard let previous = options["previousProof"]?.elements else { return document }
    let chained = proofs.filter { proof in proof["id"].map(previous.contains) ?? false }
    guard chained.count == previous.count else {
      throw VerificationProblem("The proof names a previous one that is not there.")
    }
    var document = document
    document["proof"] = .array(chained)
    return document
  }

  /// The 64 bytes that were signed, by the JSON Canonicalization Scheme.
  private mutating func jsonData(
    _ document: JSONObject, _ options: JSONObject
  ) throws(VerificationProblem) -> [UInt8] {
    var document = document
    if let contexts = options["@context"] {
      guard document["@context"]?.elements.starts(with: contexts.elements) ?? false else {
        throw VerificationProblem("The proof was made for other contexts.")
      }
      document["@context"] = contexts
    }
    return try budget.canonicalText(options).sha256 + budget.canonicalText(document).sha256
  }

  /// The 64 bytes that were signed, by RDF Dataset Canonicalization.
  private mutating func rdfData(
    _ document: JSONObject, _ options: JSONObject, _ name: String
  ) throws(VerificationProblem) -> [UInt8] {
    var config = options
    config["@context"] = document["@context"]
    do {
      let canonical = try budget.canonicalForm(config)
      report.pass(name + ".options-safe", "Every term of the proof is defined.")
      return canonical.sha256 + (try budget.canonicalForm(document).sha256)
    } catch let error as VocabularyError {
      throw VerificationProblem("What was signed cannot be worked out. \(Self.sentence(error))")
    } catch {
      throw VerificationProblem("What was signed cannot be worked out: \(error).")
    }
  }
}
