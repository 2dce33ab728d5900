import Foundation
import LinkedData
import Office
import OpenBadges
import Storage

/// What wallets are told of this issuer.
enum WalletMetadata {
  static let preauthorized = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
  /// The forms in which a badge is given.
  enum Configuration: String, CaseIterable {
    /// As JSON with a Data Integrity proof.
    case linkedData = "OpenBadgeCredential_ldp_vc"
    /// As a VC-JWT, with the algorithm that every verifier of badges knows.
    case token = "OpenBadgeCredential_jwt_vc_json"
    /// As a VC-JWT with a shorter signature.
    case shortToken = "OpenBadgeCredential_jwt_vc_json_ES256"

    /// How the VC-JWT is signed; nil for JSON.
    var algorithm: JWTAlgorithm? {
      switch self {
      case .linkedData: nil
      case .token: .rs256
      case .shortToken: .es256
      }
    }

    /// The first form of a format, for requests that name no more.
    init?(format: String) {
      switch format {
      case "ldp_vc": self = .linkedData
      case "jwt_vc_json": self = .token
      default: return nil
      }
    }
  }

  /// The issuer's metadata (OpenID4VCI 1.0, section 12.2.4). It names no binding methods: the badge
  /// is bound to its subject when it is signed, and no proof of a key is needed.
  @Sendable static func issuer(_ institution: Institution) -> JSONValue {
    let site = institution.site
    return [
      "credential_issuer": .string(site),
      "credential_endpoint": .string(site + "/openid4vci/credential"),
      "nonce_endpoint": .string(site + "/openid4vci/nonce"),
      "display": [["name": .string(institution.name), "locale": "en"]],
      "credential_configurations_supported": .object(
        JSONObject(Configuration.allCases.map { ($0.rawValue, $0.metadata) })),
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
      "credential_configuration_ids": .array(
        Configuration.allCases.map { .string($0.rawValue) }),
      "grants": .object(
        JSONObject([(preauthorized, ["pre-authorized_code": .string(code)])])),
    ]
  }
}

extension WalletMetadata.Configuration {
  /// What wallets are told of the form (OpenID4VCI 1.0, appendix A.1).
  fileprivate var metadata: JSONValue {
    let display: JSONValue = [["name": "Open Badge", "locale": "en"]]
    let types: JSONValue = ["VerifiableCredential", "OpenBadgeCredential"]
    let definition: JSONValue =
      algorithm == nil
      ? [
        "@context": [
          "https://www.w3.org/ns/credentials/v2",
          "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ], "type": types,
      ] : ["type": types]
    return [
      "format": algorithm == nil ? "ldp_vc" : "jwt_vc_json",
      "credential_definition": definition,
      "credential_signing_alg_values_supported": [
        .string(algorithm?.rawValue ?? "eddsa-rdfc-2022")
      ],
      "credential_metadata": ["display": display],
      // where draft 13 has it
      "display": display,
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
      + URLText.escaped("\(site)/openid4vci/offers/\(secrets.offer)")
    let request: JSONValue = [
      "credentialRequestOrigin": .string(site), "protocols": ["vcapi": .string(exchange)],
    ]
    learnerCredentialWallet =
      "https://lcw.app/request?request="
      + URLText.escaped(String(decoding: request.serialized, as: UTF8.self))
  }
}
