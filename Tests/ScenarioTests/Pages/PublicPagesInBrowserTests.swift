import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Office
import Storage
import TestSupport
import Postgres
import Testing

@testable import Web

/// The pages that everybody may open, in a real browser, as different people look at them.
@Suite(.serialized, .database(.conferral), .enabled(if: Chromium.isWanted))
struct PublicPagesInBrowserTests {
  /// Where forms are sent, whose limits do not take ten at once.
  private static let few = Chromium.Way.all.filter {
    ["wide", "narrow dark", "text at 200 %"].contains($0.name)
  }

  /// 44 programs, of which some build on others, and one retired.
  private func campus() async throws -> Campus {
    let campus = try await Campus.open()
    for number in 1...41 {
      try await campus.apply(
        SampleProgram.badge("p\(number)", more: "skills: [Budgeting]\nunit: History"))
    }
    try await campus.apply(SampleProgram.credit(more: "skills: [Grant writing]"))
    try await campus.apply(
      SampleProgram.badge(
        "top", criteria: "{all: [{credential: nonprofit}, {credential: p1}, {workshop: W 2}]}"))
    try await campus.apply(SampleProgram.badge("gone", criteria: "{credential: p1}"))
    try await campus.owner("update program set state = 'retired' where code = 'gone'")
    return campus
  }

  private func look(
    _ campus: Campus, at paths: String..., ways: [Chromium.Way] = Chromium.Way.all,
    options: WebOptions = WebOptions(), cookie: String? = nil, steps: [Chromium.Step] = []
  ) async throws -> [Chromium.View] {
    let application = buildApplication(
      campus.office, at: WebAddress(host: "127.0.0.1", port: 0), options: options, logger: .quiet
    ) { [] }
    return try await application.test(.live) { client in
      var views: [Chromium.View] = []
      for path in paths {
        let seen = try await Chromium.look(
          at: "http://127.0.0.1:\(try #require(client.port))\(path)", ways: ways, cookie: cookie,
          steps: steps)
        for view in seen { #expect(view.findings == [], "\(path)") }
        views += seen
      }
      return views
    }
  }

  @Test func `everybody can use the catalogue, its programs and pathways`() async throws {
    let campus = try await campus()
    let list = try await look(campus, at: "/")
    #expect(list.allSatisfy { $0.status == 200 })
    let walk = try #require(list.first { $0.way == "keyboard" })
    #expect(walk.stops.first == "Skip to the content")
    _ = try await look(campus, at: "/?q=nothing", "/?skill=budgeting&page=2", ways: Self.few)
    let program = try await look(campus, at: "/programs/top", "/pathways")
    #expect(program.allSatisfy { $0.status == 200 })
    let others = try await look(
      campus, at: "/programs/gone", "/programs/nonprofit/versions/1/criteria", ways: Self.few)
    #expect(others.contains { $0.text.contains("is retired") })
  }

  @Test func `everybody can suggest a program`() async throws {
    let campus = try await Campus.open()
    _ = try await look(campus, at: "/suggestions")
    let refused = try await look(
      campus, at: "/suggestions", ways: Self.few,
      steps: [
        .fill("#title", "Grants"), .fill("#purpose", " "), .fill("#name", "Ada"),
        .click("main button"),
      ])
    #expect(refused.allSatisfy { $0.url.hasSuffix("/suggestions") && !$0.text.contains("arrived") })
    _ = try await look(campus, at: "/suggestions/thanks", ways: Self.few)
  }

  @Test func `everybody can verify a badge and read what is wrong with it`() async throws {
    let gallery = try await Gallery.open()
    let badge = try #require(try await gallery.campus.badges().first)
    let text = String(decoding: badge.document, as: UTF8.self)
    _ = try await look(gallery.campus, at: "/verify")
    let good = try await look(
      gallery.campus, at: "/verify", ways: Self.few,
      steps: [.fill("#text", text), .click("main button")])
    #expect(good.allSatisfy { $0.text.contains("This badge is valid.") })
    let bad = try await look(
      gallery.campus, at: "/verify", ways: Self.few,
      steps: [.fill("#text", text.replacing("Ada", with: "Eve") + " "), .click("main button")])
    #expect(bad.count == Self.few.count)
    let empty = try await look(
      gallery.campus, at: "/verify", ways: Self.few, steps: [.click("main button")])
    #expect(empty.count == Self.few.count)
  }

  @Test func `everybody can sign in, and find the way back from nowhere`() async throws {
    let campus = try await Campus.withAward()
    let developers = WebOptions(signIn: SignInSettings(allowsDevelopers: true))
    _ = try await look(campus, at: "/sign-in", options: developers)
    let cookie = try await campus.cookie(of: "1")
    _ = try await look(
      campus, at: "/account", ways: Self.few, options: developers, cookie: cookie[.cookie])
    let nowhere = try await look(campus, at: "/programs/nowhere", "/nowhere", ways: Self.few)
    #expect(nowhere.allSatisfy { $0.status == 404 })
  }

  /// Answers through the link; the cookie that shows the receipt.
  private func receipt(
    of answer: String, to link: String, at campus: Campus
  ) async throws -> String? {
    let application = buildApplication(
      campus.office, at: WebAddress(host: "127.0.0.1", port: 0), logger: .quiet
    ) { [] }
    return try await application.test(.live) { client in
      try await ClaimVisitor(client: client).post("/claims/\(link)", ["answer": answer]).cookie
    }
  }

  @Test func `everybody can claim and accept a badge`() async throws {
    let campus = try await Campus.withAward()
    let link = try await campus.claimLink()
    _ = try await look(campus, at: "/claims/\(link)")
    let cookie = try await receipt(of: "accept", to: link, at: campus)
    let answered = try await look(campus, at: "/claimed", ways: Self.few, cookie: cookie)
    #expect(answered.allSatisfy { $0.status == 200 && $0.url.hasSuffix("/claimed") })
    let wallet = try await look(
      campus, at: "/claimed", ways: Self.few, cookie: cookie,
      steps: [.click("form[action='/claimed/wallet'] button")])
    #expect(wallet.allSatisfy { $0.url.hasSuffix("/claimed/wallet") })
    _ = try await look(campus, at: "/claims/\(link)", "/claim-link", ways: Self.few)
  }

  @Test func `everybody can decline a badge`() async throws {
    let campus = try await Campus.withAward()
    let cookie = try await receipt(
      of: "decline", to: try await campus.claimLink(), at: campus)
    let answered = try await look(campus, at: "/claimed", ways: Self.few, cookie: cookie)
    #expect(answered.allSatisfy { $0.status == 200 && $0.url.hasSuffix("/claimed") })
  }
}
