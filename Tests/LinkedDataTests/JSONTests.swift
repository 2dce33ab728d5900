import TestSupport
import Testing

import LinkedData

@Suite struct JSONTests {
  @Test func `order of members and text of numbers survive`() throws {
    let text = #"{"b":[1.50,-0,1E+2,true,null],"a":{"é":"\\\"\n"}}"#
    let value = try JSONValue(parsing: [UInt8](text.utf8))
    #expect(String(decoding: value.serialized, as: UTF8.self) == text)
  }

  @Test func `braces in strings are escaped, so that counting braces finds the end`() throws {
    let value: JSONValue = ["a}": "{{\u{1}é😀"]
    let text = String(decoding: value.serialized, as: UTF8.self)
    #expect(text == #"{"a\u007d":"\u007b\u007b\u0001é😀"}"#)
    #expect(try JSONValue(parsing: value.serialized) == value)
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "01", "1.", "+1", ".5", "1e", "NaN", "tru",
    "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\t\"", "\"\\x\"", "1 2", "\u{FEFF}1",
    "{\"a\" 1}", "['a']", "\"abc", "\"\\u12",
  ])
  func `what is not JSON is refused`(_ text: String) {
    #expect(throws: JSONError.self) { try JSONValue(parsing: [UInt8](text.utf8)) }
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    for bytes in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]] {
      #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22] + bytes + [0x22]) }
    }
  }

  @Test func `names that only look alike are two members`() throws {
    let value = try JSONValue(parsing: [UInt8]("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8))
    #expect(value.object?.members.count == 2)
    #expect(value["e\u{301}"] == 2)
  }

  @Test func `depth and size are bounded`() {
    let deep = [UInt8](repeating: 0x5B, count: 100_000)
    #expect(throws: JSONError.self) { try JSONValue(parsing: deep) }
    #expect(throws: JSONError.self) {
      try JSONValue(parsing: [UInt8]("[1,2]".utf8), limits: JSONLimits(bytes: 4))
    }
  }

  @Test(arguments: 0..<400)
  func `no bytes make the parser trap, and what parses is stable`(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let alphabet = [UInt8](#"{}[]",:\ud83eE+-.019ntr "#.utf8) + [0xC3, 0xA9]
    let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in
      alphabet.randomElement(using: &random)!
    }
    if let value = try? JSONValue(parsing: bytes) {
      #expect(try JSONValue(parsing: value.serialized) == value)
    }
  }
}
