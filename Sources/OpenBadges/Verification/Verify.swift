public import LinkedData

/// Verifies a credential, an endorsement or a status list: its form, its proofs and, at an instant
/// in seconds since 1970 in UTC, its validity. Keys are those that the caller resolved and trusts;
/// whether the status list has revoked a credential is for the caller to look up.
public func verify(
  document bytes: [UInt8], publicKeys: [VerificationMethod], at now: Int64? = nil
) -> Verification {
  var verification = Verification()
  do throws(JSONError) {
    let document = try JSONValue(parsing: bytes)
    verification.check("json", true)
    verification.add(verify(document: document, publicKeys: publicKeys, at: now), prefix: "")
  } catch {
    verification.check("json", false, error.description)
  }
  return verification
}

/// Verifies a parsed document, as `verify(document:publicKeys:at:)` does for bytes.
public func verify(
  document: JSONValue, publicKeys: [VerificationMethod], at now: Int64? = nil
) -> Verification {
  var verification = Verification()
  guard let object = document.object else {
    verification.check("json", false, "the document is not an object")
    return verification
  }
  verification.checkStructure(of: object)
  let dataset = verification.checkVocabulary(of: object)
  verification.checkProofs(of: object, as: dataset, publicKeys: publicKeys, at: now)
  if let now { verification.checkValidity(of: object, at: now) }
  let places = [document, document["issuer"], document["credentialSubject"]?["achievement"]]
  let endorsements = places.compactMap { $0?["endorsement"]?.elements }.joined()
  for (index, endorsement) in endorsements.enumerated() {
    let inner = verify(document: endorsement, publicKeys: publicKeys, at: now)
    verification.add(inner, prefix: "endorsement[\(index)].")
  }
  return verification
}

extension Verification {
  /// Returns the statements of the document without its proof, where all of it is defined.
  @discardableResult
  mutating func checkVocabulary(of object: JSONObject) -> [Quad]? {
    do throws(VocabularyError) {
      let dataset = try Vocabulary.dataset(of: .object(object.removing("proof")))
      check("vocabulary", true)
      return dataset
    } catch {
      check("vocabulary", false, error.description)
      return nil
    }
  }

  mutating func checkValidity(of object: JSONObject, at now: Int64) {
    let from = object["validFrom"]?.string.flatMap(Timestamp.seconds)
    check("validity.from", from.map { $0 <= now } ?? false, "not valid yet; see validFrom")
    if let until = object["validUntil"]?.string {
      let seconds = Timestamp.seconds(until)
      check("validity.until", seconds.map { $0 >= now } ?? false, "expired; see validUntil")
    }
  }
}
