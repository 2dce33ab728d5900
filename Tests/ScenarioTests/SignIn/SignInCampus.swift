import Foundation
import Hummingbird
import Logging
import Microcredentials
import Office
import OpenIDConnect
import Storage
import TestSupport
import Testing

@testable import Web

/// A campus whose people sign in at a provider that is not ours, over real HTTP on loopback.
struct SignInCampus: Sendable {
  let campus: Campus
  let site: String
  let provider: LoopbackProvider

  static let mapping = "registrars=registrar;eng-advisors=advisor"

  /// Serves the campus while `body` runs.
  static func serve(_ body: @escaping @Sendable (SignInCampus) async throws -> Void) async throws {
    let provider = try await LoopbackProvider()
    let site = "http://127.0.0.1:\(try FreePort.next())"
    try await provider.register(
      "conferral", secret: "a secret", redirectURIs: [site + "/sign-in/callback", site + "/"])
    let settings = SignInSettings(
      provider: SignInSettings.Provider(
        issuer: provider.issuer, clientID: "conferral", clientSecret: ClientSecret("a secret"),
        roles: try RoleMapping(mapping), learnerClaim: "student_number"))
    try await serve(at: site, WebOptions(signIn: settings)) { campus in
      try await body(SignInCampus(campus: campus, site: site, provider: provider))
    }
  }

  /// Serves a campus at an address of loopback that is also its institution's site.
  static func serve(
    at site: String, _ options: WebOptions,
    _ body: @escaping @Sendable (Campus) async throws -> Void
  ) async throws {
    let campus = try await Campus.open()
    var institution = campus.institution
    institution.site = site
    _ = try await campus.office.apply(
      InstitutionDescription(institution: institution, policy: .ofCampus), by: "test")
    try await campus.apply(SampleProgram.credit())
    try await campus.people("1,Ada Lovelace", "2,Grace Hopper")
    try await campus.enrollments("1,nonprofit,2026-08-24", "2,nonprofit,2026-08-24")
    let port = Int(site.split(separator: ":").last ?? "") ?? 0
    let application = buildApplication(
      campus.office, at: WebAddress(host: "127.0.0.1", port: port), options: options,
      logger: .quiet
    ) { [] }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await application.run() }
      group.addTask {
        try await untilUp(site)
        try await body(campus)
      }
      // The server ends only when it is told to.
      try await group.next()
      group.cancelAll()
      try? await group.waitForAll()
    }
  }

  private static func untilUp(_ site: String) async throws {
    for _ in 0..<600 {
      if try await Browser().open(site + "/healthz").status == 200 { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("the server did not come up")
  }

  /// Somebody signs in with a browser of their own.
  func signIn(
    _ person: LoopbackProvider.Person, in browser: Browser = Browser(), returnTo: String = ""
  ) async throws -> Browser {
    let address = site + "/sign-in" + (returnTo.isEmpty ? "" : "?return=" + returnTo)
    let callback = try #require(
      try await browser.signIn(person, at: address, until: site + "/sign-in/callback"))
    let page = try await browser.open(callback)
    #expect(page.status == 303)
    return browser
  }

  /// The page that tells somebody who they are.
  func account(_ browser: Browser) async throws -> String {
    try await browser.open(site + "/account").body
  }
}
