public import Foundation
import LinkedData
public import OpenBadges
public import Storage

/// Verifying badges, ours and those of others. Nothing of what is handed over is stored or logged.
extension Office {
  /// After this no further host is asked for one badge.
  private static let patience = Duration.seconds(15)

  /// Verifies what somebody handed over: JSON, a VC-JWT, a PNG or an SVG. Where an e-mail address
  /// is given, the badge must name it.
  public func verify(
    _ bytes: [UInt8], email: String? = nil, at institution: Institution,
    from sources: VerificationSources = VerificationSources()
  ) async -> VerificationReport {
    await verifier(email, institution, sources).verify(bytes)
  }

  /// Fetches a badge from its address and verifies it.
  public func verify(
    url: String, email: String? = nil, at institution: Institution,
    from sources: VerificationSources = VerificationSources()
  ) async -> VerificationReport {
    await verifier(email, institution, sources).verify(url: url)
  }

  /// Verifies a badge of the institution as anybody else would, now; nil when there is none of that
  /// id.
  public func verifyOwn(
    _ credential: UUID, at institution: Institution
  ) async throws -> VerificationReport? {
    guard let document = try await self.credential(credential, of: institution) else { return nil }
    return await verify(document, at: institution)
  }

  private func verifier(
    _ email: String?, _ institution: Institution, _ sources: VerificationSources
  ) -> BadgeVerifier {
    let now = clock?().seconds ?? Int64(Date().timeIntervalSince1970)
    let fetch = sources.fetch
    let deadline = ContinuousClock.now + Self.patience
    return BadgeVerifier(
      now: now, identities: email.map { [("emailAddress", $0)] } ?? [],
      fetch: { url, accept in
        if let own = try await ownDocument(at: url, of: institution) { return own }
        guard ContinuousClock.now < deadline else {
          throw VerificationProblem("The hosts asked before took too long.")
        }
        return try await fetch(url, accept)
      })
  }

  /// What the institution itself publishes, without a way over the network; nil for everything else,
  /// which is then asked for as anybody's.
  private func ownDocument(
    at url: String, of institution: Institution
  ) async throws -> FetchedDocument? {
    guard url.hasPrefix(institution.site + "/") else { return nil }
    let path = String(url.dropFirst(institution.site.count))
    guard let bytes = try await published(path, of: institution) else { return nil }
    let isJSON = bytes.first == UInt8(ascii: "{")
    return FetchedDocument(bytes: bytes, mediaType: isJSON ? "application/vc" : nil)
  }

  private func published(
    _ path: String, of institution: Institution
  ) async throws -> [UInt8]? {
    if path == didPath(of: institution) { return try await didDocument(of: institution) }
    let parts = path.split(separator: "/").map(String.init)
    switch (parts.first, parts.count) {
    case (".well-known", 2) where parts[1] == "jwks.json":
      return try await keySet(of: institution)
    case ("status", 2...3):
      guard let number = Int(parts[1]), parts.count == 2 || parts[2] == "suspension" else {
        return nil
      }
      return try await statusList(
        number, parts.count == 2 ? .revocation : .suspension, of: institution)?.bytes
    case ("credentials", 2):
      guard let id = UUID(uuidString: parts[1]) else { return nil }
      return try await credential(id, of: institution)
    default: return nil
    }
  }
}
