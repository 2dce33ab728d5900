import Foundation
import Office
import TestSupport
import Testing

@testable import Web

/// The sign-in of a developer: on the own machine only.
@Suite(.database(.conferral)) struct DeveloperSignInTests {
  @Test func `a developer signs in as any role where it is allowed`() async throws {
    let site = "http://127.0.0.1:\(try FreePort.next())"
    let options = WebOptions(signIn: SignInSettings(allowsDevelopers: true))
    try await SignInCampus.serve(at: site, options) { _ in
      let browser = Browser()
      #expect(try await browser.open(site + "/sign-in").body.contains("coordinator"))
      let signedIn = try await browser.submit(
        ["role": "registrar"], to: site + "/sign-in/developer")
      #expect(signedIn.location == site + "/account")
      #expect(try await browser.open(site + "/account").body.contains("<li>registrar</li>"))
      let learner = Browser()
      _ = try await learner.submit(
        ["role": "learner", "learner": "1"], to: site + "/sign-in/developer")
      let account = try await learner.open(site + "/account").body
      #expect(account.contains("record as a learner"))
      #expect(account.contains("<li>learner</li>"))
    }
  }

  @Test func `the form tells where it comes from, as a browser has it`() async throws {
    let site = "http://127.0.0.1:\(try FreePort.next())"
    let options = WebOptions(signIn: SignInSettings(allowsDevelopers: true))
    try await SignInCampus.serve(at: site, options) { _ in
      let (_, page) = try await Execution.run(
        "/usr/bin/env", ["curl", "--silent", "--include", site + "/sign-in"])
      // A browser sends `Origin: null` with a form of a page that says `no-referrer` (Fetch, 3.2).
      #expect(page.contains("Referrer-Policy: same-origin"))
      let (_, answer) = try await Execution.run(
        "/usr/bin/env",
        [
          "curl", "--silent", "--include", "--header", "Origin: \(site)", "--data",
          "role=registrar", site + "/sign-in/developer",
        ])
      #expect(answer.contains("303 See Other"), "\(answer)")
    }
  }

  @Test func `a name that points at loopback does not open the developer's sign-in`()
    async throws
  {
    let site = "http://127.0.0.1:\(try FreePort.next())"
    let options = WebOptions(signIn: SignInSettings(allowsDevelopers: true))
    try await SignInCampus.serve(at: site, options) { _ in
      for header in ["Host: evil.example", "Origin: http://evil.example"] {
        let (_, text) = try await Execution.run(
          "/usr/bin/env",
          [
            "curl", "--silent", "--include", "--header", header, "--data", "role=registrar",
            site + "/sign-in/developer",
          ])
        #expect(text.contains("403 Forbidden"), "\(header): \(text)")
        #expect(!text.lowercased().contains("set-cookie"))
      }
    }
  }

  @Test func `elsewhere there is no developer's sign-in at all`() async throws {
    let site = "http://127.0.0.1:\(try FreePort.next())"
    try await SignInCampus.serve(at: site, WebOptions()) { _ in
      let page = try await Browser().submit(["role": "registrar"], to: site + "/sign-in/developer")
      #expect(page.status == 404)
      #expect(try await Browser().open(site + "/sign-in").status == 404)
    }
  }
}
