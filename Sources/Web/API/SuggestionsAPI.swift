import Foundation
import HTTPTypes
import LinkedData
import Office
import Storage

/// What the public suggests, and what becomes of it.
enum SuggestionsAPI {
  private static let states = ["received", "taken up", "declined"]

  private static let suggestion = Schema.object(
    "Suggestion", "A program that somebody suggested by the public form.",
    [
      .must("id", .id), .must("title", .prose(200)), .must("purpose", .prose(4_000)),
      .may("audience", .prose(1_000, "Who would earn it.")),
      .may("contactName", .prose(200, "Given with consent; forgotten after a year.")),
      .may("contactEmail", .line(254, "Given with consent; forgotten after a year.")),
      .must("times", .count.noted("How often the same text came on its day.")),
      .must("state", .choice(states)), .must("receivedAt", .instant),
      .may("program", .line(200, "The code of the program that it became.")),
      .may("decidedAt", .instant), .may("decidedBy", .line(200)),
      .may("reason", .prose(1_000)),
    ])

  static let endpoints: [Endpoint] = [
    .list(
      "/suggestions", "listSuggestions", .programs, "Lists what the public suggests",
      .decideSuggestions, parameters: [.init("state", .choice(states), "In this state.")],
      of: suggestion
    ) { visit, call in
      let rows = try visit.suggestions(
        state: call.query("state"), after: call.after { Call.place($0) }, limit: call.limit)
      return try call.page(rows) {
        Call.place($0.receivedAt, $0.id)
      } json: {
        $0.json
      }
    },
    decide(
      "take-up", "takeUpSuggestion", "Makes a program of a suggestion",
      note: "The program is `suggested`; a proposer gives it its first draft by naming its code."
    ) { try $0.takeUpSuggestion($1, reason: $2) },
    decide("decline", "declineSuggestion", "Declines a suggestion") {
      try $0.declineSuggestion($1, reason: $2)
    },
  ]

  private static func decide(
    _ word: String, _ id: String, _ summary: String, note: String? = nil,
    _ work: @escaping @Sendable (Visit, UUID, String) throws -> Suggestions.Listed
  ) -> Endpoint {
    .post(
      "/suggestions/{suggestion}/\(word)", id, .programs, summary, .decideSuggestions, note: note,
      body: ProgramsAPI.because, answer: .json(.ok, suggestion)
    ) { visit, call in
      .json(try work(visit, call.id("suggestion"), call.body.text("reason")).json)
    }
  }
}

extension Suggestions.Listed {
  fileprivate var json: JSONValue {
    .members(
      ("id", .text(id)), ("title", .string(text.title)), ("purpose", .string(text.purpose)),
      ("audience", text.audience.isEmpty ? nil : .string(text.audience)),
      ("contactName", .textIfAny(text.contactName)),
      ("contactEmail", .textIfAny(text.contactEmail)), ("times", .number(times)),
      ("state", .string(state)), ("receivedAt", .text(receivedAt)),
      ("program", .textIfAny(program)), ("decidedAt", decision.map { .text($0.at) }),
      ("decidedBy", decision.map { .string($0.by) }),
      ("reason", decision.map { .string($0.reason) }))
  }
}
