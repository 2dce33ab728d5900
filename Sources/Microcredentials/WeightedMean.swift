/// An exact weighted mean in the making.
struct WeightedMean {
  /// The sum of values times weights, in units of 1/10,000 each.
  private(set) var products: Int128 = 0
  private(set) var weights: Int128 = 0

  mutating func add(_ value: Quantity, _ weight: Quantity) {
    products += value.moderate * weight.moderate
    weights += weight.moderate
  }

  func reaches(_ least: Quantity) -> Bool { products >= least.moderate * weights }

  /// The mean, rounded to four places; for showing, not deciding.
  var rounded: Quantity { Quantity.quotient(products, weights * 10_000) }
}

extension Quantity {
  /// The number of ten-thousandths, held within ±10 billion whole ones: so products of two of them
  /// can be added up a hundred thousand times in 128 bits.
  var moderate: Int128 {
    Int128(max(-100_000_000_000_000, min(100_000_000_000_000, tenThousandths)))
  }
}
