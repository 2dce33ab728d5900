import Testing

@testable import Filing

@Suite struct ContentIDTests {
  /// FIPS 180-4's example.
  static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  @Test func `a content has the name that the standard gives it`() throws {
    let id = ContentID(of: Array("abc".utf8))
    #expect(id.hex == Self.abc)
    #expect(ContentID(hex: Self.abc) == id)
    #expect(ContentID(bytes: id.bytes) == id)
    #expect(id.path == "ba/78/\(Self.abc)")
  }

  @Test(arguments: [
    "", "ba78", String(abc.dropLast()) + "g", abc.uppercased(), abc + "00",
    "../../../../etc/passwd", String(abc.dropLast(2)) + "/.", String(repeating: "é", count: 32),
  ])
  func `nothing but 64 digits in lower case is a name`(_ text: String) {
    #expect(ContentID(hex: text) == nil)
  }

  @Test func `nothing but 32 bytes is a name`() {
    #expect(ContentID(bytes: []) == nil)
    #expect(ContentID(bytes: [UInt8](repeating: 1, count: 33)) == nil)
  }
}
