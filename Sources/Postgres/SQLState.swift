/// A five-character code of PostgreSQL's appendix A; the first two characters are its class.
public struct SQLState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The code.
  public let rawValue: String

  /// A code as the server sent it.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The code.
  public var description: String { rawValue }

  /// The first two characters.
  public var category: Substring { rawValue.prefix(2) }

  /// A warning without a code of its own.
  public static let warning = SQLState(rawValue: "01000")
  /// PostgreSQL cannot do this; also that the answer of a prepared statement would change its type.
  public static let featureNotSupported = SQLState(rawValue: "0A000")
  /// The session knows no statement of that name.
  public static let invalidStatementName = SQLState(rawValue: "26000")
  /// A value is null where it must not be.
  public static let notNullViolation = SQLState(rawValue: "23502")
  /// A reference to a row that is not there.
  public static let foreignKeyViolation = SQLState(rawValue: "23503")
  /// A row with that key exists already.
  public static let uniqueViolation = SQLState(rawValue: "23505")
  /// A check constraint is false.
  public static let checkViolation = SQLState(rawValue: "23514")
  /// An exclusion constraint is violated.
  public static let exclusionViolation = SQLState(rawValue: "23P01")
  /// A reference or trigger forbids the change.
  public static let restrictViolation = SQLState(rawValue: "23001")
  /// A write in a read-only transaction.
  public static let readOnlyTransaction = SQLState(rawValue: "25006")
  /// The transaction has failed already.
  public static let inFailedTransaction = SQLState(rawValue: "25P02")
  /// A concurrent transaction made this one impossible.
  public static let serializationFailure = SQLState(rawValue: "40001")
  /// Two transactions waited for each other.
  public static let deadlockDetected = SQLState(rawValue: "40P01")
  /// The role may not do this.
  public static let insufficientPrivilege = SQLState(rawValue: "42501")
  /// The table is not there.
  public static let undefinedTable = SQLState(rawValue: "42P01")
  /// A lock was not free, or not in time.
  public static let lockNotAvailable = SQLState(rawValue: "55P03")
  /// The statement was cancelled, by a timeout or by request.
  public static let queryCanceled = SQLState(rawValue: "57014")
  /// An administrator ended the connection.
  public static let adminShutdown = SQLState(rawValue: "57P01")

  /// Whether the same work may succeed later without any change to it: the fault lies in the
  /// moment (load, concurrency, a restart), not in the data or in the statement.
  ///
  /// A statement timeout (57014) counts as such: blaming the data for a slow disk would park
  /// sound work; nothing retries it at once, though.
  public var isTransient: Bool {
    switch category {
    case "08", "53": true
    case "40": self != SQLState(rawValue: "40002")
    case "55": rawValue == "55P03" || rawValue == "55006"
    case "57": rawValue != "57P04"
    default: false
    }
  }

  /// Whether the server's primary message names only parts of the schema. The classes left out,
  /// data exceptions above all, quote values.
  var hasSafeMessage: Bool {
    switch category {
    case "08", "0A", "23", "25", "26", "28", "34", "3D", "3F", "40", "42", "53", "55", "57": true
    default: false
    }
  }
}
