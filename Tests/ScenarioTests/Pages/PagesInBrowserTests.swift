import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Office
import Storage
import TestSupport
import Testing

@testable import Web

/// The pages of badges in a real browser, as different people look at them.
@Suite(.serialized, .database(.conferral), .enabled(if: Chromium.isWanted))
struct PagesInBrowserTests {
  /// Looks at addresses of the daemon on a port of loopback.
  private func look(
    _ gallery: Gallery, at paths: [String], cookie: HTTPFields = [:]
  ) async throws -> [Chromium.View] {
    try await gallery.application.test(.live) { client in
      var views: [Chromium.View] = []
      for path in paths {
        views += try await Chromium.look(
          at: "http://127.0.0.1:\(try #require(client.port))\(path)", cookie: cookie[.cookie])
      }
      return views
    }
  }

  @Test func `everybody can use the pages of a badge, with any window, sight and input`()
    async throws
  {
    let gallery = try await Gallery.open()
    try await gallery.publish(.page, .name, .evidence, .evidenceLink, .results)
    let views = try await look(
      gallery, at: ["", "/verify", "/embed"].map { gallery.path + $0 })
    for view in views where !view.way.hasPrefix("keyboard") || !view.url.hasSuffix("/embed") {
      #expect(view.status == 200)
      #expect(view.findings == [], "\(view.url)")
    }
    let page = views.prefix(Chromium.Way.all.count)
    #expect(Set(page.filter { $0.way != "printed" }.map(\.text)).count == 1, "scripts add nothing")
    let walk = try #require(page.first { $0.way == "keyboard" })
    #expect(walk.stops.first == "Skip to the content")
    #expect(walk.stops.contains("Verify this badge"))
    #expect(walk.stops.contains("Add to LinkedIn profile"))
    let paper = try #require(page.first { $0.way == "printed" })
    #expect(paper.text.contains("Ada Lovelace"))
    #expect(!paper.text.contains("LinkedIn"))
  }

  @Test func `everybody can use a page that says nothing, and one that says revoked`()
    async throws
  {
    let gallery = try await Gallery.open()
    let closed = try await look(gallery, at: [gallery.path])
    #expect(closed.flatMap(\.findings) == [])
    try await gallery.publish(.page)
    try await gallery.campus.revoke("1", "nonprofit", barring: true)
    let revoked = try await look(gallery, at: [gallery.path, gallery.path + "/verify"])
    #expect(revoked.flatMap(\.findings) == [])
  }

  @Test func `everybody can publish`() async throws {
    let gallery = try await Gallery.open()
    try await gallery.publish(.page)
    try await gallery.publish(not: [.page])
    let cookie = try await gallery.campus.cookie(of: "1")
    let views = try await look(gallery, at: ["/my-badges"], cookie: cookie)
    #expect(views.flatMap(\.findings) == [])
  }
}
