import Foundation
import LinkedData
import Office
import Storage

/// What wallets are told of this issuer.
enum WalletMetadata {
  static let preauthorized = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
  /// The one kind of credential that there is, as JSON with a Data Integrity proof.
  static let configuration = "OpenBadgeCredential_ldp_vc"

  /// The issuer's metadata (OpenID4VCI 1.0, section 12.2.4). It names no binding methods: the badge
  /// is bound to its subject when it is signed, and no proof of a key is needed.
  @Sendable static func issuer(_ institution: Institution) -> JSONValue {
    let site = institution.site
    let display: JSONValue = [["name": "Open Badge", "locale": "en"]]
    return [
      "credential_issuer": .string(site),
      "credential_endpoint": .string(site + "/openid4vci/credential"),
      "nonce_endpoint": .string(site + "/openid4vci/nonce"),
      "display": [["name": .string(institution.name), "locale": "en"]],
      "credential_configurations_supported": .object(
        JSONObject([
          (
            configuration,
            [
              "format": "ldp_vc",
              "credential_definition": [
                "@context": [
                  "https://www.w3.org/ns/credentials/v2",
                  "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
                ],
                "type": ["VerifiableCredential", "OpenBadgeCredential"],
              ],
              "credential_signing_alg_values_supported": ["eddsa-rdfc-2022"],
              "credential_metadata": ["display": display],
              // where draft 13 has it
              "display": display,
            ]
          )
        ])),
    ]
  }

  /// The metadata of the authorization server, which is the issuer itself (RFC 8414).
  @Sendable static func authorization(_ institution: Institution) -> JSONValue {
    [
      "issuer": .string(institution.site),
      "token_endpoint": .string(institution.site + "/openid4vci/token"),
      "grant_types_supported": [.string(preauthorized)],
      "response_types_supported": [],
      "token_endpoint_auth_methods_supported": ["none"],
      "pre-authorized_grant_anonymous_access_supported": true,
    ]
  }

  /// A credential offer (OpenID4VCI 1.0, section 4.1.1).
  static func offer(code: String, at institution: Institution) -> JSONValue {
    [
      "credential_issuer": .string(institution.site),
      "credential_configuration_ids": [.string(configuration)],
      "grants": .object(
        JSONObject([(preauthorized, ["pre-authorized_code": .string(code)])])),
    ]
  }
}

/// How a wallet is asked to fetch a badge.
struct WalletInvitation {
  /// A link that wallets with OpenID4VCI open, also as a QR code.
  let offer: String
  /// The address of an exchange as wallets of the VC-API scan it.
  let interaction: String
  /// The link that opens the Learner Credential Wallet.
  let learnerCredentialWallet: String
  /// The exchange.
  let exchange: String

  init(_ secrets: WalletSecrets, site: String) {
    exchange = "\(site)/exchanges/\(secrets.exchange)"
    interaction = exchange + "?iuv=1"
    offer =
      "openid-credential-offer://?credential_offer_uri="
      + Self.escaped("\(site)/openid4vci/offers/\(secrets.offer)")
    let request: JSONValue = [
      "credentialRequestOrigin": .string(site), "protocols": ["vcapi": .string(exchange)],
    ]
    learnerCredentialWallet =
      "https://lcw.app/request?request="
      + Self.escaped(String(decoding: request.serialized, as: UTF8.self))
  }

  private static func escaped(_ text: String) -> String {
    let plain = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
  }
}
