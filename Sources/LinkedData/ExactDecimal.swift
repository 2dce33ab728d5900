/// The exact decimal expansion of a finite, non-negative double.
struct ExactDecimal {
  /// Digits 0 to 9; the value is 0.d₁d₂d₃… × 10^point.
  private(set) var digits: [UInt8]
  private(set) var point: Int

  /// A double is m × 2^e; for negative e that is m × 5^(-e) with the point moved e places.
  init(_ value: Double) {
    let subnormal = value.exponentBitPattern == 0
    let significand = value.significandBitPattern | (subnormal ? 0 : 1 << 52)
    let exponent = max(Int(value.exponentBitPattern), 1) - 1075
    var limbs = [UInt32(significand % 1_000_000_000), UInt32(significand / 1_000_000_000)]
    for _ in 0..<abs(exponent) { Self.multiply(&limbs, by: exponent < 0 ? 5 : 2) }
    digits = limbs.reversed().flatMap { limb in
      sequence(first: (UInt32(100_000_000), limb)) { ($0.0 / 10, $0.1 % $0.0) }.prefix(9)
        .map { UInt8($0.1 / $0.0) }
    }
    point = digits.count + min(exponent, 0)
    trim()
  }

  private static func multiply(_ limbs: inout [UInt32], by factor: UInt64) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      carry += UInt64(limbs[index]) * factor
      limbs[index] = UInt32(carry % 1_000_000_000)
      carry /= 1_000_000_000
    }
    if carry > 0 { limbs.append(UInt32(carry)) }
  }

  private mutating func trim() {
    let zeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(zeros)
    point -= zeros
  }

  /// Rounds to a number of significant digits, ties to even.
  mutating func round(to count: Int) {
    guard digits.count > count else { return }
    let tie = digits[count] == 5 && digits[(count + 1)...].allSatisfy { $0 == 0 }
    let up = tie ? digits[count - 1] % 2 == 1 : digits[count] >= 5
    digits.removeSubrange(count...)
    guard up else { return }
    var place = count - 1
    while place >= 0, digits[place] == 9 {
      digits[place] = 0
      place -= 1
    }
    if place >= 0 {
      digits[place] += 1
    } else {
      digits.insert(1, at: 0)
      point += 1
    }
  }
}
