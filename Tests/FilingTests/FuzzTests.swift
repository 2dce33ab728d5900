import Foundation
import Testing

@testable import Filing

/// Parsers meet garbage: whatever comes, they answer or refuse.
@Suite struct FuzzTests {
  private func judge(_ bytes: [UInt8], _ rules: Inspection) -> Bool? {
    do {
      _ = try rules.judge(ByteSource(bytes), declared: nil)
      return true
    } catch {
      return error is FilingError ? false : nil
    }
  }

  @Test(arguments: InspectionTests.known.indices)
  func `contents with errors are judged or refused`(_ index: Int) {
    var rules = Inspection()
    rules.allowed = Set(MediaType.allCases)
    var random = Seeded(state: UInt64(index))
    let sample = InspectionTests.known[index].1
    var taken = 0
    for _ in 0..<600 {
      let isTaken = judge(random.mutated(sample), rules)
      #expect(isTaken != nil)
      if isTaken == true { taken += 1 }
    }
    #expect(taken < 600, "mutations must matter")
  }

  @Test func `garbage behind every beginning is judged or refused`() {
    var rules = Inspection()
    rules.allowed = Set(MediaType.allCases)
    var random = Seeded(state: 77)
    for (_, sample) in InspectionTests.known {
      for _ in 0..<150 {
        let kept = sample.prefix(Int.random(in: 1...40, using: &random))
        let garbage = random.bytes(Int.random(in: 0..<300, using: &random))
        #expect(judge(Array(kept) + garbage, rules) != nil)
      }
    }
  }

  @Test func `links with errors are taken in one spelling or refused`() throws {
    var random = Seeded(state: 5)
    var taken = 0
    let samples = LinkCheckTests.spellings.flatMap { [$0.0, $0.1] }
    for _ in 0..<10_000 {
      let sample = samples.randomElement(using: &random) ?? ""
      let text = String(decoding: random.mutated(Array(sample.utf8)), as: UTF8.self)
      guard let link = try? LinkCheck.link(text) else { continue }
      taken += 1
      let again = try LinkCheck.link(link.text)
      #expect(again == link, "\(text)")
      #expect(!link.text.contains("#") && !link.host.contains("@"))
      #expect(link.target.utf8.allSatisfy { (0x21...0x7E).contains($0) })
    }
    #expect(taken > 1_000 && taken < 10_000)
  }

  @Test func `answers of a scanner with errors are never clean`() {
    var random = Seeded(state: 6)
    for _ in 0..<5_000 {
      let answer = String(decoding: random.mutated(Array("stream: OK\0".utf8)), as: UTF8.self)
      guard let verdict = try? ClamAV.verdict(answer), verdict == .clean else { continue }
      #expect(answer.hasPrefix("stream: OK"))
    }
  }
}
