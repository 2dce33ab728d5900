import TestSupport
import Testing

import LinkedData

@Suite struct JSONCanonicalizationTests {
  /// Numbers of RFC 8785 appendix B, as text that reads back to the double named there.
  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("5e-324", "5e-324"), ("-5e-324", "-5e-324"),
    ("1.7976931348623157e308", "1.7976931348623157e+308"), ("9007199254740992", "9007199254740992"),
    ("295147905179352830000", "295147905179352830000"),
    ("9.999999999999997e22", "9.999999999999997e+22"),
    ("1e23", "1e+23"), ("999999999999999700000", "999999999999999700000"),
    ("1e21", "1e+21"), ("0.000001", "0.000001"), ("9.999999999999997e-7", "9.999999999999997e-7"),
    ("333333333.33333325", "333333333.33333325"), ("1E-9", "1e-9"), ("4.50", "4.5"),
    ("2e-3", "0.002"),
  ])
  func `numbers are written as ECMAScript writes them`(_ text: String, _ expected: String) throws {
    let number = try #require(JSONNumber(text))
    #expect(JSONValue.number(number).canonicalized == [UInt8](expected.utf8))
  }

  @Test func `the example of RFC 8785 section 3.2.4 comes out`() throws {
    let text = #"""
      {"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
       "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}
      """#
    let expected =
      #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
      + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
    let value = try JSONValue(parsing: [UInt8](text.utf8))
    #expect(value.canonicalized.map { String(decoding: $0, as: UTF8.self) } == expected)
  }

  @Test func `members are sorted by UTF-16 code units`() {
    let value: JSONValue = ["\u{FB33}": 1, "😀": 2, "\r": 3, "1": 4, "{": 5]
    #expect(
      value.canonicalized.map { String(decoding: $0, as: UTF8.self) }
        == "{\"\\r\":3,\"1\":4,\"{\":5,\"😀\":2,\"\u{FB33}\":1}")
  }

  @Test func `a number that is no finite double has no canonical form`() {
    #expect(JSONNumber("1e400").map { JSONValue.number($0).canonicalized } == .some(nil))
  }
}

@Suite struct NumberLexicalTests {
  @Test(arguments: [
    ("6.5", "6.5E0"), ("6.50", "6.5E0"), ("0.1", "1.0E-1"), ("10.25", "1.025E1"),
    ("8.2", "8.199999999999999E0"), ("1e-7", "1.0E-7"), ("-0.75", "-7.5E-1"),
    ("0.3333333333333333333", "3.333333333333333E-1"), ("5e-324", "4.940656458412465E-324"),
  ])
  func `fractions get the canonical form of xsd double`(_ text: String, _ expected: String) {
    #expect(JSONNumber(text)?.rdfLexical?.text == expected)
    #expect(JSONNumber(text)?.rdfLexical?.datatype == XSD.double)
  }

  @Test(arguments: [("6", "6"), ("6.0", "6"), ("-0", "0"), ("1e3", "1000"), ("120", "120")])
  func `whole numbers are integers however they are written`(_ text: String, _ expected: String) {
    #expect(JSONNumber(text)?.rdfLexical?.text == expected)
    #expect(JSONNumber(text)?.rdfLexical?.datatype == XSD.integer)
  }

  @Test func `numbers on which libraries disagree are known`() {
    #expect(JSONNumber("8.2")?.isPortable == false)
    #expect(JSONNumber("8.25")?.isPortable == true)
    #expect(JSONNumber("9007199254740991")?.isPortable == true)
    #expect(JSONNumber("9007199254740993")?.rdfLexical == nil)
  }

  @Test(arguments: 0..<500)
  func `sixteen digits read back to within one unit in the last place`(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let value = Double.random(in: 0.001..<1000, using: &random)
    let number = try #require(JSONNumber(value.description))
    let lexical = try #require(number.rdfLexical?.text)
    let back = try #require(Double(lexical))
    #expect(abs(back - value) <= value.ulp * 5)
  }
}
