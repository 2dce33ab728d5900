import Foundation
import HTTPTypes
import Hummingbird
import Office
import Storage

/// Proposals in the browser: the kinds that wait, those of a kind, and one decision about many.
struct ProposalPages {
  let desk: RegistrarDesk

  func add(to router: Router<WebContext>) {
    router.get("proposals") { request, _ in try await kinds(request) }
    router.get("proposals/kind") { request, _ in try await rows(request) }
    router.post("proposals/look") { request, _ in try await look(request) }
    router.post("proposals/decide") { request, _ in try await decide(request) }
  }

  private func signIn() -> Response { .redirect(to: "/sign-in?return=/proposals") }

  private func kinds(_ request: Request) async throws -> Response {
    guard let visitor = try await desk.visitor(request) else { return signIn() }
    let visit = PageVisit(visitor.institution, request, ProposalWord.self)
    let waiting = try await desk.office.reading(as: visitor.caller) { try $0.proposalKinds() }
    let query = Form.fields(request.uri.query ?? "")
    return ProposalTemplates.kinds.response(
      ProposalPageModel.Kinds(waiting, done: Self.told(query, visit.language), visit), for: visit)
  }

  /// What was done, from the numbers in an address: nothing else of it is shown.
  private static func told(_ query: [String: String], _ language: Language) -> String? {
    let words: [(String, ProposalWord)] = [
      ("accepted", .carriedOut), ("waiting", .wait), ("declined", .declined),
    ]
    let parts = words.compactMap { name, word in
      query[name].flatMap { Int($0) }.flatMap { $0 > 0 ? "\($0) \(word(in: language))" : nil }
    }
    guard !parts.isEmpty else { return nil }
    return "\(ProposalWord.decided(in: language)) \(parts.joined(separator: ", "))."
  }

  private func rows(_ request: Request) async throws -> Response {
    guard let visitor = try await desk.visitor(request) else { return signIn() }
    let visit = PageVisit(visitor.institution, request, ProposalWord.self)
    let query = Form.fields(request.uri.query ?? "")
    guard let program = query["program"], !program.utf8.contains(0), program.utf8.count <= 400,
      let purpose = query["purpose"].flatMap(WorkList.Purpose.init),
      let state = query["state"].flatMap(Proposals.State.init), state.isPending
    else { throw Problem.notFound }
    let names = (query["changes"] ?? "").split(separator: ",").prefix(10).map {
      String($0.prefix(20))
    }
    let kind = Proposals.Kind(
      program: program, purpose: purpose, state: state,
      changes: names.filter { $0.allSatisfy(\.isLetter) })
    let place = try query["after"].map { text in
      guard let place = Cursor(text).flatMap({ Call.place($0.keys) }) else {
        throw Problem.badRequest("after", "It is no place in this list: begin without it.")
      }
      return Proposals.Place(openedAt: place.0, id: place.1)
    }
    let found = try await desk.office.reading(as: visitor.caller) {
      try $0.proposals(kind, after: place, limit: Visit.mostProposalsAtOnce)
    }
    return ProposalTemplates.rows.response(
      ProposalPageModel.Rows(
        kind, found, isTicked: query["ticked"] != "none", place: query["after"], visit,
        by: visitor), for: visit)
  }

  private func look(_ request: Request) async throws -> Response {
    guard let (visitor, form) = try await desk.sender(request) else { return signIn() }
    let visit = PageVisit(visitor.institution, request, ProposalWord.self)
    let ids = Self.ticked(form)
    let (selection, names) = try await desk.office.reading(as: visitor.caller) {
      let selection = try $0.selected(proposals: ids)
      return (selection, try $0.names(of: selection.decisions.map(\.actor.id)))
    }
    return ProposalTemplates.selection.response(
      ProposalPageModel.Selection(ids, selection, by: names, visit, token: visitor.token),
      for: visit)
  }

  private func decide(_ request: Request) async throws -> Response {
    guard let (visitor, form) = try await desk.sender(request) else { return signIn() }
    let ids = Self.ticked(form)
    guard form["sure"] == "yes" else {
      throw Refusal(.invalid, "Nothing was decided: tick that you looked at the proposals.")
    }
    let ruling = try Self.ruling(form, try RegistrarDesk.reason(form))
    let decided = try await desk.office.acting(as: visitor.caller) {
      try $0.decideProposals(ids, ruling, seen: form["seen"] ?? "")
    }
    func count(_ state: Proposals.State) -> Int { decided.count { $0.state == state } }
    return .redirect(
      to: "/proposals?accepted=\(count(.accepted))&waiting=\(count(.toBeConfirmed))"
        + "&declined=\(count(.declined))")
  }

  private static func ruling(_ form: Form, _ reason: String) throws -> ProposalRuling {
    switch form["outcome"] {
    case "accept":
      let told = (form["public-reason"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
      return .accept(
        Revocation(
          reason: reason, publicReason: String(told.prefix(1_000)),
          barsAnother: form["bars"] == "yes"))
    case "decline": return .decline(reason)
    case "confirm": return .confirm(reason)
    default: throw Refusal(.invalid, "Nothing was decided: choose what is to be done.")
    }
  }

  /// The ids that are ticked, in one order, so that the same form does the same.
  private static func ticked(_ form: Form) -> [UUID] {
    form.names.filter { $0.hasPrefix("p-") && form[$0] == "yes" }.sorted()
      .compactMap { UUID(uuidString: String($0.dropFirst(2))) }
  }
}
