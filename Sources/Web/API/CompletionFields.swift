import Foundation
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage

/// Completions from and to JSON.
extension Fields {
  /// The completion that a row asks for; what it leaves out is taken from the defaults.
  func completionOrder(or defaults: Fields? = nil, at place: String = "") throws -> CompletionOrder
  {
    func either(_ name: String) -> Fields { has(name) ? self : defaults ?? self }
    func missing(_ name: String) -> Problem {
      .unprocessable([
        Fault(place: "\(place)/\(name)", detail: "It is missing, here and in the defaults.")
      ])
    }
    guard let kind = either("kind").textIfAny("kind").flatMap(FactKind.init) else {
      throw missing("kind")
    }
    guard let code = either("code").textIfAny("code") else { throw missing("code") }
    guard let on = either("happenedOn").dayIfAny("happenedOn") else { throw missing("happenedOn") }
    let state = either("state").textIfAny("state").flatMap(StoredCompletion.State.init)
    var says = StoredCompletion(
      id: UUID(), learner: UUID(), fact: Fact(id: "", kind: kind, code: Code.key(code), on: on),
      state: state ?? .final)
    for name in ["term", "section", "credits"] where !has(name) {
      (defaults ?? self).change(&says, only: [name])
    }
    change(&says)
    return CompletionOrder(
      subject: try subject(or: defaults, at: place), key: textIfAny("key"), says: says)
  }

  /// The completion that a row of a batch asks for; a row of the wrong shape is a problem of its
  /// own, which does not stop the others.
  func completionOrder(ofRow place: String, or defaults: Fields) throws -> CompletionOrder {
    let faults = CompletionSchemas.row.faults(in: json, at: place)
    guard faults.isEmpty else { throw Problem.unprocessable(faults) }
    return try completionOrder(or: defaults, at: place)
  }

  private func subject(or defaults: Fields?, at place: String) throws -> CompletionOrder.Subject {
    switch (idIfAny("learner"), textIfAny("externalId")) {
    case (let id?, nil): return .learner(id)
    case (nil, let id?):
      let system = textIfAny("system") ?? defaults?.textIfAny("system") ?? "sis"
      return .external(ExternalID(system: system, id: id))
    default:
      throw Problem.unprocessable([
        Fault(place: "\(place)/learner", detail: "Say either learner or externalId.")
      ])
    }
  }

  /// Changes what the members say; those that are absent stay, null removes.
  func change(_ completion: inout StoredCompletion, only names: Set<String>? = nil) {
    func ask(_ name: String, _ change: (Fields) -> Void) {
      if has(name), names?.contains(name) ?? true { change(self) }
    }
    ask("grade") { completion.fact.grade = $0.textIfAny("grade") }
    ask("score") { completion.fact.score = $0.quantityIfAny("score") }
    ask("credits") { completion.fact.credits = $0.quantityIfAny("credits") }
    ask("hours") { completion.fact.hours = $0.quantityIfAny("hours") }
    ask("points") { completion.fact.points = $0.quantityIfAny("points") }
    ask("passed") { completion.fact.passed = $0.flagIfAny("passed") }
    ask("attempt") { completion.fact.attempt = $0.integerIfAny("attempt") }
    ask("term") { completion.fact.term = $0.textIfAny("term") }
    ask("expires") { completion.fact.expires = $0.dayIfAny("expires") }
    ask("tags") { completion.fact.tags = $0.texts("tags") }
    ask("title") { completion.title = $0.textIfAny("title") }
    ask("issuer") { completion.issuer = $0.textIfAny("issuer") }
    ask("section") { completion.section = $0.textIfAny("section") }
    ask("happenedOn") { completion.fact.on = $0.dayIfAny("happenedOn") ?? completion.fact.on }
    ask("origin") {
      completion.fact.origin = $0.textIfAny("origin").flatMap(Origin.init) ?? .here
    }
    ask("state") {
      completion.state =
        $0.textIfAny("state").flatMap(StoredCompletion.State.init) ?? completion.state
    }
  }
}

extension Completions.Revision {
  private var said: [(String, JSONValue?)] {
    let fact = says.fact
    return [
      ("kind", .string(fact.kind.rawValue)), ("code", .string(fact.code)),
      ("happenedOn", .text(fact.on)), ("state", .string(says.state.rawValue)),
      ("grade", .textIfAny(fact.grade)), ("score", fact.score.map { .text($0) }),
      ("credits", fact.credits.map { .text($0) }), ("hours", fact.hours.map { .text($0) }),
      ("points", fact.points.map { .text($0) }), ("passed", fact.passed.map { .bool($0) }),
      ("attempt", fact.attempt.map { .number($0) }), ("title", .textIfAny(says.title)),
      ("expires", fact.expires.map { .text($0) }), ("issuer", .textIfAny(says.issuer)),
      ("origin", .string(fact.origin.rawValue)),
      ("tags", fact.tags.isEmpty ? nil : .array(fact.tags.map { .string($0) })),
      ("term", .textIfAny(fact.term)), ("section", .textIfAny(says.section)),
      ("revision", .number(fact.revision)), ("recordedAt", .text(recordedAt)),
      ("recordedBy", .string(recordedBy)), ("reason", .textIfAny(reason)),
    ]
  }

  fileprivate var revisionJSON: JSONValue { .object(of: said) }

  fileprivate var members: [(String, JSONValue?)] {
    [("id", .text(says.id)), ("learner", .text(says.learner))] + said
  }

  var json: JSONValue { .object(of: members) }
}

extension [Completions.Revision] {
  /// The completion by its latest revision, with all of them.
  var json: JSONValue {
    .object(of: (first?.members ?? []) + [("revisions", .array(map(\.revisionJSON)))])
  }
}

extension JSONValue {
  static func object(of members: [(String, JSONValue?)]) -> JSONValue {
    .object(JSONObject(members.compactMap { name, value in value.map { (name, $0) } }))
  }
}

extension CompletionOutcome {
  var word: String {
    switch self {
    case .created: "created"
    case .amended: "amended"
    case .unchanged: "unchanged"
    case .refused: "refused"
    }
  }

  var json: JSONValue {
    switch self {
    case .created(let id), .amended(let id), .unchanged(let id):
      .members(("outcome", .string(word)), ("completion", .text(id)))
    case .refused(let refusal): Self.refusal(refusal)
    }
  }

  /// What became of a row that is refused.
  static func refusal(_ error: any Error) -> JSONValue {
    .members(("outcome", "refused"), ("problem", Problem(error)?.json))
  }
}
