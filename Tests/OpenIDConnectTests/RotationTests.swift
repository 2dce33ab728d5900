import OpenIDConnect
import TestSupport
import Testing

@Suite(.enabled(if: LoopbackProvider.isExpected))
struct RotationTests {
  @Test(arguments: [true, false])
  func `people sign in before and after the provider's key is rotated`(keepingOld: Bool)
    async throws
  {
    let campus = try await Campus(ownProvider: true)
    #expect(try await campus.signIn(Campus.ada).subject == "ada")
    try await campus.provider.rotateKey(keepingOld: keepingOld)
    #expect(try await campus.signIn(Campus.ada).subject == "ada")
    await campus.end()
  }

  @Test func `the sign-out address ends the provider's session and comes back`() async throws {
    let campus = try await Campus()
    let browser = Browser()
    let person = try await campus.signIn(Campus.ada, browser)
    let url = try #require(
      await campus.party.signOutURL(
        idTokenHint: person.idToken, returningTo: Campus.redirect, state: "bye"))
    #expect(try await browser.open(url).location == Campus.redirect + "?state=bye")
    // Signed out, the browser is asked for a password again.
    let request = try await campus.party.authorizationRequest()
    let page = try await browser.open(request.url)
    #expect(page.location?.contains("/login/") == true)
    await campus.end()
  }
}
