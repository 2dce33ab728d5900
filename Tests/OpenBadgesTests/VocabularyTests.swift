import LinkedData
import OpenBadges
import TestSupport
import Testing

@Suite struct VocabularyTests {
  static let contexts = JSONValue.array(Vocabulary.badgeContexts.map { .string($0) })

  static func error(_ members: [(String, JSONValue)]) -> VocabularyError? {
    let object = JSONObject([("@context", contexts), ("id", "urn:x:1")] + members)
    return #expect(throws: VocabularyError.self) { try Vocabulary.dataset(of: .object(object)) }
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let type: String
    let term: String
    let iri: String
    let object: String
    var testDescription: String { "\(type).\(term)" }
  }

  static let rows: [Row] = {
    let table = (try? SharedData.bytes("ob3-terms.tsv")) ?? []
    return String(decoding: table, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst()
      .map { line in
        let cells = line.split(separator: "\t").map(String.init)
        return Row(type: cells[0], term: cells[2], iri: cells[3], object: cells[4])
      }
  }()

  @Test(.enabled(if: SharedData.isPresent), arguments: rows)
  func `every measured term has its property and its kind of value`(_ row: Row) throws {
    let types: JSONValue =
      row.type == "OpenBadgeCredential" || row.type == "EndorsementCredential"
      ? ["VerifiableCredential", .string(row.type)] : [.string(row.type)]
    let value: JSONValue = "urn:x:value"
    let document = JSONObject([
      ("@context", Self.contexts), ("id", "urn:x:1"), ("type", types), (row.term, value),
    ])
    let quads = try Vocabulary.dataset(of: .object(document))
    let quad = try #require(quads.first { $0.predicate == row.iri })
    switch row.object {
    case "IRI": #expect(quad.object == .iri("urn:x:value"))
    case "literal (plain string)": #expect(quad.object == .text("urn:x:value"))
    case "rdf:List of literals":
      #expect(quads.contains { $0.predicate == RDF.first && $0.object == .text("urn:x:value") })
      #expect(quads.contains { $0.predicate == RDF.rest && $0.object == .iri(RDF.nil) })
    default:
      let datatype = String(row.object.dropFirst("literal ".count))
      #expect(quad.object == .literal("urn:x:value", datatype: datatype))
    }
  }

  @Test func `an unknown property is an error that names the place`() {
    let error = Self.error([("issuer", ["id": "urn:x:2", "nickname": "x"])])
    #expect(error?.path == "" && error?.problem == .unknownTerm("issuer"))
    let inner = Self.error([
      ("type", ["VerifiableCredential"]), ("issuer", ["id": "urn:x:2", "nickname": "x"]),
    ])
    #expect(inner == VocabularyError(path: "/issuer", problem: .unknownTerm("nickname")))
  }

  @Test func `evidence inside the subject is not silently dropped`() {
    let error = Self.error([
      ("type", ["VerifiableCredential"]),
      (
        "credentialSubject", ["type": ["AchievementSubject"], "evidence": [["type": ["Evidence"]]]]
      ),
    ])
    #expect(error?.path == "/credentialSubject" && error?.problem == .unknownTerm("evidence"))
  }

  @Test func `an unknown type, keyword, relative id, null or empty array is an error`() {
    #expect(Self.error([("type", ["Badge"])])?.problem == .unknownType("Badge"))
    #expect(Self.error([("@id", "urn:x:1")])?.problem == .unknownTerm("@id"))
    #expect(Self.error([("image", ["id": "picture.png"])])?.path == "/image/id")
    #expect(Self.error([("name", .null)])?.path == "/name")
    #expect(Self.error([("alignment", [])])?.path == "/alignment")
    #expect(Self.error([("jti", "not a uri")])?.problem == .notAbsoluteURI)
  }

  @Test func `contexts in another order, or others, are refused`() {
    let reversed = JSONValue.array(Vocabulary.badgeContexts.reversed().map { .string($0) })
    for contexts in [reversed, "https://www.w3.org/2018/credentials/v1", [], .null] {
      let document: JSONValue = ["@context": contexts, "id": "urn:x:1"]
      #expect(throws: VocabularyError(path: "/@context", problem: .unknownContexts)) {
        try Vocabulary.dataset(of: document)
      }
    }
  }

  @Test func `the terms of Open Badges are unknown in a status list`() {
    let document: JSONValue = [
      "@context": .array(Vocabulary.statusListContexts.map { .string($0) }), "narrative": "x",
    ]
    #expect(throws: VocabularyError.self) { try Vocabulary.dataset(of: document) }
  }

  @Test func `a document nested without end is refused`() {
    var value: JSONValue = ["name": "x"]
    for _ in 0..<500 { value = ["image": value] }
    let document: JSONValue = ["@context": Self.contexts, "image": value]
    let error = #expect(throws: VocabularyError.self) { try Vocabulary.dataset(of: document) }
    #expect(error?.problem == .tooDeep)
  }
}
