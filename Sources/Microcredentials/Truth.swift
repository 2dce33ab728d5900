/// Three-valued truth: what cannot be evaluated is neither met nor not met.
public enum Truth: String, Comparable, Sendable {
  /// It is not so.
  case notMet
  /// What is recorded does not say whether it is so.
  case cannotBeEvaluated
  /// It is so.
  case met

  private var order: Int {
    switch self {
    case .notMet: 0
    case .cannotBeEvaluated: 1
    case .met: 2
    }
  }

  /// Orders from not met to met, so that "all of them" is the minimum and "any" the maximum.
  public static func < (a: Truth, b: Truth) -> Bool { a.order < b.order }
}
