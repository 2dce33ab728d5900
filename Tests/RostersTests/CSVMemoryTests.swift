import Foundation
import Rosters
import Testing

@Suite(.serialized) struct CSVMemoryTests {
  /// How much memory of this process is resident, in bytes; nil where the system does not say so.
  private var residentBytes: Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
      let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    return pages * 4_096
  }

  /// A hundred megabytes of one kind of garbage.
  private func garbage(_ kind: Int) -> () -> [UInt8]? {
    var left = 1_600
    var dice = Dice(UInt64(kind))
    let piece: [UInt8] =
      switch kind {
      case 0: Array(repeating: UInt8(ascii: "x"), count: 65_536)
      case 1: Array(repeating: UInt8(ascii: ","), count: 65_536)
      case 2: Array(String(repeating: "\"\"", count: 32_768).utf8)
      case 3: Array(String(repeating: "a,\"b\n", count: 13_107).utf8)
      default: (0..<65_536).map { _ in UInt8.random(in: 0...255, using: &dice) }
      }
    return {
      left -= 1
      if left == 1_599, kind == 2 { return [UInt8(ascii: "\"")] + piece }
      return left >= 0 ? piece : nil
    }
  }

  @Test(arguments: 0...4)
  func `a hundred megabytes of garbage end in bounded memory`(kind: Int) throws {
    let before = residentBytes
    var reader = CSVReader()
    var row = CSVRow()
    var faults = 0
    let source = garbage(kind)
    while reader.next(into: &row, from: source) { faults += row.fault == nil ? 0 : 1 }
    #expect(faults > 0)
    if let before, let after = residentBytes { #expect(after - before < 64 * 1_048_576) }
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
