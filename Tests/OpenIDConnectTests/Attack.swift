import OpenIDConnect
import Testing

/// One way to spoil a sign-in, and how it must end.
struct Attack: Sendable, CustomTestStringConvertible {
  let name: String
  let error: SignInError
  let spoil: @Sendable (inout Attempt) -> Void

  init(
    _ name: String, _ error: SignInError, _ spoil: @escaping @Sendable (inout Attempt) -> Void
  ) {
    self.name = name
    self.error = error
    self.spoil = spoil
  }

  /// A claim that is replaced, or taken away.
  static func claim(
    _ name: String, _ value: (any Sendable)?, _ fault: TokenFault
  ) -> Attack {
    Attack("\(name) = \(value.map { "\($0)".prefix(20) } ?? "absent")", .idTokenInvalid(fault)) {
      $0.claims[name] = value
    }
  }

  var testDescription: String { name }
}
