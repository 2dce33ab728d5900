import Foundation
public import Postgres

/// A database of its own for one test case.
public struct TestDatabase: Sendable {
  /// The name in the cluster.
  public let name: String
  /// The connection string of its owner.
  public let conninfo: String
  /// A pool of its owner, shut down after the test.
  public let database: Database

  @TaskLocal static var scoped: TestDatabase?

  /// The database of the running test, which must have the trait `.database`.
  public static var current: TestDatabase {
    guard let scoped else { preconditionFailure("the test needs the trait .database") }
    return scoped
  }

  /// What the databases of a group of tests begin with: prepared once in each test process.
  public static func template(
    named name: String, prepare: @escaping @Sendable (Database) async throws -> Void,
    afterEach: @escaping @Sendable (Database) async throws -> Void = { _ in }
  ) -> TestTemplate {
    TestTemplate(name: name, prepare: prepare, afterEach: afterEach)
  }

  /// A database made from the template, and dropped when `body` returns.
  public static func with<R>(
    _ template: TestTemplate, isolation: isolated (any Actor)? = #isolation,
    _ body: (TestDatabase) async throws -> R
  ) async throws -> R {
    let origin = try await TemplateShelf.shared.database(for: template)
    let name = "t_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
    let database = try await TemplateShelf.shared.create(name, from: origin)
    do {
      let result = try await body(database)
      try await template.afterEach(database.database)
      try await TemplateShelf.shared.drop(database)
      return result
    } catch {
      try? await TemplateShelf.shared.drop(database)
      throw error
    }
  }
}

/// A named way to prepare a database, and to check it after each test.
public struct TestTemplate: Sendable {
  let name: String
  let prepare: @Sendable (Database) async throws -> Void
  let afterEach: @Sendable (Database) async throws -> Void

  /// An empty database.
  public static let empty = TestDatabase.template(named: "empty") { _ in }
}
