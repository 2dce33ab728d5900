/// A statement on its way to the server.
struct Statement: Sendable {
  let sql: SQL
  /// The file and line to blame.
  let place: String
  /// Whether its plan does not depend on the values, so that a session may keep it.
  var keepsPlan = false

  /// Its text; throws where it cannot be sent, before anything is.
  func checkedText() throws(PostgresError) -> String {
    if let fault = sql.fault { throw PostgresError(.unbindable, fault, place: place) }
    guard sql.parameterCount <= Int(UInt16.max) else {
      throw PostgresError(
        .unbindable, "the statement has more than 65,535 parameters: send an array", place: place)
    }
    let text = sql.text
    guard !text.utf8.contains(0) else {
      throw PostgresError(.unbindable, "the statement holds a NUL character", place: place)
    }
    return text
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
  }

  /// More than a program has; texts that are composed could be more.
  private static let most = 500

  private var names: [Key: String] = [:]
  private var given = 0

  /// The name under which the session keeps a statement, and whether it does so already; nil when
  /// it keeps too many.
  mutating func name(of text: String, _ sql: SQL) -> (name: String, isKept: Bool)? {
    if let name = names[key(text, sql)] { return (name, true) }
    guard names.count < Self.most else { return nil }
    given += 1
    return ("kept\(given)", false)
  }

  /// Remembers that the session keeps a statement now.
  mutating func add(_ text: String, _ sql: SQL, as name: String) { names[key(text, sql)] = name }

  private func key(_ text: String, _ sql: SQL) -> Key {
    Key(text: text, types: sql.parameters.slots.map(\.oid))
  }
}
