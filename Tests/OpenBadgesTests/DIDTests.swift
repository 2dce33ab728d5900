import LinkedData
import OpenBadges
import Testing

@Suite struct DIDTests {
  @Test(arguments: [
    ("did:web:badges.example.edu", "https://badges.example.edu/.well-known/did.json"),
    ("did:web:localhost%3A8080", "https://localhost:8080/.well-known/did.json"),
    ("did:web:example.edu:a:b", "https://example.edu/a/b/did.json"),
  ])
  func `a DID names the URL of its document`(_ did: String, _ url: String) throws {
    let web = try #require(DIDWeb(did))
    #expect(web.did == did && web.documentURL == url)
  }

  @Test(arguments: [
    "did:web:", "did:key:z6Mk", "did:web:a/b", "did:web:a:", "did:web:a:..", "did:web:a%2Fb",
    "did:web:a%3A", "did:web:a%3Ax", "did:web:a b", "web:a", "",
  ])
  func `what is no did web is refused`(_ text: String) { #expect(DIDWeb(text) == nil) }

  @Test func `the base URL of a host has its DID`() {
    #expect(DIDWeb(url: "https://badges.example.edu")?.did == "did:web:badges.example.edu")
    #expect(DIDWeb(url: "https://badges.example.edu/")?.did == "did:web:badges.example.edu")
    #expect(DIDWeb(url: "https://Example.edu:8443/x/y")?.did == "did:web:example.edu%3A8443:x:y")
    #expect(DIDWeb(url: "http://example.edu") == nil)
    #expect(DIDWeb(url: "https://") == nil)
  }

  @Test func `a document keeps old keys and lists every key as a string`() throws {
    let keys = try [UInt8(1), 2, 3].map { try Fixture.signer($0).verificationMethod }
    let document = DIDDocument(id: Fixture.did, keys: keys)
    #expect(document.json["assertionMethod"] == .array(keys.map { .string($0.id) }))
    #expect(document.json["@context"]?.elements.first == "https://www.w3.org/ns/did/v1")
    #expect(DIDDocument(json: document.json) == document)
    #expect(keys[0].id == Fixture.did + "#" + keys[0].publicKeyMultibase)
  }

  @Test func `a key that is not listed for assertions, or is someone else's, is not read`() throws {
    let keys = try [UInt8(1), 2].map { try Fixture.signer($0).verificationMethod }
    var object = try #require(DIDDocument(id: Fixture.did, keys: keys).json.object)
    object["assertionMethod"] = [.string(keys[1].id)]
    #expect(DIDDocument(json: .object(object))?.keys == [keys[1]])
    object["id"] = "did:web:other.example"
    #expect(DIDDocument(json: .object(object))?.keys == [])
  }

  @Test func `a badge of an old key verifies after a rotation`() throws {
    let old = try Fixture.signer(1)
    let template = try BadgeTemplate(outline: try Fixture.outline(), signer: old)
    let badge = try template.issue(try Fixture.award(), created: Fixture.start)
    let keys = [try Fixture.signer(2).verificationMethod, old.verificationMethod]
    #expect(
      verify(document: badge, publicKeys: DIDDocument(id: Fixture.did, keys: keys).keys).isValid)
  }
}
