/// One forward step of a schema; once applied anywhere, its text never changes again.
public struct Migration: Sendable, Hashable {
  /// Its place in the order, unique.
  public let version: Int
  /// What it does, in a few words.
  public let name: String
  /// The statements; they run in one transaction and must not end it.
  public let sql: String

  /// A step with its place, name and statements.
  public init(version: Int, name: String, sql: String) {
    self.version = version
    self.name = name
    self.sql = sql
  }
}

/// How the schema of a database compares with the migrations that a program knows.
public enum SchemaStatus: Sendable, Hashable {
  /// Applied and known are the same.
  case current
  /// These are known, but not applied yet.
  case behind([Migration])
  /// These versions are applied, but not known: the program is older than the schema.
  case ahead([Int])
  /// The text of these differs from what was applied.
  case altered([Migration])

  /// A sentence that says what is the case and what to run; `command` is the program's own way of
  /// migrating.
  public func sentence(command: String) -> String {
    switch self {
    case .current:
      "The schema is up to date."
    case .behind(let missing):
      "The schema lacks \(SchemaStatus.list(missing.map(\.version))): run `\(command)`."
    case .ahead(let versions):
      "The schema has \(SchemaStatus.list(versions)), which this version does not know: "
        + "run the newer version that applied it, or restore the backup taken before."
    case .altered(let migrations):
      "The text of \(SchemaStatus.list(migrations.map(\.version))) differs from what was applied: "
        + "install the unchanged release and write a new migration instead of editing an old one."
    }
  }

  private static func list(_ versions: [Int]) -> String {
    let numbers = versions.map { "\($0)" }.joined(separator: ", ")
    return versions.count == 1 ? "migration \(numbers)" : "migrations \(numbers)"
  }
}
