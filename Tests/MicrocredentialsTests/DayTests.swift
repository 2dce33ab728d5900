import Microcredentials
import Testing

@Suite struct DayTests {
  @Test func `every day of four hundred years is written and read back, one after another`() {
    var day: Day = "1799-12-31"
    var parts = day.parts
    var wrong: [Day] = []
    for _ in 0..<146_097 {
      let next = day.adding(days: 1)
      let later = next.parts
      let follows =
        later == (parts.year, parts.month, parts.day + 1)
        || later == (parts.year, parts.month + 1, 1) || later == (parts.year + 1, 1, 1)
      if !follows || Day(next.description) != next { wrong.append(next) }
      (day, parts) = (next, later)
    }
    #expect(wrong.isEmpty)
    #expect(day == "2199-12-31".day)
  }

  @Test(arguments: [
    "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "0000-01-01",
    "2026-1-01", "2026-01-1", "26-01-01", "2026/01/01", "2026-01-01 ", "٢٠٢٦-٠١-٠١", "",
    "-026-01-01",
    "+026-01-01", "2026-01-0x",
  ])
  func `what is no date is refused`(text: String) {
    #expect(Day(text) == nil)
  }

  @Test(arguments: ["0001-01-01", "9999-12-31", "2000-02-29", "2024-02-29", "1970-01-01"])
  func `the first day, the last day and leap days are dates`(text: String) {
    #expect(Day(text)?.description == text)
  }

  @Test func `nothing lies before the first day or after the last`() {
    #expect(Day.first.adding(days: -1) == .first)
    #expect(Day.last.adding(days: 1) == .last)
    #expect(Day.first.adding(days: .max) == .last)
    #expect(Day.last.adding(days: .min) == .first)
    #expect(Day.first.adding(Span(1, .months), sign: -1) == .first)
    #expect(Day.last.adding(Span(100_000, .years)) == .last)
    #expect(Day(number: .max).adding(Span(3, .months)) == .last)
    #expect(Day(number: .min).adding(Span(3, .months)) == .first)
  }

  @Test func `months end on the last day of a shorter month`() {
    #expect("2026-01-31".day.adding(Span(1, .months)) == "2026-02-28")
    #expect("2024-01-31".day.adding(Span(1, .months)) == "2024-02-29")
    #expect("2024-02-29".day.adding(Span(1, .years)) == "2025-02-28")
    #expect("2024-02-29".day.adding(Span(4, .years)) == "2028-02-29")
    #expect("2026-03-31".day.adding(Span(1, .months), sign: -1) == "2026-02-28")
    #expect("2026-01-15".day.adding(Span(13, .months), sign: -1) == "2024-12-15")
    #expect("2026-12-31".day.adding(Span(2, .weeks)) == "2027-01-14")
  }

  @Test func `a later day plus a span is never earlier`() {
    var random = Randomness(seed: 1)
    for _ in 0..<5000 {
      let day = Day.first.adding(days: random.number(0...3_652_058))
      let span = Span(random.number(1...500), random.one(of: Span.Unit.allCases))
      for sign in [-1, 1] {
        #expect(
          day.adding(span, sign: sign) <= day.adding(days: 1).adding(span, sign: sign))
      }
    }
  }

  @Test(arguments: [
    ("7 years", Span(7, .years)), ("1 year", Span(1, .years)), ("90 days", Span(90, .days)),
    ("18 months", Span(18, .months)), ("2 weeks", Span(2, .weeks)),
  ])
  func `a span is written and read back`(text: String, span: Span) {
    #expect(Span(text) == span)
    #expect(span.description == text)
  }

  @Test(arguments: [
    "", "7", "years", "7years", "0 days", "-1 days", "100001 days", "7 y", "7 ye", "1.5 years",
    "7 years ago", "99999999999999999999 days", "7 Years",
  ])
  func `what is no span is refused`(text: String) {
    #expect(Span(text) == nil)
  }

  @Test(arguments: [
    "2026-05-01", "enrollment", "award", "enrollment + 3 years", "award - 7 years",
    "2026-05-01 + 1 day",
  ])
  func `a bound is written and read back`(text: String) {
    #expect(Condition.Bound(text)?.description == text)
  }

  @Test(arguments: ["", "today", "award -", "award - 7", "award * 7 years", "award - 7 years x"])
  func `what is no bound is refused`(text: String) {
    #expect(Condition.Bound(text) == nil)
  }
}

@Suite struct AwardDateTests {
  @Test func `the next yearly date is this year's or the next one's`() {
    let date = AwardDate.yearly(month: 5, day: 31)
    #expect(date.next(from: "2026-05-31") == "2026-05-31")
    #expect(date.next(from: "2026-06-01") == "2027-05-31")
    #expect(date.next(from: .first) == "0001-05-31")
    #expect(date.next(from: .last) == nil)
    #expect(AwardDate.yearly(month: 12, day: 31).next(from: .last) == .last)
    #expect(date.next(from: Day(number: .max)) == nil)
  }

  @Test func `the last day of February is the 29th in leap years`() {
    let date = AwardDate.yearly(month: 2, day: 29)
    #expect(date.next(from: "2026-01-01") == "2026-02-28")
    #expect(date.next(from: "2028-01-01") == "2028-02-29")
    #expect(AwardDate.yearly(month: 2, day: 31).next(from: "2028-03-01") == "2029-02-28")
  }

  @Test func `a single date comes once`() {
    #expect(AwardDate.day("2026-05-31").next(from: "2026-05-31") == "2026-05-31")
    #expect(AwardDate.day("2026-05-31").next(from: "2026-06-01") == nil)
  }
}
