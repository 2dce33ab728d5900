import Foundation
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// Whether consumers could be told of an award is judged before a program can be awarded.
@Suite(.database(.conferral)) struct NotationFitTests {
  private static let long = Campus.notedProgram.replacingOccurrences(
    of: "notation: Workshop on credit",
    with: "notation: Nonprofit Management and Leadership in Public Service")

  @Test func `a notation that a consumer's profile cannot carry is refused with the remedy`()
    async throws
  {
    let campus = try await Campus.open()
    try await campus.apply(Self.long)
    try await campus.declare(profile: "banner-event")
    let refusal = await #expect(throws: Refusal.self) {
      try await campus.apply(
        Self.long.replacingOccurrences(of: "version: \"1\"", with: "version: \"2\""))
    }
    let sentence = refusal?.description ?? ""
    #expect(refusal?.code == .programRefused)
    #expect(sentence.contains("banner") && sentence.contains("banner-event"), "\(sentence)")
    #expect(sentence.contains("DESCRIPTION"), "\(sentence)")
    #expect(sentence.contains("30") && sentence.contains("53"), "\(sentence)")
    try await campus.apply(
      Self.long.replacingOccurrences(of: "version: \"1\"", with: "version: \"3\"")
        .replacingOccurrences(
          of: " and Leadership in Public Service", with: ""))
  }

  @Test func `a consumer that is declared later is told which programs and terms do not fit`()
    async throws
  {
    let campus = try await Campus.open()
    try await campus.apply(Self.long)
    try await campus.apply(SampleProgram.badge("badge-only"))
    try await campus.apply(
      Campus.notedProgram.replacingOccurrences(of: "program: workshop", with: "program: short"))
    func notes(_ profile: String, _ more: String = "") async throws -> [String] {
      let text = "consumer: \(profile)\nmode: test\nprofile: \(profile)\n\(more)"
      return try await campus.consumer(text).notes
    }
    #expect(try await notes("csv") == [])
    let event = try await notes("banner-event")
    #expect(event.count == 1, "\(event)")
    #expect(event.first?.contains("workshop 1: field “DESCRIPTION”: it has 53") == true)
    #expect(try await notes("banner-event", "programs: [short]\n") == [])
    let text = try await notes("peoplesoft-text", "programs: [short]\n")
    #expect(text.count == 1, "\(text)")
    #expect(text.first?.contains("field “STRM”") == true, "\(text)")
  }

  @Test func `a badge without credit, and a consumer that gets other programs, matter not`()
    async throws
  {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge("another"))
    try await campus.declare(profile: "banner-event", programs: ["another"])
    try await campus.apply(Self.long)
    try await campus.declare(consumer: "all", profile: "banner-event")
    try await campus.apply(
      SampleProgram.badge("badge-only").replacingOccurrences(
        of: "title: Program", with: "title: Nonprofit Management and Leadership in Service"))
  }
}
