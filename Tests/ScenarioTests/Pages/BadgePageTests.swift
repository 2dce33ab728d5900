import Foundation
import HTTPTypes
import LinkedData
import Office
import OpenBadges
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// The page of a badge: private by default, and no more than the learner allows.
@Suite(.database(.conferral)) struct BadgePageTests {
  private static let closed = "This badge is not public"

  @Test func `a badge is private until its learner publishes it, and says nothing`() async throws {
    let gallery = try await Gallery.open()
    for path in [gallery.path, gallery.path + "/embed", gallery.path + "/verify"] {
      let page = try await gallery.get(path)
      #expect(page.status == 200)
      #expect(page.text.contains(Self.closed))
      #expect(page.headers[.robots] == "noindex")
      for secret in ["Ada", "Lovelace", "nonprofit", "example.edu/work", "NPM"] {
        #expect(!page.text.contains(secret), "\(path) says \(secret)")
      }
    }
    let signed = try await gallery.get(gallery.path, accept: nil)
    #expect(signed.status == 200)
    #expect(!signed.text.contains("Ada"))
  }

  @Test func `each field is shown only where the learner allows it`() async throws {
    let gallery = try await Gallery.open()
    try await gallery.publish(.page)
    let shown: [(Consents.Field, String)] = [
      (.name, "Ada Lovelace"), (.evidence, "SHA-256"), (.results, "grade A"),
    ]
    var page = try await gallery.get(gallery.path)
    #expect(page.text.contains("Program nonprofit"))
    #expect(page.text.contains("NPM 301"), "the criteria")
    #expect(page.headers[.robots] == nil)
    for (_, text) in shown { #expect(!page.text.contains(text), "\(text)") }
    for (field, text) in shown {
      try await gallery.publish(field)
      page = try await gallery.get(gallery.path)
      #expect(page.text.contains(text), "\(field)")
    }
    #expect(!page.text.contains("https://example.edu/work"))
    try await gallery.publish(.evidenceLink)
    page = try await gallery.get(gallery.path)
    #expect(page.text.contains("https://example.edu/work"))
    try await gallery.publish(not: [.name, .evidence, .results, .evidenceLink])
    page = try await gallery.get(gallery.path)
    for (field, text) in shown { #expect(!page.text.contains(text), "\(field)") }
    #expect(!page.text.contains("https://example.edu/work"))
  }

  @Test func `a link goes into the badge and out of it, signed each time`() async throws {
    let gallery = try await Gallery.open()
    func document() async throws -> (text: String, isValid: Bool, revision: Int) {
      let publication = try #require(
        try await gallery.campus.office.publication(
          of: gallery.credential, at: gallery.campus.institution))
      let verification = try #require(
        try await gallery.campus.office.verifyOwn(
          publication.credential, at: gallery.campus.institution))
      let text = try await gallery.get(gallery.path, accept: nil).text
      return (text, verification.isValid, publication.revision)
    }
    let before = try await document()
    #expect(!before.text.contains("https://example.edu/work"))
    try await gallery.publish(.evidenceLink)
    let linked = try await document()
    #expect(linked.text.contains("https://example.edu/work"))
    // Two revisions within a second: the later one is valid from the next second on.
    try await eventually { try await document().isValid }
    #expect(linked.revision == before.revision + 1)
    try await gallery.publish(.evidenceLink)
    #expect(try await document().revision == linked.revision, "nothing changed")
    try await gallery.publish(not: [.evidenceLink])
    let withdrawn = try await document()
    #expect(!withdrawn.text.contains("https://example.edu/work"))
    try await eventually { try await document().isValid }
  }

  @Test func `a hold and a withdrawal take effect at once on a page that was just shown`()
    async throws
  {
    let gallery = try await Gallery.open()
    try await gallery.publish(.page, .name)
    let application = gallery.application
    func page(_ headers: HTTPFields = [:]) async throws -> Gallery.Answer {
      try await Gallery.send(.get, gallery.path, headers, to: application)
    }
    let first = try await page()
    #expect(first.text.contains("Ada Lovelace"))
    let tag = try #require(first.headers[.eTag])
    #expect(try await page([.ifNoneMatch: tag]).status == 304)
    try await gallery.hold(placed: true)
    let held = try await page([.ifNoneMatch: tag])
    #expect(held.status == 200)
    #expect(held.text.contains(Self.closed))
    try await gallery.hold(placed: false)
    #expect(try await page().text == first.text)
    try await gallery.publish(not: [.name])
    #expect(try await !page([.ifNoneMatch: tag]).text.contains("Ada"))
    try await gallery.publish(not: [.page])
    let closed = try await page([.ifNoneMatch: tag])
    #expect(closed.status == 200)
    #expect(closed.text.contains(Self.closed))
  }

  @Test func `a declined badge is not public, and what was allowed counts once it is accepted`()
    async throws
  {
    let gallery = try await Gallery.open()
    try await gallery.publish(.page, .name)
    let (campus, credential, application) = (
      gallery.campus, gallery.credential, gallery.application
    )
    func page() async throws -> String {
      try await Gallery.send(.get, gallery.path, to: application).text
    }
    func answer(_ isAccepted: Bool) async throws {
      try await campus.database.write(as: Scopes.institution(campus.id)) {
        try Claims.answer(
          credential, isAccepted: isAccepted, through: nil, actor: "test", of: campus.id, in: $0)
      }
    }
    #expect(try await page().contains("Ada Lovelace"))
    try await answer(false)
    #expect(try await page().contains(Self.closed))
    #expect(try await !page().contains("Ada"))
    for path in [gallery.path + "/embed", gallery.path + "/verify"] {
      #expect(try await gallery.get(path).text.contains(Self.closed), "\(path)")
    }
    try await answer(true)
    #expect(try await page().contains("Ada Lovelace"))
  }

  @Test func `a revoked badge says so with its date and public reason, and only in public`()
    async throws
  {
    let gallery = try await Gallery.open()
    try await gallery.campus.revoke("1", "nonprofit", barring: true)
    #expect(try await gallery.get(gallery.path).text.contains(Self.closed))
    try await gallery.publish(.page)
    let page = try await gallery.get(gallery.path)
    #expect(page.status == 200)
    #expect(page.text.contains("This badge was revoked."))
    #expect(!page.text.contains("This badge is valid."))
    let reason = try await gallery.campus.database.read {
      try $0.query("select public_reason from award_revocation").only(String.self)
    }
    #expect(page.text.contains(Markup.escaped(reason)))
    #expect(page.text.contains("<time datetime="))
    #expect(page.headers[.robots] == "noindex")
    #expect(!page.text.contains("linkedin.com"), "nothing to share")
    let verification = try await gallery.get(gallery.path + "/verify")
    #expect(verification.text.contains("It has been revoked."))
    let failures = verification.text.components(separatedBy: "<strong>failed</strong>").count - 1
    #expect(failures == 1, "for exactly that reason")
  }

  @Test func `a suspended badge says so, and is valid again when it is resumed`() async throws {
    let gallery = try await Gallery.open()
    try await gallery.publish(.page)
    let registrar = gallery.campus.staff(.registrar)
    let award = gallery.award
    _ = try await gallery.campus.office.acting(as: registrar) {
      try $0.suspend(award, true, reason: "An inquiry.")
    }
    #expect(try await gallery.get(gallery.path).text.contains("This badge is suspended."))
    #expect(
      try await gallery.get(gallery.path + "/verify").text.contains("It is suspended for now."))
    _ = try await gallery.campus.office.acting(as: registrar) {
      try $0.suspend(award, false, reason: "It came to nothing.")
    }
    #expect(try await gallery.get(gallery.path).text.contains("This badge is valid."))
  }

  @Test func `every step of a verification is shown, and passes`() async throws {
    let gallery = try await Gallery.open()
    try await gallery.publish(.page)
    let page = try await gallery.get(gallery.path + "/verify")
    #expect(page.text.contains("every step passed"))
    #expect(!page.text.contains("<strong>failed</strong>"))
    for check in ["schema.strict", "jsonld.safe", "proof[0].key", "proof[0].signature"] {
      #expect(page.text.contains(check), "\(check)")
    }
    #expect(page.text.contains("It is not revoked."))
  }

  @Test func `a merged learner's consents hold, and a hold on either record hides the page`()
    async throws
  {
    let gallery = try await Gallery.open()
    try await gallery.publish(.page, .name)
    let (old, new) = (
      try await gallery.campus.learnerID("1"), try await gallery.campus.learnerID("2")
    )
    try await gallery.campus.app(
      "update learner set merged_into = \(new) where learner_id = \(old)")
    #expect(try await gallery.get(gallery.path).text.contains("Ada Lovelace"))
    try await gallery.hold("2", placed: true)
    #expect(try await gallery.get(gallery.path).text.contains(Self.closed))
    try await gallery.hold("2", placed: false)
    // Who signs in as the record that stands decides about the badges of both.
    let (award, grace) = (gallery.award, try await gallery.campus.learner("2"))
    _ = try await gallery.campus.office.acting(as: grace) {
      try $0.publish([.page: false], ofAward: award)
    }
    #expect(try await gallery.get(gallery.path).text.contains(Self.closed))
  }

  @Test func `nobody but the learner publishes`() async throws {
    let gallery = try await Gallery.open()
    let award = gallery.award
    let grace = try await gallery.campus.learner("2")
    for caller in [grace, gallery.campus.staff(.registrar)] {
      await #expect(throws: Refusal.self) {
        _ = try await gallery.campus.office.acting(as: caller) {
          try $0.publish([.page: true], ofAward: award)
        }
      }
    }
    #expect(try await gallery.get(gallery.path).text.contains(Self.closed))
  }

  @Test func `publishing is written into the journal and the log of disclosures`() async throws {
    let gallery = try await Gallery.open()
    try await gallery.publish(.page, .name)
    try await gallery.publish(not: [.page])
    try await gallery.publish(not: [.name])
    let log: [String] = try await gallery.campus.database.read {
      try $0.query("select what from disclosure order by disclosed_at").column()
    }
    let badge = "Badge \(gallery.credential.text):"
    #expect(log == ["\(badge) page, name.", "\(badge) nothing any more."])
    #expect(
      try await gallery.campus.journal("award").filter { $0.contains("learner") } == [
        "publish learner withheld granted", "publish learner withheld granted",
        "withdraw learner granted withheld", "withdraw learner granted withheld",
      ])
  }

  @Test func `a hostile name cannot leave its place anywhere`() async throws {
    let hostile = #"</script><script>alert(1)</script>"onload='x' &amp; {{name}} $&"#
    let gallery = try await Gallery.open(
      name: hostile, title: "'\(hostile.replacingOccurrences(of: "'", with: "''"))'")
    try await gallery.publish(.page, .name, .evidence, .results)
    for path in [gallery.path, gallery.path + "/embed", gallery.path + "/verify"] {
      let page = try await gallery.get(path).text
      #expect(!page.contains("<script>"), "\(path)")
      let markup = page.replacing(/ld\+json">.*?<\/script>/, with: "")
      #expect(!markup.contains(#""onload="#), "\(path)")
      #expect(page.contains("&lt;script&gt;"), "\(path)")
    }
    let page = try await gallery.get(gallery.path).text
    let data = try #require(page.firstMatch(of: /ld\+json">(.*?)<\/script>/)?.output.1)
    #expect(try JSONValue(parsing: Array(data.utf8))["name"]?.string == hostile)
    let linkedIn = try #require(
      page.firstMatch(of: /href="(https:\/\/www\.linkedin\.com[^"]*)"/)?.output.1)
    let address = try #require(
      URLComponents(string: linkedIn.replacingOccurrences(of: "&amp;", with: "&")))
    #expect(address.queryItems?.first { $0.name == "name" }?.value == hostile)
    let signature = try #require(
      page.firstMatch(
        of: /<textarea id="share-signature"[^>]*>(.*?)<\/textarea>/
          .dotMatchesNewlines())?.output.1)
    #expect(!signature.contains("<"))
    #expect(signature.contains("&amp;lt;script&amp;gt;"), "escaped as HTML, and shown as text")
  }

  @Test func `a certificate is there while the name is published, and no longer`() async throws {
    let gallery = try await Gallery.open()
    let certificate = gallery.path + ".pdf"
    #expect(try await gallery.get(certificate).status == 404)
    try await gallery.publish(.page, .name)
    #expect(try await gallery.get(certificate).status == 200)
    #expect(try await gallery.get(gallery.path).text.contains(certificate))
    try await gallery.publish(not: [.name])
    #expect(try await gallery.get(certificate).status == 404)
    #expect(try await !gallery.get(gallery.path).text.contains(certificate))
  }

  @Test func `what is shared names the badge everywhere in the same way`() async throws {
    let gallery = try await Gallery.open()
    try await gallery.publish(.page)
    let page = try await gallery.get(gallery.path).text
    let address = gallery.campus.institution.site + gallery.path
    for wanted in [
      "<link rel=\"canonical\" href=\"\(address)\">", "property=\"og:url\" content=\"\(address)\"",
      "property=\"og:image\" content=\"\(address)/preview.png\"",
      "name=\"twitter:card\" content=\"summary_large_image\"", "application/json+oembed",
      "startTask=CERTIFICATION_NAME", "issueYear=2026", "issueMonth=9",
      "certId=\(gallery.credential.text)", "value=\"\(address)\"",
      "&lt;iframe src=&quot;\(address)/embed&quot;",
    ] { #expect(page.contains(wanted), "\(wanted)") }
  }
}
