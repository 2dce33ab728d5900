import Foundation
import HTTPTypes
import Office
import Storage
import TestSupport
import Testing

@testable import Web

/// A learner's own badges: published with a form, by nobody else.
@Suite(.database(.conferral)) struct MyBadgesTests {
  private func token(_ page: String) throws -> String {
    String(try #require(page.firstMatch(of: /name="token" value="([^"]*)"/)?.output.1))
  }

  @Test func `a learner publishes with a form, and withdraws with a button`() async throws {
    let gallery = try await Gallery.open()
    let cookie = try await gallery.campus.cookie(of: "1")
    let page = try await gallery.get("/my-badges", cookie)
    #expect(page.status == 200)
    #expect(page.text.contains("Program nonprofit"))
    #expect(page.text.contains(">Private<"))
    let action = "/my-badges/\(gallery.award.text)"
    let token = URLText.escaped(try token(page.text))
    let saved = try await gallery.send(
      .post, action, cookie, form: "token=\(token)&page=yes&name=yes")
    #expect(saved.status == 303)
    #expect(try await gallery.get(gallery.path).text.contains("Ada Lovelace"))
    let after = try await gallery.get(try #require(saved.headers[.location]), cookie)
    #expect(after.text.contains(">Public<"))
    #expect(after.text.contains("Saved."))
    #expect(after.text.contains("Your name – allowed"))
    #expect(after.text.contains("the public: Badge"))
    _ = try await gallery.send(.post, action, cookie, form: "token=\(token)&private=yes")
    #expect(try await gallery.get(gallery.path).text.contains("not public"))
    let publication = try #require(
      try await gallery.campus.office.publication(
        of: gallery.credential, at: gallery.campus.institution))
    #expect(publication.granted == [.name], "what else was chosen stays")
  }

  @Test func `a form that did not come from our page changes nothing`() async throws {
    let gallery = try await Gallery.open()
    let cookie = try await gallery.campus.cookie(of: "1")
    let action = "/my-badges/\(gallery.award.text)"
    let token = URLText.escaped(
      try token(try await gallery.get("/my-badges", cookie).text))
    for (form, headers) in [
      ("page=yes", [:]), ("token=x&page=yes", [:]),
      ("token=\(token)&page=yes", [HTTPField.Name("Sec-Fetch-Site")!: "cross-site"]),
    ] as [(String, HTTPFields)] {
      var fields = cookie
      for field in headers { fields[field.name] = field.value }
      #expect(try await gallery.send(.post, action, fields, form: form).status == 403)
    }
    #expect(try await gallery.get(gallery.path).text.contains("not public"))
  }

  @Test func `another learner neither sees nor publishes the badge`() async throws {
    let gallery = try await Gallery.open()
    let cookie = try await gallery.campus.cookie(of: "2")
    let page = try await gallery.get("/my-badges", cookie)
    #expect(page.text.contains("You have earned no badge yet."))
    #expect(!page.text.contains("nonprofit"))
    let session = try #require(cookie[.cookie]?.split(separator: "=").last)
    let token = URLText.escaped(WebSession.forgeryToken(of: String(session)))
    let answer = try await gallery.send(
      .post, "/my-badges/\(gallery.award.text)", cookie, form: "token=\(token)&page=yes")
    #expect(answer.status == 403)
    #expect(try await gallery.get(gallery.path).text.contains("not public"))
  }

  @Test func `who has not signed in is led to the sign-in and back`() async throws {
    let gallery = try await Gallery.open()
    for method in [HTTPRequest.Method.get, .post] {
      let path = method == .get ? "/my-badges" : "/my-badges/\(gallery.award.text)"
      let answer = try await gallery.send(method, path, form: method == .get ? nil : "page=yes")
      #expect(answer.status == 303)
      #expect(answer.headers[.location] == "/sign-in?return=/my-badges")
    }
  }

  @Test func `what is said of all badges holds where nothing is said of one`() async throws {
    let gallery = try await Gallery.open()
    let learner = try await gallery.campus.learnerID("1")
    let ada = try await gallery.campus.learner("1")
    _ = try await gallery.campus.office.acting(as: ada) {
      try $0.consent([.page: true, .evidenceLink: true], for: learner)
    }
    #expect(try await gallery.get(gallery.path).text.contains("This badge is valid."))
    #expect(
      try await gallery.get(gallery.path, accept: nil).text.contains("https://example.edu/work"))
    try await gallery.publish(not: [.page, .evidenceLink])
    #expect(try await gallery.get(gallery.path).text.contains("not public"))
    #expect(
      try await !gallery.get(gallery.path, accept: nil).text.contains("https://example.edu/work"))
  }
}
