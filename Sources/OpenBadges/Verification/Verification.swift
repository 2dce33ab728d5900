/// One thing that was looked at in a document.
public struct Check: Sendable, Hashable, CustomStringConvertible {
  /// A stable name, such as `proof[0].signature`.
  public let name: String
  /// Whether it is as it must be.
  public let passed: Bool
  /// What was found, or what to do about it; without personal data.
  public let detail: String

  /// One line for a person.
  public var description: String { "\(passed ? "PASS" : "FAIL") \(name) \(detail)" }
}

/// What came of verifying a document.
public struct Verification: Sendable, Hashable {
  /// Every check in the order made.
  public private(set) var checks: [Check] = []

  /// Whether every check passed.
  public var isValid: Bool { !checks.isEmpty && checks.allSatisfy(\.passed) }

  /// The checks that did not pass.
  public var failures: [Check] { checks.filter { !$0.passed } }

  @discardableResult
  mutating func check(_ name: String, _ passed: Bool, _ detail: String = "") -> Bool {
    checks.append(Check(name: name, passed: passed, detail: passed ? "" : detail))
    return passed
  }

  mutating func add(_ other: Verification, prefix: String) {
    checks += other.checks.map {
      Check(name: prefix + $0.name, passed: $0.passed, detail: $0.detail)
    }
  }
}
