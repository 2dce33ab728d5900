import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import LinkedData
import Office
import Storage
import Synchronization

/// Finds out who calls, and turns away who calls too often. What it learnt it believes for a
/// second, so that a revoked token is refused within a second everywhere.
final class Doorkeeper: Sendable {
  private struct Known {
    let caller: Caller
    let until: ContinuousClock.Instant
  }

  private let office: Office
  private let directory: InstitutionDirectory
  private let known = Mutex<[[UInt8]: Known]>([:])
  private let calls: RateLimit
  /// Guessing tokens is slow business.
  private let guesses: RateLimit

  init(office: Office, directory: InstitutionDirectory, limits: WebLimits) {
    self.office = office
    self.directory = directory
    calls = RateLimit(perMinute: limits.callsPerMinute)
    guesses = RateLimit(perMinute: limits.guessesPerMinute)
  }

  /// The caller of a request; throws a problem when nobody is known, or when it calls too often.
  func caller(of request: Request, _ context: WebContext) async throws -> Caller {
    let institution = try await directory.institution(host: request.head.authority)
    let caller: Caller?
    if let header = request.headers[.authorization] {
      guard let token = Self.token(header) else { throw Problem.unauthenticated }
      caller = try await self.caller(token, at: institution) {
        try await self.office.caller(bearing: token, at: institution)
      }
    } else if let session = WebSession.cookie(of: request, at: institution) {
      caller = try await self.caller(session, at: institution) {
        try await self.office.caller(session: session, at: institution)
      }
      if caller != nil { try WebSession.checkForgery(request, session: session, at: institution) }
    } else {
      throw Problem.unauthenticated
    }
    guard let caller else {
      try guesses.take(context.client)
      throw Problem.unauthenticated
    }
    try calls.take("\(institution.id) \(caller.id)")
    return caller
  }

  /// Forgets a session or token at once, here.
  func forget(_ secret: String, at institution: Institution) {
    let key = Self.key(secret, institution)
    known.withLock { $0[key] = nil }
  }

  private func caller(
    _ secret: String, at institution: Institution, _ find: () async throws -> Caller?
  ) async throws -> Caller? {
    let key = Self.key(secret, institution)
    if let found = known.withLock({ $0[key] }), found.until > .now { return found.caller }
    guard let caller = try await find() else { return nil }
    known.withLock { known in
      if known.count > 10_000 { known.removeAll() }
      known[key] = Known(caller: caller, until: .now + .seconds(1))
    }
    return caller
  }

  private static func key(_ secret: String, _ institution: Institution) -> [UInt8] {
    Secret.hash("\(institution.id) \(secret)")
  }

  private static func token(_ header: String) -> String? {
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    let token = String(parts[1])
    return token.hasPrefix("mcd_") && token.utf8.count <= 200 ? token : nil
  }
}
