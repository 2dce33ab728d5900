public import LinkedData

/// Proofs of the cryptosuite eddsa-jcs-2022 (Data Integrity EdDSA Cryptosuites v1.0), which need no
/// JSON-LD: document and options are canonicalised as JSON (RFC 8785).
extension DataIntegrity {
  static let jcsCryptosuite = "eddsa-jcs-2022"

  /// The document with one more proof, of eddsa-jcs-2022, after those it has; both are of the
  /// document without any proof. `created` is in seconds since 1970 in UTC. Throws when a number of
  /// the document is out of range.
  public static func addingJCSProof(
    to document: JSONValue, created: Int64, signer: some Signer
  ) throws -> JSONValue {
    guard var object = document.object else { throw JCSError() }
    var options = options(created: created, method: signer.verificationMethod.id)
    options["cryptosuite"] = .string(jcsCryptosuite)
    options["@context"] = object["@context"]
    let data = try jcsHashData(document: object.removing("proof"), options: options)
    options["proofValue"] = .string(Multibase.base58(try signer.signature(for: data)))
    let proofs = object["proof"].map(\.elements) ?? []
    object["proof"] = .array(proofs + [.object(options)])
    return .object(object)
  }

  /// The 64 bytes to sign: SHA-256 of the options without `proofValue`, then of the document
  /// without `proof`. Options that have a context give it to the document, which must begin with it
  /// ("Verify Proof", step 4). Throws when that is not so, or a number is out of range.
  static func jcsHashData(document: JSONObject, options: JSONObject) throws -> [UInt8] {
    var document = document
    if let context = options["@context"] {
      let own = document["@context"]?.elements ?? []
      guard own.starts(with: context.elements) else { throw JCSError() }
      document["@context"] = context
    }
    guard let canonical = JSONValue.object(document).canonicalized,
      let canonicalOptions = JSONValue.object(options.removing("proofValue")).canonicalized
    else { throw JCSError() }
    return canonicalOptions.sha256 + canonical.sha256
  }
}

/// A document that has no canonical JSON, or another context than its proof.
struct JCSError: Error, CustomStringConvertible {
  var description: String {
    "the document has no canonical JSON, or another context than its proof"
  }
}
