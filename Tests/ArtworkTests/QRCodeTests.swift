import Testing

@testable import Artwork

@Suite struct QRCodeTests {
  @Test func `a code is square and has its three finders`() throws {
    let rows = try #require(QRCode("https://badges.example.edu/credentials/1")).rows
    #expect(rows.allSatisfy { $0.count == rows.count })
    for (row, column) in [(0, 0), (0, rows.count - 7), (rows.count - 7, 0)] {
      #expect(rows[row][column..<(column + 7)].allSatisfy { $0 }, "the edge of a finder is dark")
      #expect(!rows[row + 1][column + 1], "its ring is light")
    }
  }

  @Test func `a text that is too long for one code has none`() {
    #expect(QRCode(String(repeating: "a", count: 3_000)) == nil)
  }
}
