import LinkedData

/// Verification of eddsa-rdfc-2022 proofs (Data Integrity EdDSA Cryptosuites v1.0).
extension Verification {
  /// `dataset` is what the document says without its proof; nil where not all of it is defined.
  mutating func checkProofs(
    of object: JSONObject, as dataset: [Quad]?, publicKeys: [VerificationMethod], at now: Int64?
  ) {
    let proofs = object["proof"]?.elements ?? []
    guard check("proof.present", !proofs.isEmpty, "the document has no proof") else { return }
    guard check("proof.count", proofs.count <= 8, "more than eight proofs") else { return }
    // Once for all proofs that cover nothing but the document.
    let content = Result {
      try dataset.map { try DataIntegrity.canonicalForm($0).sha256 }
    }
    for (index, proof) in proofs.enumerated() {
      guard let options = proof.object else {
        check("proof[\(index)]", false, "the proof is not an object")
        continue
      }
      let issuer = object["issuer"].id?.string
      var inner = Verification()
      inner.checkOptions(options, at: now)
      if let key = inner.checkKey(options, issuer: issuer, publicKeys: publicKeys) {
        inner.checkSignature(options, of: object, hash: content, proofs: proofs, key: key)
      }
      add(inner, prefix: "proof[\(index)].")
    }
  }

  private mutating func checkOptions(_ options: JSONObject, at now: Int64?) {
    check(
      "suite",
      options["type"]?.string == "DataIntegrityProof"
        && options["cryptosuite"]?.string == DataIntegrity.cryptosuite,
      "only DataIntegrityProof with eddsa-rdfc-2022 is understood")
    check(
      "purpose", options["proofPurpose"]?.string == "assertionMethod",
      "proofPurpose must be assertionMethod")
    if let created = options["created"] {
      let seconds = created.string.flatMap(Timestamp.seconds)
      let timely = seconds.map { $0 - 300 <= now ?? $0 }
      check("created", timely ?? false, "created must be a dateTime that is not in the future")
    }
    if let expires = options["expires"] {
      let seconds = expires.string.flatMap(Timestamp.seconds)
      check("expires", seconds.map { $0 > now ?? $0 - 1 } ?? false, "the proof has expired")
    }
  }

  private mutating func checkKey(
    _ options: JSONObject, issuer: String?, publicKeys: [VerificationMethod]
  ) -> VerificationMethod? {
    let id = options["verificationMethod"]?.string ?? ""
    let key = publicKeys.first { sameBytes($0.id, id) }
    check("key", key != nil, "the verification method is none of the keys given")
    guard let key else { return nil }
    check(
      "controller", issuer.map { sameBytes($0, key.controller) } ?? false,
      "the key does not belong to the issuer")
    return key
  }

  private mutating func checkSignature(
    _ options: JSONObject, of object: JSONObject, hash: Result<[UInt8]?, any Error>,
    proofs: [JSONValue], key: VerificationMethod
  ) {
    guard let value = options["proofValue"]?.string, value.utf8.first == UInt8(ascii: "z"),
      value.utf8.count <= 100, let signature = Multibase.decode(value), signature.count == 64
    else {
      check("proofValue", false, "proofValue must be 'z' and base58 of 64 bytes")
      return
    }
    var document = object.removing("proof")
    var known = try? hash.get()
    if let previous = options["previousProof"] {
      let chained = proofs.filter { proof in proof["id"].map(previous.elements.contains) ?? false }
      guard check("previousProof", chained.count == previous.elements.count, "not found") else {
        return
      }
      document["proof"] = .array(chained)
      known = nil
    }
    do {
      let data = try DataIntegrity.hashData(
        document: document, hash: known, options: options.removing("proofValue"))
      check(
        "signature", DataIntegrity.isValid(signature, of: data, key: key.publicKey),
        "the signature does not belong to this document and key")
    } catch {
      check("signature", false, "the document cannot be canonicalised: \(error)")
    }
  }
}
