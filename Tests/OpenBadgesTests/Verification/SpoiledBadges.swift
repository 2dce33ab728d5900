import Crypto
import LinkedData
import OpenBadges

/// The table of good and spoiled badges on which two verifiers must agree.
enum SpoiledBadges {
  static func all() throws -> [SpoiledBadge] {
    let issuer = try SpoilingIssuer()
    return try documents(issuer) + proofs(issuer) + hosts(issuer) + lists(issuer)
      + tokens(issuer) + pictures(issuer) + texts(issuer)
  }

  /// Documents that break one rule and are signed as they are.
  static func documents(_ issuer: SpoilingIssuer) throws -> [SpoiledBadge] {
    let changes: [(String, String, JSONValue?, String?)] = [
      ("as it is", "name", "Data Stewardship", nil),
      ("an undefined term", "grade", "A", "jsonld"),
      ("an undefined nested term", "credentialSubject/achievement/colour", "red", "jsonld"),
      (
        "an undefined type", "type", ["VerifiableCredential", "OpenBadgeCredential", "Own"],
        "jsonld"
      ),
      ("a null member", "description", .null, "serialization"),
      ("an empty array", "evidence", [], "serialization"),
      ("no issuer", "issuer", nil, "issuer"),
      ("a bare issuer", "issuer", .string(Fixture.did), "issuer-profile"),
      ("an issuer without name", "issuer/name", nil, "issuer-profile"),
      ("another issuer", "issuer/id", "did:web:other.example.edu", "key"),
      ("no validFrom", "validFrom", nil, "valid"),
      ("validFrom in the future", "validFrom", "2036-01-01T00:00:00Z", "validity"),
      ("validUntil in the past", "validUntil", "2020-01-01T00:00:00Z", "validity"),
      ("a lower-case z", "validFrom", "2026-09-21T14:13:20z", "validity"),
      ("no zone", "validFrom", "2026-09-21T14:13:20", "validity"),
      ("a date alone", "validFrom", "2026-09-21", "validity"),
      ("a day that is not", "validFrom", "2026-02-30T00:00:00Z", "validity"),
      ("an hour that is not", "validFrom", "2026-02-20T24:00:00Z", "validity"),
      ("another zone", "validFrom", "2026-09-21T14:13:20+02:00", nil),
      ("a bad awardedDate", "awardedDate", "yesterday", "validity"),
      ("no id", "id", nil, "vc.id"),
      ("an id that is no URI", "id", "badge-1", "vc.id"),
      ("an id with a space", "id", "urn:a b", "vc.id"),
      ("an id in another alphabet", "id", "https://bädges.example.edu/1", nil),
      ("no subject", "credentialSubject", nil, "subject"),
      ("two subjects", "credentialSubject", [["id": "urn:a:1"]], "subject"),
      ("a subject of another type", "credentialSubject/type", ["Evidence"], "subject-type"),
      ("no achievement", "credentialSubject/achievement", nil, "schema"),
      ("no criteria", "credentialSubject/achievement/criteria", nil, "criteria"),
      (
        "criteria of no content", "credentialSubject/achievement/criteria", ["type": "Criteria"],
        "criteria"
      ),
      ("an achievement without name", "credentialSubject/achievement/name", nil, "schema"),
      (
        "an unknown achievement type", "credentialSubject/achievement/achievementType", "Program",
        "schema"
      ),
      (
        "an own achievement type", "credentialSubject/achievement/achievementType", "ext:Program",
        nil
      ),
      ("a number as text", "credentialSubject/creditsEarned", "6.5", "schema"),
      ("too many credits", "credentialSubject/creditsEarned", 7, "credits"),
      ("negative credits", "credentialSubject/creditsEarned", -1, "credits"),
      ("a tag that is no array", "credentialSubject/achievement/tag", "data", "schema"),
      ("a bad language", "credentialSubject/achievement/inLanguage", "English", "schema"),
      ("an image as text", "image", "https://badges.example.edu/1.png", "image"),
      (
        "an image of two types", "image", ["id": "https://a.example/1", "type": ["Image"]], "schema"
      ),
      (
        "an image with more", "image",
        ["id": "https://a.example/1", "type": "Image", "name": "x"], "schema"
      ),
      (
        "evidence within the subject", "credentialSubject/evidence", [["type": ["Evidence"]]],
        "evidence"
      ),
      (
        "a result without description", "credentialSubject/result",
        [["type": ["Result"], "resultDescription": "urn:x:1", "value": "A"]], "results"
      ),
      (
        "a grade that is not allowed", "credentialSubject/result",
        [
          [
            "type": ["Result"], "value": "Z",
            "resultDescription": .string(Fixture.base + "/achievements/data/v3/grade"),
          ]
        ], "results"
      ),
      (
        "a status that is missing", "credentialSubject/result",
        [
          [
            "type": ["Result"],
            "resultDescription": .string(Fixture.base + "/achievements/data/v3/status"),
          ]
        ], "results"
      ),
      (
        "a hash that is none", "credentialSubject/identifier/0/identityHash", "sha256$00",
        "recipient"
      ),
      ("hashed as text", "credentialSubject/identifier/0/hashed", "true", "schema"),
      (
        "an unknown kind of identifier", "credentialSubject/identifier/0/identityType", "shoeSize",
        "schema"
      ),
      ("an identifier with more", "credentialSubject/identifier/0/note", "x", "schema"),
      ("a type that is no array", "type", "OpenBadgeCredential", "schema"),
      (
        "another type", "type", ["VerifiableCredential", "BitstringStatusListCredential"],
        "ob.type"
      ),
      ("no type of a credential", "type", ["OpenBadgeCredential"], "vc.type"),
      ("one context", "@context", ["https://www.w3.org/ns/credentials/v2"], "context"),
      (
        "a wrong order of contexts", "@context",
        .array(Vocabulary.badgeContexts.reversed().map { .string($0) }), "context"
      ),
      (
        "the context of version 1", "@context/0", "https://www.w3.org/2018/credentials/v1",
        "context"
      ),
      ("an unknown context", "@context/2", "https://contexts.example.org/v1", "jsonld"),
      (
        "a context as an object", "@context/2",
        ["colour": "https://example.org/colour", "x": .null],
        "jsonld"
      ),
      (
        "the older context", "@context/1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json", "jsonld"
      ),
      (
        "the oldest context", "@context/1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json", "jsonld"
      ),
      (
        "a context more", "@context",
        .array(
          (Vocabulary.badgeContexts + ["https://w3id.org/security/data-integrity/v2"]).map {
            .string($0)
          }), nil
      ),
      ("an unknown status", "credentialStatus/type", "StatusList2021Entry", "status"),
      ("a status index as number", "credentialStatus/statusListIndex", 94_567, "status"),
      ("a status index with zeros", "credentialStatus/statusListIndex", "094567", "status"),
      ("a status index too large", "credentialStatus/statusListIndex", "131072", "status"),
      (
        "a status index beyond numbers", "credentialStatus/statusListIndex",
        "99999999999999999999999", "status"
      ),
      (
        "a status entry with the id of its list", "credentialStatus/id",
        .string(Fixture.base + "/status/1"), "status"
      ),
      ("another purpose", "credentialStatus/statusPurpose", "suspension", "purpose"),
      ("no status", "credentialStatus", nil, nil),
      ("a member vc", "vc", ["id": "urn:a:1"], "vc"),
      (
        "a schema of others", "credentialSchema/0/id", "https://example.org/schema.json", "declared"
      ),
    ]
    let host = try issuer.host()
    return try changes.map { name, path, value, reason in
      SpoiledBadge(
        name: name, input: try issuer.sign(issuer.document.setting(path, value)).serialized,
        host: host, reason: reason)
    }
  }

