import Foundation
import HTTPTypes
import LinkedData
import Office
import Storage
import TestSupport
import Testing

@testable import Web

/// Pictures that stand in for the template.
@Suite(.database(.conferral)) struct ArtworkAPITests {
  static let document =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\"><circle cx=\"5\" cy=\"5\" "
    + "r=\"4\" fill=\"#0a5\"/></svg>"
  static let seal = picture(document)

  static func picture(_ document: String, says words: String = "A green seal.") -> JSONValue {
    [
      "image": .string(Data(document.utf8).base64EncodedString()),
      "alternativeText": .string(words),
      "reason": "The department has a mark of its own.",
    ]
  }

  @Test func `a coordinator brings a picture, and takes it back`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge("open"))
    try await APIClient.serve(campus) { api in
      let coordinator = try await api.person(.coordinator)
      let path = "/programs/open/versions/1/artwork"
      let version = try await campus.office.picture(
        of: "1", program: "open", .svg, at: campus.institution)
      #expect(String(decoding: version.bytes, as: UTF8.self).contains("<desc"))

      let first = try await api.put(path, Self.seal, by: coordinator)
      #expect(first.status == 200, "\(first.text)")
      #expect(first.json["revision"] == 1 && first.json["mediaType"] == "image/svg+xml")
      let own = try await campus.office.picture(
        of: "1", program: "open", .svg, at: campus.institution)
      let text = String(decoding: own.bytes, as: UTF8.self)
      #expect(text.contains("#0a5") && text.contains("aria-label=\"A green seal.\""))

      let enough: JSONValue = ["reason": "Enough."]
      let removed = try await api.post(path + "/remove", enough, by: coordinator)
      #expect(removed.status == 204, "\(removed.text)")
      let again = try await campus.office.picture(
        of: "1", program: "open", .svg, at: campus.institution)
      #expect(again == version)
      let nothing = try await api.post(path + "/remove", enough, by: coordinator)
      #expect(nothing.status == 404)
      let second = try await api.put(path, Self.seal, by: coordinator)
      #expect(second.json["revision"] == 3)
    }
    let journal = try await campus.journal("program version").filter { $0.contains("artwork") }
    #expect(journal.count == 3)
  }

  @Test func `what is no plain picture is refused with its reason, and leaves nothing`()
    async throws
  {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge("open"))
    try await APIClient.serve(campus) { api in
      let coordinator = try await api.person(.coordinator)
      let path = "/programs/open/versions/1/artwork"
      let scripted = Self.document.replacing("<circle", with: "<script/><circle")
      let refused = try await api.put(path, Self.picture(scripted), by: coordinator)
      #expect(refused.status == 422)
      #expect(refused.json["detail"]?.string?.contains("scripts are not taken") == true)
      let silent = try await api.put(
        path, Self.picture(Self.document, says: " "), by: coordinator)
      #expect(silent.status == 422)
      var body = Self.seal.object ?? JSONObject()
      body["image"] = "***"
      #expect(try await api.put(path, .object(body), by: coordinator).status == 422)
      body["image"] = .string(String(repeating: "A", count: 2_700_001))
      #expect(try await api.put(path, .object(body), by: coordinator).status == 422)
      let nowhere = "/programs/open/versions/9/artwork"
      #expect(try await api.put(nowhere, Self.seal, by: coordinator).status == 404)
      let registrar = try await api.person(.registrar)
      #expect(try await api.put(path, Self.seal, by: registrar).status == 403)
    }
    #expect(try await campus.journal("program version").allSatisfy { !$0.contains("artwork") })
  }
}
