import Foundation
import HTTPTypes
import LinkedData
import Office
import Storage

/// People who sign in, and the roles they hold.
enum PeopleAPI {
  private static let grant = Schema.object(
    "RoleGrant", "A role that somebody holds.",
    [
      .must("id", .id), .must("role", .choice(Role.granted.map(\.rawValue))),
      .may("unit", .line(200, "It holds in this unit and its parts; else everywhere.")),
      .must(
        "origin",
        .choice(["here", "sign-in"], "Granted here, or by a claim of the identity provider.")),
    ])

  private static let person = Schema.object(
    "Person", "Somebody who signs in.",
    [
      .must("id", .id), .must("subject", .line(2_000, "Issuer and subject of the sign-in.")),
      .must("name", .line(1_000)), .may("email", .line(1_000)),
      .may("learner", .id.noted("The record of the learner that the person is.")),
      .must("grants", .list(of: grant)),
    ])

  static let endpoints: [Endpoint] = [
    .list(
      "/people", "listPeople", .access, "Lists people with their roles", .governAccess, of: person
    ) { visit, call in
      let after = try call.after { keys in
        keys.count == 1 ? UUID(uuidString: keys[0]) : nil
      }
      return try call.page(visit.people(after: after, limit: call.limit)) {
        [$0.person.id.text]
      } json: {
        $0.json
      }
    },
    .post(
      "/people", "addPerson", .access, "Adds a person before the first sign-in", .governAccess,
      body: .object(
        "NewPerson", nil,
        [
          .must("subject", .line(400, "Issuer and subject of the sign-in, as one text.")),
          .must("name", .line(200)), .may("email", Schema(.text(.email))),
        ]
      ).example([
        "subject": "https://login.example.edu a1b2c3", "name": "Ada Lovelace",
        "email": "ada@example.edu",
      ]), answer: .json(.created, person)
    ) { visit, call in
      let new = try visit.addPerson(
        subject: call.body.text("subject"), name: call.body.text("name"),
        email: call.body.textIfAny("email"))
      return .created(new.json, at: "/people/\(new.person.id.text)")
    },
    .get(
      "/people/{person}", "getPerson", .access, "Shows a person with their roles", .governAccess,
      answer: .json(.ok, person)
    ) { visit, call in .json(try visit.person(call.id("person")).json) },
    .post(
      "/people/{person}/grants", "grantRole", .access, "Grants a role", .governAccess,
      note: "Nobody grants themselves a role.",
      body: .object(
        "NewRoleGrant", nil,
        [
          .must("role", .choice(Role.granted.map(\.rawValue))),
          .may("unit", .line(200, "Only in this unit and its parts.")), ProgramsAPI.reason,
        ]
      ).example(["role": "advisor", "unit": "nursing", "reason": "Advises there from fall on."]),
      answer: .json(.created, person)
    ) { visit, call in
      guard let role = Role(rawValue: try call.body.text("role")) else { throw Problem.notFound }
      let person = try visit.grant(
        role, unit: call.body.textIfAny("unit"), to: call.id("person"),
        reason: call.body.text("reason"))
      return .created(person.json, at: "/people/\(person.person.id.text)")
    },
    .post(
      "/people/{person}/grants/{grant}/end", "endRole", .access, "Takes a role away",
      .governAccess, note: "Not one's own as operator when nobody else is one.",
      body: ProgramsAPI.because, answer: .json(.ok, person)
    ) { visit, call in
      let person = try visit.endGrant(
        call.id("grant"), of: call.id("person"), reason: call.body.text("reason"))
      return .json(person.json)
    },
    .post(
      "/people/{person}/link", "linkPerson", .access, "Says which learner a person is",
      .governAccess, note: "With null the person is none. Nobody links themselves.",
      body: .object(
        "PersonLink", nil, [.must("learner", .id.orNull), ProgramsAPI.reason]
      ).example([
        "learner": "7c1a3f0e-52b7-4f0e-9d3a-1f6f7d2f9b10", "reason": "Showed the student card.",
      ]), answer: .json(.ok, person)
    ) { visit, call in
      let person = try visit.link(
        call.id("person"), toLearner: call.body.idIfAny("learner"),
        reason: call.body.text("reason"))
      return .json(person.json)
    },
  ]
}

extension PersonWithGrants {
  var json: JSONValue {
    .members(
      ("id", .text(person.id)), ("subject", .string(person.subject)),
      ("name", .string(person.name)), ("email", .textIfAny(person.email)),
      ("learner", person.learner.map { .text($0) }),
      (
        "grants",
        .array(
          grants.map { grant in
            .members(
              ("id", .text(grant.id)), ("role", .string(grant.role)),
              ("unit", .textIfAny(grant.unit)), ("origin", .string(grant.origin)))
          })
      ))
  }
}
