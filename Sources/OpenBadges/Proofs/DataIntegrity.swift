import Crypto
public import LinkedData

/// Data Integrity proofs of the cryptosuite eddsa-rdfc-2022 (Data Integrity EdDSA Cryptosuites
/// v1.0, "eddsa-rdfc-2022").
public enum DataIntegrity {
  static let cryptosuite = "eddsa-rdfc-2022"

  /// The document with a `proof` array of one element; a proof it had is replaced. `created` is in
  /// seconds since 1970 in UTC. Throws for documents outside the vocabulary.
  public static func sign(
    _ document: JSONValue, created: Int64, signer: some Signer
  ) throws -> JSONValue {
    var options = options(created: created, method: signer.verificationMethod.id)
    var object = document.object?.removing("proof") ?? JSONObject()
    let data = try hashData(document: object, options: options)
    options["proofValue"] = .string(Multibase.base58(try signer.signature(for: data)))
    object["proof"] = [.object(options)]
    return .object(object)
  }

  static func options(created: Int64, method: String) -> JSONObject {
    JSONObject([
      ("type", "DataIntegrityProof"), ("cryptosuite", .string(cryptosuite)),
      ("created", .string(Timestamp.text(created))), ("verificationMethod", .string(method)),
      ("proofPurpose", "assertionMethod"),
    ])
  }

  /// The 64 bytes to sign: SHA-256 of the proof options, then of the document without proof, which
  /// is worked out where it is not known.
  static func hashData(
    document: JSONObject, hash: [UInt8]? = nil, options: JSONObject
  ) throws -> [UInt8] {
    try canonicalOptions(options, context: document["@context"]).sha256
      + (hash ?? canonicalForm(.object(document)).sha256)
  }

  /// The canonical N-Quads of proof options, which share the context of their document.
  static func canonicalOptions(_ options: JSONObject, context: JSONValue?) throws -> [UInt8] {
    var options = options
    options["@context"] = context
    return try canonicalForm(.object(options))
  }

  /// The canonical N-Quads (RDFC-1.0, SHA-256) of a document of the vocabulary.
  public static func canonicalForm(_ document: JSONValue) throws -> [UInt8] {
    try canonicalForm(Vocabulary.dataset(of: document))
  }

  /// The canonical N-Quads of statements.
  static func canonicalForm(_ dataset: [Quad]) throws -> [UInt8] {
    try CanonicalDataset(dataset, workLimit: 200_000).nquads
  }

  /// Whether a signature of 64 bytes belongs to a message and a key.
  static func isValid(_ signature: [UInt8], of message: [UInt8], key: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key) else { return false }
    return key.isValidSignature(signature, for: message)
  }
}
