/// Why a token cannot do what it is asked for, in a sentence that says what to check.
public struct TokenError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sentence; it never holds the PIN.
  public let description: String
  /// The code of PKCS#11, when the token gave one.
  let code: UInt?

  init(_ sentence: String, code: UInt? = nil) {
    description = code.map { "\(sentence) (PKCS#11 says 0x\(String($0, radix: 16)))." } ?? sentence
    self.code = code
  }
}
