import LinkedData

extension BadgeVerifier {
  /// The most documents that are fetched for one badge: nobody may use it to call upon many hosts.
  private static let fetchLimit = 24

  static let badgeTypes = [
    "application/vc", "application/vc+ld+json", "application/vc+jwt", "application/ld+json",
    "application/json", "text/plain", "image/png", "image/svg+xml",
  ]

  /// A document of the web, once for each address.
  mutating func document(
    at url: String, accept: [String]
  ) async throws(VerificationProblem) -> FetchedDocument {
    let address = Self.parts(of: url).base
    if let known = fetched[address] { return try known.get() }
    guard fetched.count < Self.fetchLimit else {
      throw VerificationProblem("Verifying it would take more than \(Self.fetchLimit) requests.")
    }
    let answer: Result<FetchedDocument, VerificationProblem>
    do {
      let document = try await fetch(address, accept)
      try budget.take(document)
      answer = .success(document)
    } catch {
      answer = .failure(VerificationProblem("\(address) cannot be fetched: \(error)"))
    }
    fetched[address] = answer
    return try answer.get()
  }

  mutating func json(
    at url: String, accept: [String]
  ) async throws(VerificationProblem) -> JSONObject {
    let answer = try await document(at: url, accept: accept)
    do {
      return try Self.object(answer.bytes)
    } catch {
      throw VerificationProblem("\(url): \(error.description)")
    }
  }

  /// Whether the media type over HTTP is that of what was sent.
  mutating func checkMediaType(of answer: FetchedDocument) {
    guard let type = answer.mediaType else { return }
    let first = answer.bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    let wanted: [String] =
      if Baking.isPNG(answer.bytes) {
        ["image/png"]
      } else if first == UInt8(ascii: "{") {
        [
          "application/vc", "application/vc+ld+json", "application/ld+json", "application/json",
        ]
      } else if first == UInt8(ascii: "<") {
        ["image/svg+xml"]
      } else {
        ["text/plain", "application/vc+jwt", "application/jwt", "application/vc+ld+json+jwt"]
      }
    report.check(
      "http.content-type", wanted.contains(type), "It is served as \(type).",
      else: "It is served as \(type); expected \(wanted.joined(separator: " or ")).")
  }

  /// A URL before and after its `#`.
  static func parts(of url: String) -> (base: String, fragment: String) {
    let parts = url.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    return (parts.first.map(String.init) ?? "", parts.count > 1 ? String(parts[1]) : "")
  }
}
