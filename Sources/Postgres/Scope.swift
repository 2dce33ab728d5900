/// On whose behalf a transaction runs: a role and settings that end with the transaction.
///
/// They travel with the first statement and never outlive COMMIT, so a connection keeps nothing
/// from one transaction to the next and a transaction-pooling proxy may stand in between.
public struct Scope: Sendable, Hashable {
  private(set) var settings: [Setting]

  struct Setting: Sendable, Hashable {
    let name: String
    let value: String
  }

  /// No role and no settings.
  public static let none = Scope()

  /// A role to act as, and settings by name (`search_path`, `app.tenant`…); names are letters,
  /// digits, underscores and dots, anything else is refused when the transaction begins.
  public init(role: String? = nil, settings: KeyValuePairs<String, String> = [:]) {
    var all = settings.map { Setting(name: $0.key, value: $0.value) }
    if let role { all.append(Setting(name: "role", value: role)) }
    self.settings = all
  }

  /// The same scope with one setting more, or with another value for it.
  public func setting(_ name: String, to value: String) -> Scope {
    var scope = self
    scope.settings.removeAll { $0.name == name }
    scope.settings.insert(Setting(name: name, value: value), at: 0)
    return scope
  }
}

/// How much a transaction sees of the others.
public enum Isolation: Sendable, Hashable {
  /// Each statement sees what was committed before it: the default.
  case readCommitted
  /// All statements see one snapshot.
  case repeatableRead
  /// As if transactions ran one after another; expect retries.
  case serializable

  var keyword: String {
    switch self {
    case .readCommitted: "read committed"
    case .repeatableRead: "repeatable read"
    case .serializable: "serializable"
    }
  }
}

/// Everything that BEGIN says.
struct Opening: Sendable, Hashable {
  let isReadOnly: Bool
  let isolation: Isolation
  let limits: Limits
  let scope: Scope

  /// BEGIN, then all settings; they travel with the first statement of the transaction.
  func statements() throws(PostgresError) -> [Statement] {
    let settings = limits.settings.map { Scope.Setting(name: $0.name, value: $0.value) }
    let calls = try (settings + scope.settings).map(call)
    let place = Place.step(Self.place)
    let begin = try Statement(.trusted(begin), place: place, keepsPlan: true)
    guard !calls.isEmpty else { return [begin] }
    let setting: SQL = "select \(sql: .joined(calls, separator: ", "))"
    return [begin, try Statement(setting, place: place, keepsPlan: true)]
  }

  /// What the errors of these statements name as their place.
  static let place = "begin"

  private var begin: String {
    "begin isolation level \(isolation.keyword) \(isReadOnly ? "read only" : "read write")"
  }

  private func call(_ setting: Scope.Setting) throws(PostgresError) -> SQL {
    guard Opening.isName(setting.name) else {
      throw PostgresError(.misuse, "a scope's setting has a name with unusual characters")
    }
    guard !setting.value.utf8.contains(0) else {
      throw PostgresError(.misuse, "the setting \(setting.name) holds a NUL character")
    }
    return "pg_catalog.set_config(\(setting.name), \(setting.value), true)"
  }

  private static func isName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }
}
