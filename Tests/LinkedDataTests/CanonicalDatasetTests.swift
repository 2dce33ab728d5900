import TestSupport
import Testing

import LinkedData

@Suite struct CanonicalDatasetTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let name: String
    let hasMap: Bool
    var testDescription: String { name }
  }

  static let vectors: [Vector] = {
    let manifest = (try? SharedData.bytes("vectors/rdf-canon/manifest.csv")) ?? []
    return String(decoding: manifest, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst()
      .compactMap { line in
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        guard !line.contains("SHA384"),
          SharedData.exists("vectors/rdf-canon/\(cells[0])-in.nq")
        else { return nil }
        return Vector(name: String(cells[0]), hasMap: cells.last == "TRUE")
      }
  }()

  @Test(.enabled(if: SharedData.isPresent), arguments: vectors)
  func `the test suite of RDF canonicalization is satisfied`(_ vector: Vector) throws {
    let base = "vectors/rdf-canon/\(vector.name)"
    let quads = try NQuads.parse(SharedData.bytes(base + "-in.nq"))
    guard SharedData.exists(base + "-rdfc10.nq") else {
      #expect(throws: CanonicalizationError.self) { try CanonicalDataset(quads) }
      return
    }
    let canonical = try CanonicalDataset(quads)
    let expected = try SharedData.bytes(base + "-rdfc10.nq")
    #expect(
      String(decoding: canonical.nquads, as: UTF8.self) == String(decoding: expected, as: UTF8.self)
    )
    guard vector.hasMap else { return }
    let map = try #require(JSONValue(parsing: SharedData.bytes(base + "-rdfc10map.json")).object)
    #expect(map.members.count == canonical.issuedIdentifiers.count)
    for (label, identifier) in canonical.issuedIdentifiers {
      #expect(map[label]?.string == identifier)
    }
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `the test suite is really there`() {
    #expect(Self.vectors.count >= 30)
    #expect(Self.vectors.contains { $0.hasMap })
  }

  @Test func `a clique of ten blank nodes ends at the work limit`() {
    var quads: [Quad] = []
    for from in 0..<10 {
      for to in 0..<10 where from != to {
        quads.append(Quad(.blank("n\(from)"), "urn:p", .blank("n\(to)")))
      }
    }
    #expect(throws: CanonicalizationError.workLimitExceeded(limit: 500_000)) {
      try CanonicalDataset(quads)
    }
  }

  @Test func `a ring of a thousand blank nodes ends at the work limit and not on the stack`() {
    let quads = (0..<1000).map {
      Quad(.blank("n\($0)"), "urn:p", .blank("n\(($0 + 1) % 1000)"))
    }
    #expect(throws: CanonicalizationError.self) { try CanonicalDataset(quads) }
  }

  @Test(arguments: 0..<60)
  func `labels and order of the input do not change the canonical form`(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let size = Int.random(in: 2...6, using: &random)
    let nodes = (0..<size).map { "x\($0)" }
    func term(_ name: String) -> Term { .blank(name) }
    var edges: [(Int, String, Int, Int?)] = []
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      edges.append(
        (
          Int.random(in: 0..<size, using: &random),
          ["urn:p", "urn:q"].randomElement(using: &random)!,
          Int.random(in: 0..<size, using: &random),
          Bool.random(using: &random) ? nil : Int.random(in: 0..<size, using: &random)
        ))
    }
    func dataset(_ names: [String]) -> [Quad] {
      edges.map { Quad(term(names[$0]), $1, term(names[$2]), graph: $3.map { term(names[$0]) }) }
    }
    let first = try CanonicalDataset(dataset(nodes))
    for _ in 0..<4 {
      let names = nodes.map { "y" + $0 }.shuffled(using: &random)
      let other = try CanonicalDataset(dataset(names).shuffled(using: &random))
      #expect(other.nquads == first.nquads)
    }
    let again = try CanonicalDataset(NQuads.parse(first.nquads))
    #expect(again.nquads == first.nquads)
  }

  @Test func `literals that only look alike stay apart`() throws {
    let composed = Quad(.iri("urn:s"), "urn:p", .text("\u{E9}"))
    let decomposed = Quad(.iri("urn:s"), "urn:p", .text("e\u{301}"))
    let canonical = try CanonicalDataset([composed, decomposed, composed])
    #expect(
      String(decoding: canonical.nquads, as: UTF8.self).utf8.count(where: { $0 == 0x0A }) == 2)
  }
}

@Suite struct AlikeGraphTests {
  @Test func `graphs that differ only in their names are told apart at little cost`() throws {
    var quads: [Quad] = []
    for copy in ["a", "b", "c"] {
      quads.append(Quad(.iri("urn:document"), "urn:proof", .blank("g" + copy)))
      for number in 0..<9 {
        quads.append(
          Quad(.blank("s" + copy), "urn:p\(number)", .text("x"), graph: .blank("g" + copy)))
      }
    }
    let canonical = try CanonicalDataset(quads, workLimit: 2000)
    #expect(canonical.issuedIdentifiers.count == 6)
  }
}
