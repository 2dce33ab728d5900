import HTTPTypes
import LinkedData
import Office
import Storage

/// Who one is, and what one may do; with people, roles and tokens.
enum AccessAPI {
  static let endpoints = [me] + TokensAPI.endpoints + PeopleAPI.endpoints

  private static let own = Schema.object(
    "OwnAccess", "Who calls, and what they may do.",
    [
      .must("id", .line(400, "What the caller is called in the journal.")),
      .must(
        "institution",
        .object(
          nil, nil,
          [
            .must("code", .line(200)), .must("name", .line(1_000)), .must("zone", .line(100)),
            .must("site", .line(2_000)),
          ])),
      .may("person", .id), .may("learner", .id.noted("The caller's own record as a learner.")),
      .must(
        "roles",
        .list(
          of: .object(
            nil, nil,
            [
              .must("role", .choice(Role.allCases.map(\.rawValue))),
              .may(
                "units",
                Schema(
                  .list(.line(200), atMost: 10_000), note: "It holds in these units; else in all.")),
            ]))),
      .must("actions", .list(of: .choice(Action.allCases.map(\.rawValue)))),
      .may("csrfToken", .line(200, "Sent as X-CSRF-Token with every change of this session.")),
    ])

  private static let me = Endpoint.get(
    "/me", "getOwnAccess", .access, "Shows who calls, and what they may do", .readOwnAccess,
    note: "Everybody who is known may call it, also without a role.", answer: .json(.ok, own)
  ) { _, call in
    var reply = Reply.json(json(call))
    reply.headers[.cacheControl] = "no-store"
    return reply
  }

  private static func json(_ call: Call) -> JSONValue {
    let caller = call.caller
    let institution = caller.institution
    let roles =
      caller.grants.map { grant -> JSONValue in
        let units = grant.units.map { units in
          JSONValue.array(units.sorted().map { .string($0) })
        }
        return .members(("role", .string(grant.role.rawValue)), ("units", units))
      } + (caller.learner == nil ? [] : [["role": "learner"]])
    let actions = Action.allCases.filter { (try? caller.check($0)) != nil }
    return .members(
      ("id", .string(caller.id)),
      (
        "institution",
        [
          "code": .string(institution.code), "name": .string(institution.name),
          "zone": .string(institution.zone), "site": .string(institution.site),
        ]
      ), ("person", caller.person.map { .text($0) }),
      ("learner", caller.learner.map { .text($0) }), ("roles", .array(roles)),
      ("actions", .array(actions.map { .string($0.rawValue) })),
      ("csrfToken", .textIfAny(call.csrfToken)))
  }
}
