import Crypto
import LinkedData
import OpenBadges
import TestSupport
import Testing

@Suite(.enabled(if: SharedData.isPresent)) struct KnownAnswerTests {
  static func json(_ path: String) throws -> JSONValue {
    try JSONValue(parsing: SharedData.bytes(path))
  }

  static func bytes(hex text: String) -> [UInt8] {
    let digits = text.compactMap { UInt8(exactly: $0.hexDigitValue ?? 0) }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func `the known badge has the known canonical form, hash and signature`() throws {
    let answer = try Self.json("vectors/kat.json")
    let document = try #require(answer["document"])
    let canonical = try DataIntegrity.canonicalForm(document)
    #expect(Self.text(canonical) == answer["canonicalDocument"]?.string)
    #expect(Self.text(canonical.sha256.hex) == answer["documentSha256"]?.string)
    var options = try #require(answer["proofOptions"]?.object)
    options["@context"] = document["@context"]
    #expect(
      try Self.text(DataIntegrity.canonicalForm(.object(options)))
        == answer["canonicalProofConfig"]?.string)
    let signer = try Ed25519Signer(
      seed: Self.bytes(hex: try #require(answer["ed25519SeedHex"]?.string)),
      controller: "did:web:badges.example.edu")
    let created = try #require(Timestamp.seconds("2026-11-20T10:00:00Z"))
    let signed = try DataIntegrity.sign(document, created: created, signer: signer)
    #expect(signed["proof"]?.elements.first?["proofValue"] == answer["proofValue"])
  }

  @Test(arguments: ["badge.json", "badge-two-proofs.json", "host/status/1", "host/status/2"])
  func `the samples of another issuer verify, and not once altered`(_ file: String) throws {
    let host = try Self.json("samples/host/.well-known/did.json")
    let keys = try #require(DIDDocument(json: host)).keys
    let document = try Self.json("samples/" + file)
    let now = Timestamp.seconds("2027-01-01T00:00:00Z")
    let verification = verify(document: document, publicKeys: keys, at: now)
    // The second proof of the file with two is of another suite.
    let understood = verification.failures.filter { !$0.name.hasPrefix("proof[1]") }
    #expect(understood.isEmpty)
    var altered = try #require(document.object)
    altered["validFrom"] = "2026-11-20T10:00:01Z"
    #expect(
      verify(document: .object(altered), publicKeys: keys).failures
        .contains { $0.name == "proof[0].signature" })
  }

  @Test func `the published example of Open Badges has its published canonical form`() throws {
    let contexts = Vocabulary.badgeContexts.prefix(2).map { JSONValue.string($0) }
    let document: JSONValue = [
      "@context": .array([JSONValue](contexts)), "id": "http://example.com/credentials/3527",
      "type": ["VerifiableCredential", "OpenBadgeCredential"],
      "issuer": [
        "id": "https://example.edu/issuers/565049", "type": ["Profile"],
        "url": "https://www.imsglobal.org", "name": "Example Corp",
      ],
      "validFrom": "2010-01-01T00:00:00Z", "name": "Teamwork Badge",
      "credentialSubject": [
        "id": "did:example:ebfeb1f712ebc6f1c276e12ec21", "type": ["AchievementSubject"],
        "achievement": [
          "id": "https://example.com/achievements/21st-century-skills/teamwork",
          "type": ["Achievement"],
          "criteria": [
            "narrative":
              "Team members are nominated for this badge by their peers and recognized upon review by Example Corp management."
          ],
          "description":
            "This badge recognizes the development of the capacity to collaborate within a group environment.",
          "name": "Teamwork",
        ],
      ],
    ]
    let base = "vectors/ob3-impl-guide/obv3p0/"
    let canonical = try DataIntegrity.canonicalForm(document)
    #expect(
      try Self.text(canonical) == Self.text(SharedData.bytes(base + "document-canon.txt")))
    let options: JSONValue = [
      "@context": .array([JSONValue](contexts)), "type": "DataIntegrityProof",
      "cryptosuite": "eddsa-rdfc-2022", "created": "2010-01-01T19:23:24Z",
      "verificationMethod":
        "https://example.edu/issuers/565049#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
      "proofPurpose": "assertionMethod",
    ]
    #expect(
      try Self.text(DataIntegrity.canonicalForm(options))
        == Self.text(SharedData.bytes(base + "proof-canon.txt")))
  }

  @Test(arguments: ["", "employ/"])
  func `the hashes and signatures of the cryptosuite's own vectors hold`(_ folder: String) throws {
    let base = "vectors/vc-di-eddsa/eddsa-rdfc-2022/" + folder
    func text(_ name: String) throws -> String { try Self.text(SharedData.bytes(base + name)) }
    let document = try CanonicalDataset(
      NQuads.parse(SharedData.bytes(base + "canonDocDataInt.txt")))
    let proof = try CanonicalDataset(NQuads.parse(SharedData.bytes(base + "proofCanonDataInt.txt")))
    #expect(Self.text(document.nquads.sha256.hex) == (try text("docHashDataInt.txt")))
    #expect(Self.text(proof.nquads.sha256.hex) == (try text("proofHashDataInt.txt")))
    let pair = try Self.json("vectors/vc-di-eddsa/keyPair.json")
    let key = try #require(pair["publicKeyMultibase"]?.string.flatMap(Multikey.decodeEd25519))
    let signature = try #require(Multibase.decode(try text("sigBTC58DataInt.txt")))
    #expect(Self.text(signature.hex) == (try text("sigHexDataInt.txt")))
    #expect(
      try Curve25519.Signing.PublicKey(rawRepresentation: key)
        .isValidSignature(signature, for: proof.nquads.sha256 + document.nquads.sha256))
  }
}