  static func proofs(_ issuer: SpoilingIssuer) throws -> [SpoiledBadge] {
    let host = try issuer.host()
    let options: [(String, [String: JSONValue?], String?)] = [
      ("another purpose of the proof", ["proofPurpose": "authentication"], "purpose"),
      ("no purpose of the proof", ["proofPurpose": JSONValue?.none], "purpose"),
      ("signed in the future", ["created": "2036-01-01T00:00:00Z"], "created"),
      ("a bad created", ["created": "2026-09-21"], "proof"),
      ("no created", ["created": JSONValue?.none], nil),
      ("an expired proof", ["expires": "2026-01-01T00:00:00Z"], "expires"),
      ("no context in the proof", ["@context": JSONValue?.none], nil),
      (
        "a shorter context in the proof", ["@context": ["https://www.w3.org/ns/credentials/v2"]],
        "signature"
      ),
      ("another context in the proof", ["@context": ["https://www.w3.org/ns/did/v1"]], "proof"),
      ("an unknown suite", ["cryptosuite": "bbs-2023"], "suite"),
      ("another kind of key", ["cryptosuite": "ecdsa-jcs-2019"], "proof"),
      ("another proof type", ["type": "RsaSignature2018"], "suite"),
      ("a key that is not there", ["verificationMethod": .string(Fixture.did + "#z6Mkx")], "proof"),
      ("a key without fragment", ["verificationMethod": .string(Fixture.did)], "proof"),
      ("a key that is no URL", ["verificationMethod": "key-1"], "proof"),
      ("a key of another host", ["verificationMethod": "did:web:b.example.edu#z6Mkx"], "proof"),
      ("a previous proof that is not there", ["previousProof": "urn:p:1"], "proof"),
    ]
    var badges = try options.map { name, changes, reason in
      SpoiledBadge(
        name: name, input: try issuer.sign(issuer.document, changes).serialized, host: host,
        reason: reason)
    }
    let rdf = try DataIntegrity.sign(
      issuer.document, created: Fixture.start, signer: issuer.signer)
    let other = try DataIntegrity.sign(
      issuer.document, created: Fixture.start, signer: Fixture.signer(8))
    let values: [(String, JSONValue, String?)] = [
      ("rdfc", rdf, nil), ("rdfc by a foreign key", other, "proof"),
      ("rdfc altered", rdf.setting("name", "Other"), "signature"),
      ("rdfc without proof", issuer.document, "proof.present"),
      ("rdfc with an empty proof", rdf.setting("proof", []), "proof"),
      (
        "rdfc with one proof and no array", rdf.setting("proof", rdf["proof"]?.elements[0]),
        "schema"
      ),
      ("a proof that is text", rdf.setting("proof/0", "x"), "proof"),
      ("an unknown term in the proof", rdf.setting("proof/0/colour", "red"), "proof"),
      ("a proofValue of another base", rdf.setting("proof/0/proofValue", "uAAAA"), "proofValue"),
      ("no proofValue", rdf.setting("proof/0/proofValue", nil), "proof"),
      ("a short proofValue", rdf.setting("proof/0/proofValue", "z2"), "proofValue"),
      ("rdfc signed by did:key", try byDIDKey(issuer), nil),
      (
        "rdfc signed by a did:key that is not the issuer", try byDIDKey(issuer, isIssuer: false),
        "key"
      ),
    ]
    badges += values.map {
      SpoiledBadge(name: $0, input: $1.serialized, host: host, reason: $2)
    }
    return badges
  }

