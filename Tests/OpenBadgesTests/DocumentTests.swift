import Foundation
import LinkedData
import OpenBadges
import TestSupport
import Testing

@Suite struct DocumentTests {
  @Test(arguments: 0..<300)
  func `instants are written and read as the calendar has them`(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let seconds = Int64.random(in: -11_676_096_000...253_402_300_799, using: &random)
    let date = Date(timeIntervalSince1970: Double(seconds))
    #expect(Timestamp.text(seconds) == date.ISO8601Format())
    #expect(Timestamp.seconds(Timestamp.text(seconds)) == seconds)
  }

  @Test func `instants far away do not trap`() {
    #expect(Timestamp.text(.max).hasSuffix("Z") && Timestamp.text(.min).hasPrefix("-"))
    #expect(
      Timestamp.seconds("2026-11-20T10:00:00.25+01:00") == Timestamp.seconds("2026-11-20T09:00:00Z")
    )
    for text in [
      "2026-11-20", "2026-11-20t10:00:00z", "2026-02-29T10:00:00Z", "2026-11-20T24:00:00Z",
      "2026-11-20T10:00:00", "2026-11-20T10:00:00.Z", "2026-13-01T00:00:00Z", "",
    ] { #expect(Timestamp.seconds(text) == nil) }
  }

  @Test func `credits are exact, short and alike for every verifier`() throws {
    #expect(try Credits("6.50").text == "6.5")
    #expect(try Credits("3.0").text == "3")
    #expect(try Credits("0").text == "0")
    for text in ["", "-1", "+1", "01", "1.", ".5", "1e3", "1,5", "1.0000001", "1234567890", "½"] {
      #expect(throws: Credits.Refused.notADecimal) { try Credits(text) }
    }
    #expect(throws: Credits.Refused.notPortable) { try Credits("8.2") }
  }

  @Test func `quarters of a credit up to the cap are always accepted`() throws {
    for quarter in 0...44 {
      let fraction = ["", ".25", ".5", ".75"][quarter % 4]
      #expect(try Credits("\(quarter / 4)\(fraction)").text == "\(quarter / 4)\(fraction)")
    }
  }

  @Test(arguments: [
    ("{a}{{b}}", "{a}{{b}}"), ("}{", ")("), ("{", "("), ("a}}b", "a))b"), ("{{x}", "({x}"),
    ("𝔸{\u{1}}é", "𝔸{}é"), ("{\"}", "{\"}"),
  ])
  func `braces are balanced, so that counting them finds the end of a badge`(
    _ text: String, _ clean: String
  ) {
    let profile = IssuerProfile(id: "did:web:example.edu", name: text)
    #expect(profile.json["name"]?.string == clean)
  }

  @Test func `an identity is the hash of identifier and salt`() {
    let identity = IdentityHash(
      hashing: "learner@example.edu", type: "emailAddress", salt: "f3b1c8d0a94e4d5c")
    #expect(identity.matches("learner@example.edu"))
    #expect(!identity.matches("Learner@example.edu"))
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `an identity hash of another issuer is understood`() throws {
    let badge = try JSONValue(parsing: SharedData.bytes("samples/badge.json"))
    let identity = badge["credentialSubject"]?["identifier"]?.elements.first
    #expect(
      identity?["identityHash"]?.string
        == IdentityHash.hash("learner@example.edu", salt: "f3b1c8d0a94e4d5c"))
  }
}
