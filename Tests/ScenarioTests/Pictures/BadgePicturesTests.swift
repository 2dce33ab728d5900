import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LinkedData
import NIOCore
import OpenBadges
import Postgres
import Storage
import TestSupport
import Testing
import Web

@testable import Office

/// Pictures as the world fetches them.
@Suite(.database(.conferral)) struct BadgePicturesTests {
  private struct Answer {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]

    /// Width and height of a PNG.
    var size: [Int] {
      [16, 20].map { start in
        body.count < 24 ? 0 : body[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
      }
    }
  }

  private func awarded() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.credit())
    try await campus.people("1,Ada Lovelace")
    try await campus.enrollments("1,nonprofit,2026-08-24")
    try await campus.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B")
    try await campus.reconcile()
    return campus
  }

  private func fetch(
    _ campus: Campus, _ path: String, _ headers: HTTPFields = [:]
  ) async throws -> Answer {
    let application = buildApplication(
      campus.office, at: WebAddress(host: "127.0.0.1", port: 0), logger: .quiet
    ) { [] }
    return try await application.test(.router) { client in
      try await client.execute(uri: path, method: .get, headers: headers) { response in
        Answer(
          status: response.status.code, headers: response.headers,
          body: Array(response.body.readableBytesView))
      }
    }
  }

  @Test func `the picture that a badge names is there, in the size that is asked for`()
    async throws
  {
    let campus = try await awarded()
    let badge = try #require(try await campus.badges().first)
    let document = try JSONValue(parsing: badge.document)
    let image = document["credentialSubject"]?["achievement"]?["image"]
    let address = try #require(image?["id"]?.string)
    #expect(address.hasPrefix(campus.institution.site) && image?["caption"]?.string != nil)
    let path = String(address.dropFirst(campus.institution.site.count))
    let png = try await fetch(campus, path)
    #expect(png.status == 200 && png.headers[.contentType] == "image/png")
    #expect(png.size == [600, 600])
    #expect(png.headers[.cacheControl] == "public, max-age=86400")
    #expect(try await fetch(campus, path + "?size=64").size == [64, 64])
    let tag = try #require(png.headers[.eTag])
    let again = try await fetch(campus, path, [.ifNoneMatch: tag])
    #expect(again.status == 304 && again.body.isEmpty)
    let svg = try await fetch(campus, path.replacing(".png", with: ".svg"))
    #expect(svg.headers[.contentType] == "image/svg+xml")
    #expect(svg.headers[.contentSecurityPolicy]?.contains("sandbox") == true)
    for wrong in ["?size=63", "?size=2001", "?size=-1", "?size=9999999999999999999", "?size=x"] {
      #expect(try await fetch(campus, path + wrong).status == 400)
    }
    #expect(try await fetch(campus, "/programs/nonprofit/versions/none/image.png").status == 404)
  }

  @Test func `a badge is downloaded inside of its picture`() async throws {
    let campus = try await awarded()
    let badge = try #require(try await campus.badges().first)
    let path = "/credentials/\(badge.id.text)"
    for name in ["png", "svg"] {
      let baked = try await fetch(campus, "\(path).\(name)")
      #expect(baked.status == 200)
      #expect(try Baking.credential(in: baked.body) == .json(badge.document))
      let plain = try await fetch(campus, "\(path)/picture.\(name)")
      #expect(plain.status == 200 && plain.body.count < baked.body.count)
      #expect(throws: BakingError.self) { try Baking.credential(in: plain.body) }
    }
    #expect(try await fetch(campus, "\(path).png?size=300").size == [300, 300])
    #expect(try await fetch(campus, "\(path).png?proof=none").status == 400)
    // The signed document itself is still where it was.
    #expect(try await fetch(campus, path).body == badge.document)
    let stranger = "/credentials/\(UUID().text)"
    for end in [".png", ".svg", ".pdf", "/preview.png", "/picture.png", "/picture.svg"] {
      #expect(try await fetch(campus, stranger + end).status == 404)
      #expect(try await fetch(campus, "/credentials/x" + end).status == 404)
    }
  }

  @Test func `nothing personal is shown of what was not published`() async throws {
    let campus = try await awarded()
    let badge = try #require(try await campus.badges().first)
    let path = "/credentials/\(badge.id.text)"
    #expect(try await fetch(campus, path + ".pdf").status == 404)
    let preview = try await fetch(campus, path + "/preview.png")
    #expect(preview.status == 200 && preview.size == [1_200, 630])
    let published = try await campus.office.certificate(
      of: badge.id, as: PictureConsent(name: "Ada Lovelace", hasCertificate: true),
      at: campus.institution)
    #expect(published?.mediaType == "application/pdf")
    #expect(published?.bytes.starts(with: "%PDF".utf8) == true)
    let withheld = try await campus.office.certificate(
      of: badge.id, as: PictureConsent(name: nil, hasCertificate: true), at: campus.institution)
    #expect(withheld == nil)
    try await campus.revoke("1", "nonprofit", barring: true)
    let revoked = try await campus.office.certificate(
      of: badge.id, as: PictureConsent(name: "Ada Lovelace", hasCertificate: true),
      at: campus.institution)
    #expect(revoked == nil)
    let later = try await fetch(campus, path + "/preview.png")
    #expect(later.status == 200 && later.body != preview.body, "it says that it is not valid")
    #expect(try await fetch(campus, path + ".png").status == 200)
  }

  @Test func `a flood of pictures is told to come again, and what is drawn is drawn once`()
    async throws
  {
    let studio = Studio(mostBytes: 1_000, mostWaiting: 2)
    let answers = await withTaskGroup(of: Bool.self) { group in
      for place in 0..<40 {
        group.addTask {
          let picture = try? await studio.picture(["\(place)"], mediaType: "image/png") {
            Thread.sleep(forTimeInterval: 0.05)
            return [UInt8(place)]
          }
          return picture != nil
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.contains(true) && answers.contains(false))
    let first = try await studio.picture(["a"], mediaType: "image/png") { [1] }
    let second = try await studio.picture(["a"], mediaType: "image/png") { [2] }
    #expect(first == second)
    for place in 0..<20 {
      _ = try await studio.picture(["big \(place)"], mediaType: "image/png") {
        [UInt8](repeating: 0, count: 200)
      }
    }
    let later = try await studio.picture(["a"], mediaType: "image/png") { [2] }
    #expect(later.bytes == [2], "what was not asked for made room")
  }
}
