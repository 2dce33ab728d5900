import Microcredentials
import ProgramFiles
import Testing

/// Keys that a file needs, for tests about other keys.
private let defaults: [(key: String, line: String)] = [
  ("program", "program: test-program"), ("title", "title: Test program"),
  ("version", "version: \"1\""), ("description", "description: A program to test with."),
  ("credit", "credit: bearing"), ("criteria", "criteria: {course: TEST 101}"),
]

/// Reads a file of which only the keys under test are written; the others are added at its end, so
/// that line numbers stay.
func read(_ text: String, policy: Policy = Policy()) throws(ProgramFileErrors) -> ProgramFile {
  var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  for (key, line) in defaults where !lines.contains(where: { $0.hasPrefix("\(key):") }) {
    lines.append(line)
  }
  return try ProgramFile.read(lines.joined(separator: "\n").utf8, name: "test.yaml", policy: policy)
}

/// The criteria of such a file, without ids and titles.
func tree(_ text: String) throws(ProgramFileErrors) -> Requirement {
  try read(text).version.criteria.unlabelled
}

/// The mistakes of such a file, each as `LINE: message. remedy`.
func mistakes(_ text: String) -> [String] {
  do {
    _ = try read(text)
    return []
  } catch {
    return error.errors.map { "\($0.line): \($0.message). \($0.remedy)" }
  }
}

private let blank = Label(id: "", title: "")

extension Requirement {
  var unlabelled: Requirement {
    switch self {
    case .record(var node):
      node.label = blank
      return .record(node)
    case .group(var node):
      node.label = blank
      node.members = node.members.map(\.unlabelled)
      node.limits = node.limits.map(\.untitled)
      return .group(node)
    case .total(var node):
      node.label = blank
      node.limits = node.limits.map(\.untitled)
      return .total(node)
    case .mean(var node):
      node.label = blank
      return .mean(node)
    case .not(var node):
      node.label = blank
      node.member = node.member.unlabelled
      return .not(node)
    }
  }
}

extension Limit {
  fileprivate var untitled: Limit {
    var limit = self
    limit.title = ""
    return limit
  }
}

// Trees without labels, as the tests expect them.

func record(
  _ kind: FactKind, _ codes: String..., pools: [String] = [],
  when condition: Condition = Condition(),
  credits: ClosedRange<Quantity>? = nil, mayShare: Bool = false
) -> Requirement {
  .record(
    RecordRequirement(
      label: blank, selector: Selector(kind: kind, codes: codes, pools: pools),
      condition: condition, credits: credits, mayShare: mayShare))
}

func all(
  _ members: Requirement..., order: GroupRequirement.Order = .any, limits: [Limit] = []
) -> Requirement {
  .group(GroupRequirement(label: blank, members: members, order: order, limits: limits))
}

func choose(_ need: Int, _ members: Requirement..., limits: [Limit] = []) -> Requirement {
  .group(GroupRequirement(label: blank, need: need, members: members, limits: limits))
}

func total(
  _ amount: Amount, atLeast: Quantity?, atMost: Quantity? = nil, _ items: TotalRequirement.Item...,
  mayShare: Bool = false
) -> Requirement {
  .total(
    TotalRequirement(
      label: blank, amount: amount, atLeast: atLeast, atMost: atMost, items: items,
      mayShare: mayShare))
}

func item(
  _ kind: FactKind, _ codes: String..., pools: [String] = [],
  when condition: Condition = Condition(),
  each: Quantity? = nil
) -> TotalRequirement.Item {
  TotalRequirement.Item(
    selector: Selector(kind: kind, codes: codes, pools: pools), condition: condition, each: each)
}

func not(_ member: Requirement) -> Requirement {
  .not(NotRequirement(label: blank, member: member))
}

func limit(
  _ measure: Limit.Measure, of kind: FactKind? = nil, when condition: Condition = Condition(),
  atLeast: Limit.Bound? = nil, atMost: Limit.Bound? = nil
) -> Limit {
  var condition = condition
  condition.anyGrade = true
  return Limit(
    title: "", measure: measure, selector: Selector(kind: kind), condition: condition,
    atLeast: atLeast, atMost: atMost)
}

/// A file, and the mistakes that are found in it.
struct Mistake: Sendable, CustomTestStringConvertible {
  var text: String
  var expected: [String]

  init(_ text: String, _ expected: String...) {
    self.text = text
    self.expected = expected
  }

  var testDescription: String { expected.first ?? text }
}