  private static func byDIDKey(
    _ issuer: SpoilingIssuer, isIssuer: Bool = true
  ) throws -> JSONValue {
    let did = "did:key:" + issuer.signer.verificationMethod.publicKeyMultibase
    let signer = try Ed25519Signer(seed: [UInt8](repeating: 7, count: 32), controller: did)
    let document = issuer.document.setting("credentialStatus", nil)
    return try DataIntegrity.sign(
      isIssuer ? document.setting("issuer/id", .string(did)) : document, created: Fixture.start,
      signer: signer)
  }

  /// Hosts that answer with something else.
  static func hosts(_ issuer: SpoilingIssuer) throws -> [SpoiledBadge] {
    let did = issuer.didDocument()
    let key = issuer.signer.verificationMethod
    let documents: [(String, JSONValue?, String?)] = [
      ("a DID document of somebody else", did.setting("id", "did:web:x.example"), "proof"),
      ("no DID document", nil, "proof"),
      ("a DID document without assertions", did.setting("assertionMethod", nil), "proof"),
      (
        "a key that is not for assertions",
        did.setting("assertionMethod", [.string(Fixture.did + "#p256")]), "proof"
      ),
      (
        "a key of another controller",
        did.setting("verificationMethod/0/controller", "did:web:x.example"), "proof"
      ),
      (
        "a key that was revoked",
        did.setting("verificationMethod/0/revoked", "2020-01-01T00:00:00Z"), "proof"
      ),
      (
        "a key that will be revoked",
        did.setting("verificationMethod/0/revoked", "2040-01-01T00:00:00Z"), nil
      ),
      (
        "a key with its secret", did.setting("verificationMethod/0/secretKeyMultibase", "z1"),
        "proof"
      ),
      (
        "a key of another kind",
        did.setting(
          "verificationMethod/0/publicKeyMultibase",
          "z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc"),
        "proof"
      ),
      (
        "a key under another number",
        did.setting(
          "verificationMethod/0/publicKeyMultibase",
          .string(try Fixture.signer(8).verificationMethod.publicKeyMultibase)), "signature"
      ),
      (
        "relative keys",
        did.setting("verificationMethod/0/id", .string("#" + key.publicKeyMultibase))
          .setting("assertionMethod/0", .string("#" + key.publicKeyMultibase)), nil
      ),
      (
        "embedded keys",
        did.setting("verificationMethod/0", nil).setting("assertionMethod/0", key.json), nil
      ),
    ]
    let badge = try issuer.sign(issuer.document).serialized
    return try documents.map { name, document, reason in
      var host = try issuer.host()
      host["/.well-known/did.json"] = document?.serialized
      return SpoiledBadge(name: name, input: badge, host: host, reason: reason)
    }
  }

