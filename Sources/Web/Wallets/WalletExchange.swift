import HTTPTypes
import Hummingbird
import LinkedData
import Office
import Storage

/// Exchanges of the VC-API in which a wallet gets a badge: it asks which protocols there are, then
/// enters with an empty message and gets a presentation (W3C CCG VC-API, "Exchanges" and
/// "Interaction URLs"). A presentation that delivers a badge is not signed: the badge is.
struct WalletExchange {
  let office: Office

  func protocols(
    of exchange: String, _ request: Request, at institution: Institution
  ) async throws -> Response {
    guard let secrets = try await office.exchange(exchange, at: institution) else {
      throw Self.over
    }
    let invitation = WalletInvitation(secrets, site: institution.site)
    // Whoever opens the code with a camera has a browser, not a wallet.
    let accepted = request.headers[.accept] ?? ""
    if accepted.contains("text/html"), !accepted.contains("application/json") {
      var response = Response.redirect(to: invitation.learnerCredentialWallet)
      response.headers[.referrerPolicy] = "no-referrer"
      return response
    }
    return .json([
      "protocols": [
        "vcapi": .string(invitation.exchange), "OID4VCI": .string(invitation.offer),
      ]
    ])
  }

  func enter(
    _ exchange: String, _ request: Request, at institution: Institution
  ) async throws -> Response {
    let bytes = try await request.body.collected(most: 65_536, within: .seconds(10))
    guard bytes.isEmpty || (try? JSONValue(parsing: bytes))?.object != nil else {
      throw Problem.badRequest("body", "Enter with an empty JSON object.")
    }
    guard let badge = try await office.enter(exchange: exchange, at: institution) else {
      throw Self.over
    }
    let before =
      "{\"verifiablePresentation\":{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],"
      + "\"type\":[\"VerifiablePresentation\"],\"verifiableCredential\":["
    return .json(Array(before.utf8) + badge + Array("]}}".utf8))
  }

  private static let over = Problem(
    .gone, "exchange-over", "This exchange was entered already, or is too old.",
    detail: "Open the badge's page again, and show the codes for wallets once more.")
}
