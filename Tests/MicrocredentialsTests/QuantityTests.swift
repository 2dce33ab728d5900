import Microcredentials
import Testing

@Suite struct QuantityTests {
  @Test(arguments: [
    ("0", 0), ("12", 120_000), ("-3", -30_000), ("6.5", 65_000), ("0.0001", 1),
    ("-0.25", -2500), ("39.9999", 399_999), ("99999999999999", 999_999_999_999_990_000),
  ])
  func `a number is exact, written and read back`(text: String, parts: Int) {
    #expect(Quantity(text)?.tenThousandths == Int64(parts))
    #expect(Quantity(text)?.description == text)
  }

  @Test(arguments: [("007", "7"), ("1.50", "1.5"), ("2.0000000", "2"), ("-0", "0"), ("0.0", "0")])
  func `zeros that say nothing are dropped`(text: String, shown: String) {
    #expect(Quantity(text)?.description == shown)
  }

  @Test(arguments: [
    "", "-", ".", "1.", ".5", "1,5", "1e3", "+1", " 1", "1 ", "--1", "1.00001", "0x1", "1.2.3",
    "٣", "100000000000000", "999999999999999999999999999999", "NaN", "½",
  ])
  func `what is no such number is refused`(text: String) {
    #expect(Quantity(text) == nil)
  }

  @Test func `random numbers are written and read back, and keep their order`() {
    var random = Randomness(seed: 3)
    for _ in 0..<20_000 {
      let a = Quantity(tenThousandths: Int64(random.number(-10_000_000...10_000_000)))
      let b = Quantity(tenThousandths: Int64(random.number(-10_000_000...10_000_000)))
      #expect(Quantity(a.description) == a)
      #expect((a < b) == (a.tenThousandths < b.tenThousandths))
      #expect((a + b) - b == a)
    }
  }

  @Test func `sums stop at the end of the range`() {
    let most = Quantity(tenThousandths: .max)
    let least = Quantity(tenThousandths: .min)
    #expect(most + 1 == most)
    #expect(least - 1 == least)
    #expect(least + least == least)
    #expect(most - least == most)
    #expect(least.description == "-922337203685477.5808")
  }

  @Test func `three tenths are three tenths`() {
    #expect(("0.1" as Quantity) + "0.2" == "0.3")
  }
}

@Suite struct CodeTests {
  @Test(arguments: [
    ("ghy 217", "GHY217"), (" G\tH\u{A0}Y\u{3000}217\n", "GHY217"), ("", ""), ("é1", "é1"),
    ("ß", "ß"), ("no", "NO"), ("007", "007"), ("a-b_c.d/e", "A-B_C.D/E"),
  ])
  func `white space and case do not matter`(code: String, key: String) {
    #expect(Code.key(code) == key)
    #expect(Code.key(key) == key)
  }

  @Test func `the key of a key is the key, whatever the text`() {
    var random = Randomness(seed: 9)
    for _ in 0..<5000 {
      let scalars = (0..<random.number(0...12)).compactMap { _ in
        Unicode.Scalar(UInt32(random.number(0...0x2FFF)))
      }
      let text = String(String.UnicodeScalarView(scalars))
      #expect(Code.key(Code.key(text)) == Code.key(text))
      #expect(Code.key(text + " ") == Code.key(text))
    }
  }
}

@Suite struct GradeScaleTests {
  @Test func `the usual grades are ordered from F to A+`() {
    let names = ["F", "D-", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A", "A+"]
    let scale = GradeScale.usual
    let marks = names.compactMap { scale[$0] }
    let points = marks.compactMap(\.points)
    let failing = marks.filter { !$0.passes }.map(\.name)
    #expect(marks.map(\.rank) == Array(names.indices))
    #expect(points == points.sorted())
    #expect(points.count == names.count)
    #expect(failing == ["F"])
  }

  @Test(arguments: ["P", "S", "CR", "PASS"])
  func `passes stand outside the order and carry no points`(name: String) throws {
    let mark = try #require(GradeScale.usual[name])
    #expect(mark.passes && mark.rank == nil && mark.points == nil)
  }

  @Test func `white space and case of a grade do not matter`() {
    #expect(GradeScale.usual[" b+ "]?.name == "B+")
    #expect(GradeScale.usual["Ä"] == nil)
  }

  @Test func `of two marks with one name the first counts`() {
    let scale = GradeScale([
      .init(name: "X", rank: 1, points: nil, passes: true),
      .init(name: "x", rank: 2, points: nil, passes: false),
    ])
    #expect(scale["X"]?.passes == true)
    #expect(scale["x"]?.rank == 1)
  }

  @Test func `levels are ordered as they are listed, and all pass`() {
    let scale = GradeScale(levels: ["Novice", "Intermediate Low", "Advanced"])
    #expect(scale["intermediate low"]?.rank == 1)
    #expect(scale.marks.map(\.passes) == [true, true, true])
  }
}
