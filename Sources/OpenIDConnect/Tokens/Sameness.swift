extension String {
  /// Equality of bytes, in a time that depends on the lengths only. Swift's own equality is that of
  /// Unicode, where the sign for kelvin equals the letter K.
  func isSame(as other: String) -> Bool {
    let (left, right) = (Array(utf8), Array(other.utf8))
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
  }
}