  static func lists(_ issuer: SpoilingIssuer) throws -> [SpoiledBadge] {
    let good = try issuer.list().json
    var revoked = try StatusList()
    try revoked.set(94_567)
    var neighbour = try StatusList()
    try neighbour.set(94_566)
    let subject = "credentialSubject/"
    let lists: [(String, JSONValue?, String?)] = [
      ("revoked", try issuer.sign(issuer.list(revoked).json), "bit"),
      ("a revoked neighbour", try issuer.sign(issuer.list(neighbour).json), nil),
      (
        "altered bits",
        try issuer.sign(good).setting(
          subject + "encodedList", .string(neighbour.encodedList)), "status"
      ),
      ("an unsigned list", good, "status"),
      ("no list", nil, "status"),
      (
        "a list of another purpose",
        try issuer.sign(
          good.setting(subject + "statusPurpose", "suspension")), "purpose"
      ),
      (
        "a list of two purposes",
        try issuer.sign(
          good.setting(subject + "statusPurpose", ["revocation", "suspension"])), nil
      ),
      (
        "a list of another issuer", try issuer.sign(good.setting("issuer", "did:web:x.example")),
        "status"
      ),
      (
        "a list of another id", try issuer.sign(good.setting("id", "https://x.example/1")),
        "list-id"
      ),
      (
        "an expired list", try issuer.sign(good.setting("validUntil", "2026-01-01T00:00:00Z")),
        "status"
      ),
      (
        "a list of the future", try issuer.sign(good.setting("validFrom", "2036-01-01T00:00:00Z")),
        "status"
      ),
      ("a list that is none", try issuer.sign(good.setting(subject + "type", "List")), "status"),
      (
        "a list of another type", try issuer.sign(good.setting("type", ["VerifiableCredential"])),
        "status"
      ),
      (
        "a list that is not packed",
        try issuer.sign(
          good.setting(subject + "encodedList", "uAAAA")), "status"
      ),
      (
        "a list without its prefix",
        try issuer.sign(
          good.setting(subject + "encodedList", .string(String(revoked.encodedList.dropFirst())))),
        "status"
      ),
      ("a bad ttl", try issuer.sign(good.setting(subject + "ttl", -1)), "ttl"),
      ("a list with an unknown term", try issuer.sign(good.setting("colour", "red")), "status"),
    ]
    let badge = try issuer.sign(issuer.document).serialized
    return try lists.map { name, list, reason in
      var host = try issuer.host()
      host["/status/1"] = list?.serialized
      return SpoiledBadge(name: name, input: badge, host: host, reason: reason)
    }
  }
}
