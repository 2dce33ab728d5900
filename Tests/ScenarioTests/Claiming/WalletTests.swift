import Crypto
import Foundation
import HTTPTypes
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import OpenBadges
import Testing

@testable import Web

/// A wallet fetches a badge: by OpenID4VCI, and by an exchange of the VC-API.
@Suite(.database(.conferral)) struct WalletTests {
  private static let grant = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
  private static let configuration = "OpenBadgeCredential_ldp_vc"

  /// Addresses as the wallet page shows them, as paths of the site.
  private struct Invitation {
    let offer: String
    let exchange: String
    let page: String
  }

  private func accepted(_ campus: Campus, _ web: ClaimVisitor) async throws -> String {
    let secret = try await campus.claimLink()
    return try #require(try await web.post("/claims/\(secret)", ["answer": "accept"]).cookie)
  }

  private func invited(
    _ campus: Campus, _ web: ClaimVisitor, cookie: String
  ) async throws -> Invitation {
    let page = try await web.post("/claimed/wallet", [:], cookie: cookie)
    #expect(page.status == 200)
    let site = campus.institution.site
    let offer = try #require(
      page.text.firstMatch(of: /openid-credential-offer:\/\/\?credential_offer_uri=([^"&]+)/)?.1
        .removingPercentEncoding)
    let exchange = try #require(
      page.text.firstMatch(of: /https:[^\s"<]*(\/exchanges\/[A-Za-z0-9_-]+)(\?|&#63;)iuv=1/)?.1)
    #expect(offer.hasPrefix(site))
    return Invitation(
      offer: String(offer.dropFirst(site.count)), exchange: String(exchange), page: page.text)
  }

  private func code(_ web: ClaimVisitor, _ invitation: Invitation) async throws -> String {
    let offer = try await web.get(invitation.offer)
    #expect(offer.status == 200 && offer.headers[.accessControlAllowOrigin] == "*")
    #expect(
      offer.json["credential_configuration_ids"] == [
        .string(Self.configuration), "OpenBadgeCredential_jwt_vc_json",
        "OpenBadgeCredential_jwt_vc_json_ES256",
      ])
    return try #require(offer.json["grants"]?[Self.grant]?["pre-authorized_code"]?.string)
  }

  private func token(_ web: ClaimVisitor, _ code: String) async throws -> ClaimVisitor.Answer {
    try await web.post(
      "/openid4vci/token", ["grant_type": Self.grant, "pre-authorized_code": code])
  }

  /// A proof as a wallet makes it, with a key of P-256 or Ed25519.
  private func proof(
    audience: String, nonce: String?, typ: String = "openid4vci-proof+jwt", age: Int64 = 0,
    isEdwards: Bool = false, isForged: Bool = false
  ) throws -> String {
    func part(_ json: JSONValue) -> String {
      String(decoding: Base64URL.encode(json.serialized), as: UTF8.self)
    }
    func text(_ bytes: some Sequence<UInt8>) -> String {
      String(decoding: Base64URL.encode(Array(bytes)), as: UTF8.self)
    }
    let now = Int64(Date().timeIntervalSince1970) - age
    var payload = JSONObject([("aud", .string(audience)), ("iat", .number(JSONNumber(Int(now))))])
    payload["nonce"] = nonce.map { .string($0) }
    let signed: String
    let signature: [UInt8]
    if isEdwards {
      let key = Curve25519.Signing.PrivateKey()
      let did = "did:key:" + Multikey.encode(ed25519: Array(key.publicKey.rawRepresentation))
      let header: JSONValue = [
        "typ": .string(typ), "alg": "EdDSA", "kid": .string("\(did)#\(did.dropFirst(8))"),
      ]
      signed = part(header) + "." + part(.object(payload))
      signature = Array(try key.signature(for: Array(signed.utf8)))
    } else {
      let key = P256.Signing.PrivateKey()
      let raw = Array(key.publicKey.rawRepresentation)
      let header: JSONValue = [
        "typ": .string(typ), "alg": "ES256",
        "jwk": [
          "kty": "EC", "crv": "P-256", "x": .string(text(raw[..<32])),
          "y": .string(text(raw[32...])),
        ],
      ]
      signed = part(header) + "." + part(.object(payload))
      let signing = isForged ? P256.Signing.PrivateKey() : key
      signature = Array(try signing.signature(for: Array(signed.utf8)).rawRepresentation)
    }
    return signed + "." + text(signature)
  }

  @Test func `the metadata is found where wallets of either form look`() async throws {
    let campus = try await Campus.withAward()
    let site = campus.institution.site
    try await ClaimVisitor.visit(campus) { web in
      let issuer = try await web.get("/.well-known/openid-credential-issuer")
      #expect(issuer.json["credential_issuer"] == .string(site))
      let known = issuer.json["credential_configurations_supported"]?[Self.configuration]
      #expect(known?["format"] == "ldp_vc")
      #expect(known?["proof_types_supported"] == nil)
      let server = try await web.get("/.well-known/oauth-authorization-server")
      #expect(server.json["issuer"] == .string(site))
      #expect(server.json["pre-authorized_grant_anonymous_access_supported"] == true)
      #expect(
        try await web.get("/.well-known/openid-credential-issuer/elsewhere").status == 404)
      let options = try await web.send(.options, "/openid4vci/credential", "")
      #expect(options.status == 204 && options.headers[.accessControlAllowOrigin] == "*")
    }
    let number = campus.id
    try await campus.app(
      "update institution set site = site || '/a/b' where institution_id = \(number)::int")
    try await ClaimVisitor.visit(campus) { web in
      for path in [
        "/.well-known/openid-credential-issuer", "/.well-known/openid-credential-issuer/a/b",
      ] {
        let issuer = try await web.get(path)
        #expect(issuer.json["credential_issuer"] == .string(site + "/a/b"), "\(path)")
      }
      #expect(try await web.get("/.well-known/oauth-authorization-server/a/b").status == 200)
      #expect(try await web.get("/.well-known/oauth-authorization-server/a").status == 404)
    }
  }

  @Test(arguments: [false, true])
  func `a wallet gets the badge byte for byte, with a code that works once`(
    _ isEdwards: Bool
  ) async throws {
    let campus = try await Campus.withAward()
    let badge = try #require(try await campus.badges().first)
    let site = campus.institution.site
    try await ClaimVisitor.visit(campus) { web in
      let invitation = try await invited(
        campus, web, cookie: try await accepted(campus, web))
      let code = try await code(web, invitation)
      let answer = try await token(web, code)
      #expect(answer.status == 200 && answer.headers[.cacheControl] == "no-store")
      #expect(answer.json["token_type"] == "Bearer" && answer.json["c_nonce"] == nil)
      let bearer = try #require(answer.json["access_token"]?.string)
      let replayed = try await token(web, code)
      #expect(replayed.status == 400 && replayed.error == "invalid_grant")
      #expect(try await web.get(invitation.offer).status == 404)
      let nonce = try #require(
        try await web.send(.post, "/openid4vci/nonce", "").json["c_nonce"]?.string)
      let jwt = try proof(audience: site, nonce: nonce, isEdwards: isEdwards)
      let request: JSONValue = [
        "credential_configuration_id": .string(Self.configuration),
        "proofs": ["jwt": [.string(jwt)]],
      ]
      let fetched = try await web.post("/openid4vci/credential", json: request, token: bearer)
      #expect(fetched.status == 200, "\(fetched.text)")
      #expect(fetched.headers[.accessControlAllowOrigin] == "*")
      #expect(
        fetched.text
          == "{\"credentials\":[{\"credential\":\(String(decoding: badge.document, as: UTF8.self))}]}"
      )
      let second = try await web.post("/openid4vci/credential", json: request, token: bearer)
      #expect(second.error == "invalid_nonce")
    }
    let log: [String] = try await campus.database.read {
      try $0.query("select disclosed_to from disclosure").column()
    }
    #expect(log == ["a wallet (OpenID4VCI)"])
    try await Conferral.check(campus.database)
  }

  @Test func `a wallet of draft 13 gets what it asks for`() async throws {
    let campus = try await Campus.withAward()
    try await ClaimVisitor.visit(campus) { web in
      let invitation = try await invited(
        campus, web, cookie: try await accepted(campus, web))
      let bearer = try await token(web, try await code(web, invitation)).json["access_token"]
      let fetched = try await web.post(
        "/openid4vci/credential",
        json: [
          "format": "ldp_vc",
          "proof": [
            "proof_type": "jwt",
            "jwt": .string(try proof(audience: campus.institution.site, nonce: nil)),
          ],
        ], token: bearer?.string)
      #expect(fetched.json["credential"]?["id"] != nil, "\(fetched.text)")
    }
  }

  @Test(arguments: [
    ("OpenBadgeCredential_jwt_vc_json", "RS256"),
    ("OpenBadgeCredential_jwt_vc_json_ES256", "ES256"),
  ])
  func `a wallet that wants a VC-JWT gets one that verifies, the same each time`(
    _ configuration: String, _ algorithm: String
  ) async throws {
    let campus = try await Campus.withAward()
    for algorithm in [KeyAlgorithm.rs256, .es256] {
      _ = try await campus.office.createKey(algorithm, for: campus.id, by: "test")
    }
    try await ClaimVisitor.visit(campus) { web in
      let metadata = try await web.get("/.well-known/openid-credential-issuer")
      let known = metadata.json["credential_configurations_supported"]?[configuration]
      #expect(known?["format"] == "jwt_vc_json")
      #expect(known?["credential_signing_alg_values_supported"] == [.string(algorithm)])
      let invitation = try await invited(
        campus, web, cookie: try await accepted(campus, web))
      let bearer = try await token(web, try await code(web, invitation)).json["access_token"]?
        .string
      let wish: JSONValue = ["credential_configuration_id": .string(configuration)]
      let fetched = try await web.post("/openid4vci/credential", json: wish, token: bearer)
      let jwt = try #require(
        fetched.json["credentials"]?.elements.first?["credential"]?.string, "\(fetched.text)")
      let header = try #require(Base64URL.decode(jwt.prefix { $0 != "." }.utf8))
      #expect(try JSONValue(parsing: header)["alg"] == .string(algorithm))
      let report = await campus.office.verify(Array(jwt.utf8), at: campus.institution)
      #expect(report.isValid, "\(report.failures)")
      let draft = try await web.post(
        "/openid4vci/credential", json: ["format": "jwt_vc_json"], token: bearer)
      let first = draft.json["credential"]?.string
      #expect(algorithm == "RS256" ? first == jwt : first != nil && first != jwt)
    }
  }

  @Test func `what a wallet does wrong has its error`() async throws {
    let campus = try await Campus.withAward()
    let site = campus.institution.site
    try await ClaimVisitor.visit(campus) { web in
      let cookie = try await accepted(campus, web)
      let invitation = try await invited(campus, web, cookie: cookie)
      let bearer = try await token(web, try await code(web, invitation)).json["access_token"]?
        .string
      func nonce() async throws -> String? {
        try await web.send(.post, "/openid4vci/nonce", "").json["c_nonce"]?.string
      }
      func fault(_ body: JSONValue, _ token: String?) async throws -> String {
        let answer = try await web.post("/openid4vci/credential", json: body, token: token)
        return "\(answer.status) \(answer.error ?? "-")"
      }
      let plain: JSONValue = ["credential_configuration_id": .string(Self.configuration)]
      for (body, token, wanted) in [
        (plain, nil, "401 invalid_token"), (plain, "wat_invented", "401 invalid_token"),
        ([:], bearer, "400 invalid_credential_request"),
        (["credential_configuration_id": "x"], bearer, "400 unknown_credential_configuration"),
        (["credential_identifier": "x"], bearer, "400 unknown_credential_identifier"),
        (["format": "vc+sd-jwt"], bearer, "400 unsupported_credential_format"),
      ] as [(JSONValue, String?, String)] {
        let found = try await fault(body, token)
        #expect(found == wanted)
      }
      let proofs = [
        (try proof(audience: site, nonce: nil), "400 invalid_nonce"),
        (try proof(audience: site, nonce: "invented"), "400 invalid_nonce"),
        ("x", "400 invalid_proof"),
        (
          try proof(audience: "https://elsewhere.example", nonce: try await nonce()),
          "400 invalid_proof"
        ),
        (try proof(audience: site, nonce: try await nonce(), typ: "JWT"), "400 invalid_proof"),
        (try proof(audience: site, nonce: try await nonce(), age: 3_600), "400 invalid_proof"),
        (try proof(audience: site, nonce: try await nonce(), age: -3_600), "400 invalid_proof"),
        (
          try proof(audience: site, nonce: try await nonce(), isForged: true),
          "400 invalid_proof"
        ),
      ]
      for (jwt, wanted) in proofs {
        let body: JSONValue = [
          "credential_configuration_id": .string(Self.configuration),
          "proofs": ["jwt": [.string(jwt)]],
        ]
        let found = try await fault(body, bearer)
        #expect(found == wanted)
      }
      #expect(
        try await web.post("/openid4vci/token", ["grant_type": "authorization_code"]).error
          == "unsupported_grant_type")
      #expect(try await web.post("/openid4vci/token", ["a": "b"]).error == "invalid_request")
      #expect(
        try await web.post("/openid4vci/token", json: [:]).error == "invalid_request")
      let late = try await invited(campus, web, cookie: cookie)
      let code = try await code(web, late)
      try await campus.owner(
        "update wallet_offer set expires_at = clock_timestamp() where used_at is null")
      #expect(try await token(web, code).error == "invalid_grant")
      #expect(try await web.get(late.exchange, [.accept: "application/json"]).status == 410)
      let still = try await fault(plain, bearer)
      #expect(still == "200 -")
    }
  }

  @Test func `of eight wallets that take the same code one gets a token`() async throws {
    let campus = try await Campus.withAward()
    try await ClaimVisitor.visit(campus) { web in
      let invitation = try await invited(
        campus, web, cookie: try await accepted(campus, web))
      let code = try await code(web, invitation)
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<8 { group.addTask { try await token(web, code).status } }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(statuses.sorted() == [200] + Array(repeating: 400, count: 7))
    }
  }

  @Test func `the Learner Credential Wallet gets the badge in an exchange, once`() async throws {
    let campus = try await Campus.withAward()
    let badge = try #require(try await campus.badges().first)
    let site = campus.institution.site
    try await ClaimVisitor.visit(campus) { web in
      let invitation = try await invited(
        campus, web, cookie: try await accepted(campus, web))
      let link = try #require(
        invitation.page.firstMatch(of: /https:\/\/lcw\.app\/request\?request=([^"]+)/)?.1
          .removingPercentEncoding)
      let request = try JSONValue(parsing: Array(link.utf8))
      #expect(request["protocols"]?["vcapi"] == .string(site + invitation.exchange))
      let protocols = try await web.get(
        invitation.exchange + "?iuv=1", [.accept: "application/json"])
      #expect(protocols.json["protocols"]?["vcapi"] == .string(site + invitation.exchange))
      #expect(
        protocols.json["protocols"]?["OID4VCI"]?.string?.hasPrefix("openid-credential-offer://")
          == true)
      let browser = try await web.get(invitation.exchange + "?iuv=1", [.accept: "text/html"])
      #expect(browser.status == 303)
      let entered = try await web.post(invitation.exchange, json: [:])
      let presentation = entered.json["verifiablePresentation"]
      #expect(presentation?["type"]?.elements == ["VerifiablePresentation"])
      let text = String(decoding: badge.document, as: UTF8.self)
      #expect(entered.text.hasSuffix("\"verifiableCredential\":[\(text)]}}"))
      #expect(try await web.post(invitation.exchange, json: [:]).status == 410)
      #expect(try await web.get(invitation.offer).status == 404, "one of the two, not both")
      #expect(try await web.post("/exchanges/invented", json: [:]).status == 410)
    }
  }

  @Test func `without a receipt there is no offer, and from another site neither`() async throws {
    let campus = try await Campus.withAward()
    try await ClaimVisitor.visit(campus) { web in
      let cookie = try await accepted(campus, web)
      #expect(try await web.post("/claimed/wallet", [:]).status == 303)
      let forged = try await web.send(
        .post, "/claimed/wallet", "",
        [.cookie: cookie, HTTPField.Name("Sec-Fetch-Site")!: "cross-site"])
      #expect(forged.status == 403)
      try await campus.owner("update claim_link set receipt_until = clock_timestamp()")
      #expect(try await web.post("/claimed/wallet", [:], cookie: cookie).status == 303)
    }
    #expect(try await campus.count("select count(*) from wallet_offer") == 0)
  }
}
