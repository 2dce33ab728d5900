import CLibpq

/// Reads the fields of an error or notice.
struct ServerAnswer {
  let result: OpaquePointer

  func field(_ code: Int32) -> String? {
    PQresultErrorField(result, code).map { String(cString: $0) }
  }

  private enum Field {
    static let severity = Int32(UInt8(ascii: "V"))
    static let sqlState = Int32(UInt8(ascii: "C"))
    static let message = Int32(UInt8(ascii: "M"))
    static let schema = Int32(UInt8(ascii: "s"))
    static let table = Int32(UInt8(ascii: "t"))
    static let column = Int32(UInt8(ascii: "c"))
    static let constraint = Int32(UInt8(ascii: "n"))
  }

  var sqlState: SQLState? { field(Field.sqlState).map(SQLState.init(rawValue:)) }
  var severity: String? { field(Field.severity) }

  func error(place: String?) -> PostgresError {
    let state = sqlState
    // What libpq itself says has no code, and means that the server no longer answers.
    let lost = state == nil || severity == "FATAL" || severity == "PANIC"
    var error = PostgresError(lost ? .connectionLost : .refused, summary(state), place: place)
    error.sqlState = state
    error.severity = severity
    error.schema = field(Field.schema)
    error.table = field(Field.table)
    error.column = field(Field.column)
    error.constraint = field(Field.constraint)
    error.unsafeDetail = PQresultErrorMessage(result).map { String(cString: $0) }
    return error
  }

  private func summary(_ state: SQLState?) -> String {
    guard let state else { return "the connection to PostgreSQL was lost" }
    guard state.hasSafeMessage, let message = field(Field.message) else {
      let table = field(Field.table).map { " on table \"\($0)\"" } ?? ""
      return "PostgreSQL refused the statement\(table); its message may quote data and is withheld"
    }
    return "PostgreSQL: \(message)"
  }
}
