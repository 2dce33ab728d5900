extension JSONNumber {
  /// The RDF lexical form and native datatype of this number (JSON-LD 1.1 API, "Object to RDF
  /// Conversion"): an `xsd:integer` without fraction below 10^21, else the canonical `xsd:double`.
  /// Nil from 2^53 on, where implementations differ on whether digits are lost.
  public var rdfLexical: (text: String, datatype: String)? {
    guard let double, double.magnitude < 9_007_199_254_740_992 else { return nil }
    let digits = DecimalDigits(rounding: double, to: 16)
    if double.rounded() == double, let integer = digits.integer { return (integer, XSD.integer) }
    return (digits.xsdDouble, XSD.double)
  }

  /// Whether implementations that round to a double first and those that keep the digits written
  /// reach the same lexical form; 8.2 is a number on which they differ (8.199999999999999E0).
  public var isPortable: Bool {
    guard let lexical = rdfLexical, let double else { return false }
    let shortest = DecimalDigits(shortest: double)
    return lexical.text == (shortest.integer ?? shortest.xsdDouble)
  }
}
