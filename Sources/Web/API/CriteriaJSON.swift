import LinkedData
import Microcredentials

/// Criteria as a JSON tree: what the program file says, in the terms in which it is decided.
extension Requirement {
  var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("id", .string(label.id)), ("title", .string(label.title)),
    ]
    switch self {
    case .record(let node): members += node.members
    case .group(let node): members += node.jsonMembers
    case .total(let node): members += node.members
    case .mean(let node): members += node.members
    case .not(let node): members += [("kind", "not"), ("member", node.member.json)]
    }
    return .object(JSONObject(members))
  }
}

private typealias Members = [(String, JSONValue)]

extension Array where Element == (String, JSONValue) {
  fileprivate mutating func add(_ name: String, _ value: JSONValue?) {
    if let value { append((name, value)) }
  }

  fileprivate mutating func add(_ name: String, _ texts: [String]) {
    if !texts.isEmpty { append((name, .array(texts.map { .string($0) }))) }
  }

  fileprivate mutating func add(_ name: String, if isSo: Bool) {
    if isSo { append((name, true)) }
  }

  fileprivate mutating func add(_ limits: [Limit]) {
    if !limits.isEmpty { append(("limits", .array(limits.map(\.json)))) }
  }

  fileprivate var object: JSONValue { .object(JSONObject(self)) }
}

extension RecordRequirement {
  fileprivate var members: Members {
    var members: Members = [
      ("kind", "record"), ("finds", selector.json), ("condition", condition.json),
    ]
    members.add(
      "credits",
      credits.map { range in
        .members(("least", .text(range.lowerBound)), ("most", .text(range.upperBound)))
      })
    members.add("mayShare", if: mayShare)
    return members
  }
}

extension GroupRequirement {
  fileprivate var jsonMembers: Members {
    var all: Members = [("kind", "group"), ("need", .number(need))]
    if order != .any { all.append(("order", .string(order.word))) }
    all.append(("members", .array(members.map(\.json))))
    all.add(limits)
    return all
  }
}

extension GroupRequirement.Order {
  fileprivate var word: String {
    switch self {
    case .any: "any"
    case .sequence: "sequence"
    case .consecutiveTerms: "consecutive terms"
    }
  }
}

extension TotalRequirement {
  fileprivate var members: Members {
    var all: Members = [("kind", "total"), ("amount", .string(amount.rawValue))]
    all.add("atLeast", atLeast.map { .text($0) })
    all.add("atMost", atMost.map { .text($0) })
    let items = items.map { item -> JSONValue in
      .members(
        ("finds", item.selector.json), ("condition", item.condition.json),
        ("each", item.each.map { .text($0) }))
    }
    all.append(("items", .array(items)))
    all.add(limits)
    all.add("mayShare", if: mayShare)
    return all
  }
}

extension MeanRequirement {
  fileprivate var members: Members {
    let items = items.map { item -> JSONValue in
      .members(
        ("finds", item.selector.json), ("condition", item.condition.json),
        ("weight", .text(item.weight)))
    }
    return [("kind", "mean"), ("atLeast", .text(atLeast)), ("items", .array(items))]
  }
}

extension Selector {
  fileprivate var json: JSONValue {
    var all: Members = []
    all.add("kind", kind.map { .string($0.rawValue) })
    all.add("codes", codes)
    all.add("pools", pools)
    return all.object
  }
}

extension Condition {
  fileprivate var json: JSONValue {
    var all: Members = []
    all.add("grade", .textIfAny(grade))
    all.add("scale", scale ?? [])
    all.add("values", values)
    all.add("anyGrade", if: anyGrade)
    all.add("score", score.map { .text($0) })
    all.add("hours", hours.map { .text($0) })
    all.add("credits", credits.map { .text($0) })
    all.add("origins", origins.map(\.rawValue))
    all.add("from", from.map { .string($0.description) })
    all.add("by", by.map { .string($0.description) })
    all.add("attempts", attempts.map { .number($0) })
    all.add("tagged", tagged)
    all.add("untagged", untagged)
    all.add("exclusive", if: exclusive)
    return all.object
  }
}

extension Limit {
  fileprivate var json: JSONValue {
    var all: Members = [("title", .string(title)), ("measure", .string(measure.word))]
    all.append(("of", selector.json))
    all.append(("condition", condition.json))
    all.add("atLeast", atLeast?.json)
    all.add("atMost", atMost?.json)
    return all.object
  }
}

extension Limit.Measure {
  fileprivate var word: String {
    switch self {
    case .total(let amount): "total \(amount.rawValue)"
    case .meanGradePoints: "mean grade points"
    }
  }
}

extension Limit.Bound {
  fileprivate var json: JSONValue {
    switch self {
    case .number(let number): .text(number)
    case .percent(let share): .string("\(share)%")
    case .fraction(let part, let whole): .string("\(part)/\(whole)")
    }
  }
}
