@testable import Rosters
import Testing

@Suite struct CSVMemoryTests {
  /// Pieces of 64 KiB of several kinds of garbage, a mebibyte of each in turn.
  private static let kinds: [[UInt8]] = {
    var dice = Dice(1)
    return [
      Array(repeating: UInt8(ascii: "x"), count: 65_536),
      Array(repeating: UInt8(ascii: ","), count: 65_536),
      Array(("\n\"" + String(repeating: "\"\"", count: 32_767)).utf8),
      Array(String(repeating: "a,\"b\n", count: 10_922).utf8),
      (0..<65_536).map { _ in UInt8.random(in: 0...255, using: &dice) },
    ]
  }()

  @Test func `a hundred megabytes of garbage are read in bounded memory`() {
    var most = 0
    var piece = 0
    var reader = CSVReader()
    var row = CSVRow()
    var faults = 0
    let source: () -> [UInt8]? = {
      piece += 1
      return piece <= 1_600 ? Self.kinds[piece / 16 % Self.kinds.count] : nil
    }
    while reader.next(into: &row, from: source) {
      faults += row.fault == nil ? 0 : 1
      most = max(most, reader.heldBytes + row.heldBytes)
    }
    #expect(piece > 1_600)
    #expect(faults > 1_000)
    #expect(most > 65_536 && most < 8 * 1_048_576)
  }

  @Test func `a stray mark near the top of a large file costs one row`() {
    let line = Array(String(repeating: "1752,11391,18,0,78\n", count: 3_000).utf8)
    var left = 200
    var reader = CSVReader()
    var row = CSVRow()
    var faults = 0
    var count = 0
    let source: () -> [UInt8]? = {
      left -= 1
      return left == 199 ? Array("\"stray,2,3,4,5\n".utf8) + line : left >= 0 ? line : nil
    }
    while reader.next(into: &row, from: source) {
      count += 1
      faults += row.fault == nil ? 0 : 1
    }
    #expect(count == 600_001)
    #expect(faults == 1)
  }
}
