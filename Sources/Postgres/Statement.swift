/// A statement on its way to the server.
struct Statement: Sendable {
  let parameters: ParameterBuffer
  let text: String
  let place: Place
  /// Whether its plan does not depend on the values, so that a session may keep it.
  let keepsPlan: Bool

  /// Throws where it cannot be sent, before anything is.
  init(_ sql: SQL, place: Place, keepsPlan: Bool = false) throws(PostgresError) {
    if let fault = sql.fault {
      throw PostgresError(.unbindable, fault, place: place.description)
    }
    guard sql.parameterCount <= Int(UInt16.max) else {
      throw PostgresError(
        .unbindable, "the statement has more than 65,535 parameters: send an array",
        place: place.description)
    }
    text = sql.text
    guard !text.utf8.contains(0) else {
      throw PostgresError(
        .unbindable, "the statement holds a NUL character", place: place.description)
    }
    parameters = sql.parameters
    self.place = place
    self.keepsPlan = keepsPlan
  }
}

/// Where a statement is written; put into words only when there is something to blame.
enum Place: Sendable, CustomStringConvertible {
  case code(StaticString, UInt)
  case step(String)

  var description: String {
    switch self {
    case .code(let file, let line): "\(file):\(line)"
    case .step(let name): name
    }
  }
}

/// The statements whose plans a session keeps, by text and types of the parameters.
///
/// Only a session of one's own keeps anything: behind a transaction-pooling proxy the next
/// transaction meets another server process.
struct KeptPlans {
  private struct Key: Hashable {
    let text: String
    let types: [UInt32]

    init(_ statement: Statement) {
      text = statement.text
      types = statement.parameters.slots.map(\.oid)
    }
  }

  /// More than a program has; texts that are composed could be more.
  private static let most = 500

  private var names: [Key: String] = [:]
  private var given = 0

  /// The name under which the session keeps a statement, and whether it does so already; nil when
  /// it keeps too many.
  mutating func name(of statement: Statement) -> (name: String, isKept: Bool)? {
    if let name = names[Key(statement)] { return (name, true) }
    guard names.count < Self.most else { return nil }
    given += 1
    return ("kept\(given)", false)
  }

  /// Remembers that the session keeps a statement now.
  mutating func add(_ statement: Statement, as name: String) { names[Key(statement)] = name }
}
