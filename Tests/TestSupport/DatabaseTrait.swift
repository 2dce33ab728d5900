public import Testing

/// Gives every test case a database of its own, and lets only so many run at the same time.
public struct DatabaseTrait: TestTrait, SuiteTrait, TestScoping {
  let template: TestTemplate

  /// A suite hands the trait down to its tests.
  public var isRecursive: Bool { true }

  /// Runs one test case with `TestDatabase.current` set.
  public func provideScope(
    for test: Test, testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    try await Slots.shared.hold {
      try await TestDatabase.with(template) { database in
        try await TestDatabase.$scoped.withValue(database) { try await function() }
      }
    }
  }
}

extension Trait where Self == DatabaseTrait {
  /// An empty database for each test case.
  public static var database: Self { DatabaseTrait(template: .empty) }

  /// A copy of a template for each test case.
  public static func database(_ template: TestTemplate) -> Self {
    DatabaseTrait(template: template)
  }
}
