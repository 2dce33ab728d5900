import Foundation
import LinkedData
import Office
import OpenBadges
import Storage
import TestSupport

/// A campus whose learners have earned badges, as the tests of keys need it.
extension Campus {
  /// Learners 1 to `count` hold the badge of one program; keys of all three algorithms are there
  /// unless the office is given without them.
  static func withBadges(
    _ count: Int = 2, at moment: String? = nil, hasTokenKeys: Bool = true
  ) async throws -> Campus {
    let campus = try await Campus.open(at: moment)
    if hasTokenKeys { _ = try await campus.office.createMissingKeys(for: campus.id, by: "test") }
    try await campus.apply(SampleProgram.credit())
    for number in 1...count { try await campus.earnBadge("\(number)") }
    return campus
  }

  /// One more learner earns the badge.
  func earnBadge(_ student: String) async throws {
    try await people("\(student),Learner \(student),learner\(student)@example.edu")
    try await enrollments("\(student),nonprofit,2026-08-24")
    try await results(
      "\(student),course,NPM 301,2026-09-01,A", "\(student),course,NPM 302,2026-09-02,B")
    try await reconcile()
  }

  /// What the institution publishes of its keys.
  func publishedKeys() async throws -> DIDDocument {
    let json = try JSONValue(parsing: try await office.didDocument(of: institution))
    guard let document = DIDDocument(json: json) else { throw CocoaError(.coderInvalidValue) }
    return document
  }

  /// Whether a document verifies with the keys that are published now.
  func isValid(_ document: [UInt8]) async throws -> Bool {
    verify(document: document, publicKeys: try await publishedKeys().keys).isValid
  }

  /// Whether a VC-JWT verifies with the keys that are published now.
  func isValid(jwt: String) async throws -> Bool {
    let published = try await publishedKeys()
    return verify(jwt: jwt.utf8, webKeys: published.webKeys, publicKeys: published.keys).isValid
  }

  /// The key that signed a document.
  func signingKey(of document: [UInt8]) throws -> String {
    let proof = try JSONValue(parsing: document)["proof"]?.elements.first
    let method = proof?["verificationMethod"]?.string ?? ""
    return String(method.split(separator: "#").last ?? "")
  }
}
