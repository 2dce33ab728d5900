import TestSupport
import Testing

import LinkedData

@Suite struct MultibaseTests {
  /// draft-msporny-base58 section 5.
  @Test(arguments: [
    ("Hello World!", "2NEpo7TZRRrLZSi2U"), ("", ""),
    (
      "The quick brown fox jumps over the lazy dog.",
      "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"
    ),
  ])
  func `base 58 of known texts`(_ text: String, _ expected: String) {
    #expect(Base58.encode([UInt8](text.utf8)) == [UInt8](expected.utf8))
    #expect(Base58.decode(expected.utf8) == [UInt8](text.utf8))
  }

  @Test func `leading zero bytes become leading ones`() {
    #expect(Base58.encode([0, 0, 0x28, 0x7F, 0xB4, 0xCD]) == [UInt8]("11233QC4".utf8))
    #expect(Base58.decode("11233QC4".utf8) == [0, 0, 0x28, 0x7F, 0xB4, 0xCD])
  }

  @Test(arguments: 0..<200)
  func `both bases give back what went in`(_ seed: UInt64) {
    var random = Seeded(seed)
    let bytes = (0..<Int(seed % 70)).map { _ in UInt8.random(in: 0...255, using: &random) }
    #expect(Multibase.decode(Multibase.base58(bytes)) == bytes)
    #expect(Multibase.decode(Multibase.base64URL(bytes)) == bytes)
  }

  @Test func `base 64 is strict about length, alphabet and unused bits`() {
    #expect(Base64URL.encode([0xFB, 0xFF]) == [UInt8]("-_8".utf8))
    for text in ["A", "AA=", "A+", "AB", "AAB"] { #expect(Base64URL.decode(text.utf8) == nil) }
  }

  @Test func `foreign characters and prefixes are refused`() {
    for text in ["z0", "zO", "zl", "zI", "m", "", "z" + String(repeating: "2", count: 2000)] {
      #expect(Multibase.decode(text) == nil)
    }
  }

  @Test func `an Ed25519 key has a Multikey that begins with z6Mk`() {
    let key = [UInt8](repeating: 7, count: 32)
    let text = Multikey.encode(ed25519: key)
    #expect(text.hasPrefix("z6Mk"))
    #expect(Multikey.decodeEd25519(text) == key)
    #expect(Multikey.decodeEd25519(Multibase.base58([0x80, 0x24] + key)) == nil)
    #expect(Multikey.decodeEd25519(Multibase.base58([0xED, 0x01] + key.dropLast())) == nil)
  }
}
