import HTTPTypes
import LinkedData
import Office
import Postgres
import Storage

/// Tokens of systems.
enum TokensAPI {
  private static let members: [Schema.Property] = [
    .must("id", .id), .must("name", .line(200, "What it is for.")),
    .must("role", .choice(Role.granted.map(\.rawValue))),
    .may("unit", .line(200, "The role holds in this unit and its parts; else everywhere.")),
    .must("createdAt", .instant), .must("createdBy", .line(400)), .must("expiresAt", .instant),
    .may("revokedAt", .instant), .may("lastUsedAt", .instant.noted("To the minute.")),
  ]
  private static let token = Schema.object(
    "Token", "A token, without its secret.", members)
  private static let withSecret = Schema.object(
    "NewlyMadeToken", "A token that was made just now.",
    members + [
      .may("secret", .line(200, "Told this once: a repeated call is answered without it."))
    ])

  static let endpoints: [Endpoint] = [
    .list(
      "/tokens", "listTokens", .access, "Lists tokens", .governAccess, of: token
    ) { visit, call in
      try call.page(visit.tokens(after: call.after(Call.place), limit: call.limit)) {
        Call.place($0.createdAt, $0.id)
      } json: {
        $0.json
      }
    },
    .post(
      "/tokens", "createToken", .access, "Makes a token for a system", .governAccess,
      note: "The secret is told once and is not kept: who loses it makes another token.",
      body: .object(
        "NewToken", nil,
        [
          .must("name", .line(200, "What it is for. No personal data.")),
          .must("role", .choice(Role.granted.map(\.rawValue))), .may("unit", .line(200)),
          .must("expires", .day.noted("The last day on which it works.")), ProgramsAPI.reason,
        ]
      ).example([
        "name": "Student system", "role": "machine client", "expires": "2027-06-30",
        "reason": "Grades are sent every night.",
      ]), answer: .json(.created, withSecret)
    ) { visit, call in
      guard let role = Role(rawValue: try call.body.text("role")) else { throw Problem.notFound }
      let (token, secret) = try visit.createToken(
        named: call.body.text("name"), role: role, unit: call.body.textIfAny("unit"),
        until: call.body.day("expires"), reason: call.body.text("reason"))
      return .created(
        token.json, withSecret: ("secret", secret.text), at: "/tokens/\(token.id.text)")
    },
    .post(
      "/tokens/{token}/revoke", "revokeToken", .access, "Ends a token", .governAccess,
      note: "It is refused everywhere within a second.", body: ProgramsAPI.because,
      answer: .json(.ok, token)
    ) { visit, call in
      .json(try visit.revokeToken(call.id("token"), reason: call.body.text("reason")).json)
    },
  ]
}

extension Tokens.Listed {
  var json: JSONValue {
    .members(
      ("id", .text(id)), ("name", .string(name)), ("role", .string(role)),
      ("unit", .textIfAny(unit)), ("createdAt", .text(createdAt)),
      ("createdBy", .string(createdBy)), ("expiresAt", .text(expiresAt)),
      ("revokedAt", revokedAt.map { .text($0) }), ("lastUsedAt", lastUsedAt.map { .text($0) }))
  }
}
