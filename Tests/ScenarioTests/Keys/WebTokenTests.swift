import Foundation
import LinkedData
import Office
import OpenBadges
import Storage
import TestSupport
import Testing

/// The same stored badge as a VC-JWT.
@Suite(.database(.conferral)) struct WebTokenTests {
  /// Python with jwcrypto.
  private static let peers = ProcessInfo.processInfo.environment["CONFERRAL_PEERS_PYTHON"]

  @Test(arguments: JWTAlgorithm.allCases)
  func `a badge as a VC-JWT verifies and stays the same bytes`(_ algorithm: JWTAlgorithm)
    async throws
  {
    let campus = try await Campus.withBadges(1)
    let badge = try #require(try await campus.badges().first)
    let token = try #require(
      try await campus.office.jwt(of: badge.id, algorithm: algorithm, at: campus.institution))
    #expect(try await campus.isValid(jwt: token))
    let parsed = try JWTProof(parsing: token.utf8)
    #expect(parsed.algorithm == algorithm)
    let stored = try JSONValue(parsing: badge.document).object?.removing("proof")
    #expect(parsed.credential == stored)
    let again = try await campus.colleague().office
      .jwt(of: badge.id, algorithm: algorithm, at: campus.institution)
    #expect(again == token)
  }

  @Test func `several who ask for the first time get the same token`() async throws {
    let campus = try await Campus.withBadges(1)
    let badge = try #require(try await campus.badges().first)
    let tokens = try await withThrowingTaskGroup(of: String?.self) { group in
      for _ in 0..<6 {
        group.addTask {
          try await campus.office.jwt(of: badge.id, algorithm: .es256, at: campus.institution)
        }
      }
      return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
    }
    #expect(tokens.count == 1)
  }

  @Test func `a badge that is not there has no token, and a missing key is told`() async throws {
    let campus = try await Campus.withBadges(1, hasTokenKeys: false)
    #expect(try await campus.office.jwt(of: UUID(), at: campus.institution) == nil)
    let badge = try #require(try await campus.badges().first)
    let error = await #expect(throws: Refusal.self) {
      try await campus.office.jwt(of: badge.id, at: campus.institution)
    }
    #expect(error?.code == .wrongState)
    #expect(error?.reason.contains("conferral key create") == true)
  }

  @Test func `a change of any byte of a token is refused`() async throws {
    let campus = try await Campus.withBadges(1)
    let badge = try #require(try await campus.badges().first)
    let published = try await campus.publishedKeys()
    let token = Array(
      try #require(
        try await campus.office.jwt(of: badge.id, algorithm: .es256, at: campus.institution)
      ).utf8)
    for place in token.indices
    where place < 300 || place.isMultiple(of: 7) || place > token.count - 90 {
      var changed = token
      changed[place] = changed[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      let verification = verify(
        jwt: changed, webKeys: published.webKeys, publicKeys: published.keys)
      #expect(!verification.isValid, "byte \(place)")
    }
    #expect(
      !verify(jwt: token.dropLast(), webKeys: published.webKeys, publicKeys: published.keys).isValid
    )
  }

  @Test(.enabled(if: IndependentVerifier.isPresent), arguments: JWTAlgorithm.allCases)
  func `an independent verifier accepts the token`(_ algorithm: JWTAlgorithm) async throws {
    let campus = try await Campus.withBadges(1)
    var badge = try #require(try await campus.badges().first)
    let token = try #require(
      try await campus.office.jwt(of: badge.id, algorithm: algorithm, at: campus.institution))
    badge.document = Array(token.utf8)
    let verdict = try await IndependentVerifier.judge(
      badge, of: campus, email: "learner1@example.edu")
    #expect(verdict.status == 0, "\(verdict.text)")
  }

  @Test(.enabled(if: Self.peers != nil))
  func `another JOSE library verifies our tokens with our key set`() async throws {
    let campus = try await Campus.withBadges(1)
    let badge = try #require(try await campus.badges().first)
    let folder = try TemporaryFolder()
    let set = try folder.write(
      Data(try await campus.office.keySet(of: campus.institution)), to: "jwks.json")
    for algorithm in JWTAlgorithm.allCases {
      let token = try #require(
        try await campus.office.jwt(of: badge.id, algorithm: algorithm, at: campus.institution))
      let file = try folder.write(Data(token.utf8), to: "badge.jwt")
      let script = """
        import json, sys
        from jwcrypto import jwk, jws
        keys = json.load(open(sys.argv[1]))["keys"]
        token = open(sys.argv[2]).read()
        proof = jws.JWS(); proof.deserialize(token)
        kid = proof.jose_header["kid"]
        key = [k for k in keys if k["kid"] == kid][0]
        assert key["iss"] == json.loads(proof.objects["payload"])["iss"]
        proof.verify(jwk.JWK(**key))
        print(proof.jose_header["alg"])
        """
      let verdict = try await Execution.run(
        Self.peers ?? "", ["-c", script, set.path, file.path])
      #expect(verdict.status == 0 && verdict.text.contains(algorithm.rawValue), "\(verdict.text)")
    }
  }
}
