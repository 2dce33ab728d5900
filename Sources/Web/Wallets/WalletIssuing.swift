import Foundation
import HTTPTypes
import Hummingbird
import LinkedData
import Office
import OpenBadges
import Storage

/// The token, nonce and credential endpoints of OpenID4VCI 1.0 (sections 6 to 8).
struct WalletIssuing {
  let office: Office

  func token(_ request: Request, at institution: Institution) async throws -> Response {
    let form: Form
    do {
      form = try await Form(request)
    } catch let problem as Problem where problem.status != .requestTimeout {
      throw WalletFault("invalid_request", problem.detail ?? problem.title)
    }
    guard let grant = form["grant_type"] else {
      throw WalletFault("invalid_request", "There is no grant_type.")
    }
    guard grant == WalletMetadata.preauthorized else {
      throw WalletFault("unsupported_grant_type", "Only pre-authorized codes are taken.")
    }
    guard let code = form["pre-authorized_code"], !code.isEmpty else {
      throw WalletFault("invalid_request", "There is no pre-authorized_code.")
    }
    guard form["tx_code"] == nil else {
      throw WalletFault("invalid_request", "The offer has no tx_code.")
    }
    guard let token = try await office.accessToken(code: code, at: institution) else {
      throw WalletFault("invalid_grant", "The code is unknown, was used, or is too old.")
    }
    return .json([
      "access_token": .string(token.text), "token_type": "Bearer", "expires_in": 600,
    ])
  }

  func nonce(at institution: Institution) async throws -> Response {
    .json(["c_nonce": .string(try await office.walletNonce(at: institution))])
  }

  func credential(_ request: Request, at institution: Institution) async throws -> Response {
    let header = request.headers[.authorization] ?? ""
    let token = header.lowercased().hasPrefix("bearer ") ? String(header.dropFirst(7)) : ""
    guard !token.isEmpty, token.utf8.count <= 300,
      try await office.isToken(token, at: institution)
    else {
      throw WalletFault(.unauthorized, "invalid_token", "The token is unknown, or too old.")
    }
    let bytes = try await request.body.collected(most: 65_536, within: .seconds(10))
    guard let body = try? JSONValue(parsing: bytes), body.object != nil else {
      throw WalletFault("invalid_credential_request", "The request is no JSON object.")
    }
    let (configuration, isDraft) = try wanted(body)
    if let proof = try proof(in: body) {
      try await check(proof, isDraft: isDraft, at: institution)
    }
    guard let badge = try await office.badge(forToken: token, at: institution) else {
      throw WalletFault(.unauthorized, "invalid_token", "The token is too old.")
    }
    // The badge goes out byte for byte as it was signed.
    let document = try await given(badge, as: configuration, at: institution)
    let (before, after) =
      isDraft ? ("{\"credential\":", "}") : ("{\"credentials\":[{\"credential\":", "}]}")
    return .json(Array(before.utf8) + document + Array(after.utf8))
  }

  /// The badge in the form that is wanted, as JSON.
  private func given(
    _ badge: (id: UUID, document: [UInt8]), as configuration: WalletMetadata.Configuration,
    at institution: Institution
  ) async throws -> [UInt8] {
    guard let algorithm = configuration.algorithm else { return badge.document }
    do {
      let token = try await office.jwt(of: badge.id, algorithm: algorithm, at: institution)
      if let token { return JSONValue.string(token).serialized }
    } catch let refusal as Refusal where refusal.code == .wrongState {
      // No such key: the wallet may ask for another form with the same token.
    }
    throw WalletFault(
      "credential_request_denied", "Badges are not signed with \(algorithm.rawValue) here.")
  }

  /// The form that is asked for, and whether by a request of draft 13, which names a format; else
  /// it names a configuration of ours.
  private func wanted(
    _ body: JSONValue
  ) throws -> (configuration: WalletMetadata.Configuration, isDraft: Bool) {
    guard body["credential_response_encryption"] == nil else {
      throw WalletFault("invalid_encryption_parameters", "Answers are not encrypted here.")
    }
    guard body["credential_identifier"] == nil else {
      throw WalletFault("unknown_credential_identifier", "No identifier was given out.")
    }
    if let name = body["credential_configuration_id"] {
      guard let known = name.string.flatMap(WalletMetadata.Configuration.init(rawValue:)) else {
        let all = WalletMetadata.Configuration.allCases.map(\.rawValue)
        throw WalletFault(
          "unknown_credential_configuration", "There are \(all.joined(separator: ", ")).")
      }
      return (known, false)
    }
    guard let format = body["format"] else {
      throw WalletFault("invalid_credential_request", "There is no credential_configuration_id.")
    }
    guard let known = format.string.flatMap(WalletMetadata.Configuration.init(format:)) else {
      throw WalletFault(
        "unsupported_credential_format", "The format is ldp_vc or jwt_vc_json.")
    }
    return (known, true)
  }

  private func proof(in body: JSONValue) throws -> String? {
    if let proofs = body["proofs"] {
      guard case .array(let list)? = proofs["jwt"], list.count == 1, let jwt = list[0].string,
        proofs.object?.members.count == 1
      else { throw WalletFault("invalid_proof", "One proof is taken, of the kind jwt.") }
      return jwt
    }
    guard let proof = body["proof"] else { return nil }
    guard proof["proof_type"] == "jwt", let jwt = proof["jwt"]?.string else {
      throw WalletFault("invalid_proof", "A proof is of the kind jwt.")
    }
    return jwt
  }

  /// A proof is not needed, as the badge's subject stays; one that is sent has to hold.
  private func check(
    _ jwt: String, isDraft: Bool, at institution: Institution
  ) async throws {
    let proof = try WalletProof(
      jwt, audience: institution.site, now: Int64(Date().timeIntervalSince1970))
    guard let nonce = proof.nonce else {
      // Draft 13 had no nonce endpoint: its wallets have none unless the token came with one.
      if isDraft { return }
      throw WalletFault("invalid_nonce", "The proof has no nonce: fetch one at the nonce endpoint.")
    }
    guard try await office.takeNonce(nonce, at: institution) else {
      throw WalletFault("invalid_nonce", "The nonce is unknown, was used, or is too old.")
    }
  }
}
