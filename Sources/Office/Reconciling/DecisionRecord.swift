import Foundation
import Microcredentials
import Storage

/// A decision as JSON text, from which alone it can be explained years later: the facts with their
/// values, what was used for what, and the finding of every requirement in words.
enum DecisionRecord {
  static func text(
    _ docketCase: Docket.Case, _ decision: Decision, evidence: [KnownFacts.EvidenceItem]
  ) -> String {
    let explanation = explain(docketCase.facts, decision)
    let used = Set(decision.uses.compactMap(\.fact))
    let facts = docketCase.facts.known.filter { used.contains($0.id) }.map(text)
    let uses = decision.uses.map(text)
    var json = "{\"words\":\(JSONText.quoted(explanation.words))"
    json += ",\"day\":\"\(decision.day)\""
    json += ",\"version\":\(JSONText.quoted(docketCase.ready.version.version))"
    json += ",\"facts\":[\(facts.joined(separator: ","))]"
    json += ",\"uses\":[\(uses.joined(separator: ","))]"
    if !evidence.isEmpty {
      let items = evidence.map { "\(JSONText.quoted($0.fingerprint))" }
      json += ",\"evidence\":[\(items.joined(separator: ","))]"
    }
    json += ",\"criteria\":"
    append(explanation.criteria, to: &json)
    return json + "}"
  }

  /// What a proposal says: what was, what is, the programs that depend on the award, and each value
  /// that a correction changes.
  static func change(
    _ change: WorkList.Change, dependents: [String],
    corrections: [(name: String, before: String?, after: String?)] = []
  ) -> String {
    func list(_ texts: [String]) -> String {
      "[\(texts.map { JSONText.quoted($0) }.joined(separator: ","))]"
    }
    let values = corrections.map { name, before, after in
      "{\"name\":\(JSONText.quoted(name)),\"before\":\(JSONText.quoted(before))"
        + ",\"after\":\(JSONText.quoted(after))}"
    }
    return "{\"before\":\(JSONText.quoted(change.before))"
      + ",\"after\":\(JSONText.quoted(change.after))"
      + ",\"missing\":\(list(change.missing)),\"dependents\":\(list(dependents))"
      + (values.isEmpty ? "}" : ",\"corrections\":[\(values.joined(separator: ","))]}")
  }

  private static func text(_ fact: Fact) -> String {
    var json = "{\"id\":\"\(fact.id)\",\"revision\":\(fact.revision)"
    json += ",\"kind\":\"\(fact.kind.rawValue)\",\"code\":\(JSONText.quoted(fact.code))"
    json += ",\"on\":\"\(fact.on)\",\"origin\":\"\(fact.origin.rawValue)\""
    if let grade = fact.grade { json += ",\"grade\":\(JSONText.quoted(grade))" }
    if let score = fact.score { json += ",\"score\":\"\(score)\"" }
    if let credits = fact.credits { json += ",\"credits\":\"\(credits)\"" }
    if let hours = fact.hours { json += ",\"hours\":\"\(hours)\"" }
    if let points = fact.points { json += ",\"points\":\"\(points)\"" }
    if let term = fact.term { json += ",\"term\":\(JSONText.quoted(term))" }
    if !fact.countedIn.isEmpty {
      let programs = fact.countedIn.map { JSONText.quoted($0) }
      json += ",\"alsoCountedIn\":[\(programs.joined(separator: ","))]"
    }
    return json + "}"
  }

  private static func text(_ use: Decision.Use) -> String {
    var json = "{\"requirement\":\(JSONText.quoted(use.requirement)),\"on\":\"\(use.on)\""
    if let fact = use.fact { json += ",\"fact\":\"\(fact)\"" }
    if let revision = use.revision { json += ",\"revision\":\(revision)" }
    if let exception = use.exception { json += ",\"exception\":\"\(exception)\"" }
    return json + "}"
  }

  private static func append(_ finding: Explanation.Finding, to json: inout String) {
    json += "{\"requirement\":\(JSONText.quoted(finding.requirement))"
    json += ",\"title\":\(JSONText.quoted(finding.title))"
    json += ",\"truth\":\"\(finding.truth.rawValue)\",\"words\":\(JSONText.quoted(finding.words))"
    if !finding.members.isEmpty {
      json += ",\"members\":["
      for (place, member) in finding.members.enumerated() {
        if place > 0 { json += "," }
        append(member, to: &json)
      }
      json += "]"
    }
    json += "}"
  }
}
