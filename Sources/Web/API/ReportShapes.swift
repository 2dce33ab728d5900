import LinkedData
import Microcredentials
import Office
import Storage

/// Reports in JSON.
enum ReportShapes {
  private static let signed = Schema(.integer(-4_000_000...4_000_000))

  private static let spread = Schema.object(
    nil, "Order statistics of a number of days; left out where there is no award.",
    [.may("median", signed), .may("ninetieth", signed)])

  private static let figures = Schema.object(
    "ReportFigures", nil,
    Reports.Figure.allCases.map { .must($0.rawValue, Schema.count.noted($0.definition)) } + [
      .must("credits", .decimal.noted(ReportDefinitions.credits)),
      .must("daysToEarn", spread.noted("From the enrollment to the day on which it was earned.")),
      .must("daysToAward", spread.noted("From then to the award.")),
    ])

  private static let group = Schema.object(
    "ReportGroup", nil,
    [
      .may("key", .line(1_000, "Its code; left out for what is in no term, or of no unit.")),
      .must("label", .line(4_000)), .must("figures", figures),
    ])

  private static let check = Schema.object(
    "ReportCheck", nil, [.must("holds", .flag), .must("sentence", .prose(2_000))])

  private static let definition = Schema.object(
    "ReportDefinition", nil, [.must("title", .line()), .must("sentence", .prose(1_000))])

  static let report = Schema.object(
    "Report", "Figures as they were at the end of a day.",
    [
      .must("asOf", .day), .must("zone", .line()),
      .must("by", .choice(Reports.Grouping.allCases.map(\.rawValue))),
      .may("units", .list(of: .line(1_000)).noted("Those that the caller's role is limited to.")),
      .must("groups", .list(of: group, atMost: 100_000)), .must("total", figures),
      .must(
        "position",
        Schema(.integer(0...Int.max), note: "Of the last row of the ledger that counts.")),
      .must("ties", .flag.noted("Whether all of the checks hold.")),
      .must("checks", .list(of: check)), .must("definitions", .list(of: definition)),
    ])

  static let line = Schema.object(
    "ReportRow", "One row that a figure counts.",
    [
      .must("id", .id.noted("Of the enrollment, the award or the notation.")),
      .must("learner", .id.noted("The record of the person that stands.")),
      .may("name", .line(1_000, "For roles that read learners.")),
      .may("student", .line(1_000, "The id in the student system; for roles that read learners.")),
      .must("isStudent", .flag.noted(ReportDefinitions.learners)),
      .must("program", .line()), .may("unit", .line(1_000)), .must("version", .line()),
      .must("isCreditBearing", .flag), .may("term", .line()), .may("enrollment", .id),
      .may("award", .id), .may("position", Schema(.integer(1...Int.max))),
      .may("began", .day), .may("earnedOn", .day), .may("awardedOn", .day),
      .may("credits", .decimal), .may("daysToEarn", signed), .may("daysToAward", signed),
    ])
}

extension Report {
  var json: JSONValue {
    let grouping = question.grouping
    return .members(
      ("asOf", .text(moment.day)), ("zone", .string(moment.zone)),
      ("by", .string(grouping.rawValue)),
      ("units", units.map { .array($0.map { .string($0) }) }),
      (
        "groups",
        .array(
          found.groups.map { group in
            .members(
              ("key", .textIfAny(group.key)), ("label", .string(grouping.label(of: group))),
              ("figures", group.figures.json))
          })
      ), ("total", found.total.json), ("position", .number(found.ledger.position)),
      ("ties", .bool(ties)),
      (
        "checks",
        .array(checks.map { ["holds": .bool($0.holds), "sentence": .string($0.sentence)] })
      ),
      (
        "definitions",
        .array(
          ReportDefinitions.all.map {
            ["title": .string($0.title), "sentence": .string($0.sentence)]
          })
      ))
  }
}

extension Reports.Figures {
  fileprivate var json: JSONValue {
    var members = Reports.Figure.allCases.map { ($0.rawValue, JSONValue.number(self[$0])) }
    members.append(("credits", .text(credits)))
    members.append(("daysToEarn", toEarn.json))
    members.append(("daysToAward", toAward.json))
    return .object(JSONObject(members))
  }
}

extension Reports.Spread {
  fileprivate var json: JSONValue {
    .members(("median", median.map { .number($0) }), ("ninetieth", ninetieth.map { .number($0) }))
  }
}

extension Reports.Line {
  var json: JSONValue {
    .members(
      ("id", .text(id)), ("learner", .text(learner)), ("name", .textIfAny(name)),
      ("student", .textIfAny(student)), ("isStudent", .bool(isStudent)),
      ("program", .string(program)), ("unit", .textIfAny(unit)), ("version", .string(version)),
      ("isCreditBearing", .bool(isCreditBearing)), ("term", .textIfAny(term)),
      ("enrollment", enrollment.map { .text($0) }), ("award", award.map { .text($0) }),
      ("position", position.map { .number($0) }), ("began", began.map { .text($0) }),
      ("earnedOn", earnedOn.map { .text($0) }), ("awardedOn", awardedOn.map { .text($0) }),
      ("credits", credits.map { .text($0) }), ("daysToEarn", daysToEarn.map { .number($0) }),
      ("daysToAward", daysToAward.map { .number($0) }))
  }
}
