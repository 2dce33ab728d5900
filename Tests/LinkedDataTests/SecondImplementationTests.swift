import Foundation
import TestSupport
import Testing

@testable import LinkedData

/// RDFC-1.0 against another implementation, in another language, on graphs that are hard because
/// their blank nodes look alike. It comes with the verifier's Python packages.
@Suite struct SecondImplementationTests {
  private static let python = ProcessInfo.processInfo.environment["CONFERRAL_VERIFIER_PYTHON"]

  private static let script = """
    import json, sys
    import pyoxigraph as ox
    for line in open(sys.argv[1]):
        quads = ox.parse(json.loads(line).encode(), format=ox.RdfFormat.N_QUADS)
        dataset = ox.Dataset(quads)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        text = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS).decode()
        print(json.dumps("".join(sorted(l + "\\n" for l in text.splitlines()))))
    """

  private typealias Edges = [(from: Int, to: Int)]

  private static func ring(_ size: Int, from first: Int = 0) -> Edges {
    (0..<size).map { (first + $0, first + ($0 + 1) % size) }
  }

  /// Graphs in which every node looks like every other.
  private static let symmetric: [Edges] = {
    var graphs = (2...9).map { ring($0) }
    graphs.append(ring(3) + ring(3, from: 3))
    graphs.append(ring(4) + ring(4, from: 4) + (0..<4).map { ($0, $0 + 4) })
    for size in 3...5 {
      var clique: Edges = []
      for from in 0..<size { for to in 0..<size where to != from { clique.append((from, to)) } }
      graphs.append(clique)
    }
    var bipartite: Edges = []
    for from in 0..<3 { for to in 3..<6 { bipartite.append((from, to)) } }
    graphs.append(bipartite)
    var petersen: Edges = ring(5)
    for node in 0..<5 {
      petersen.append((node, node + 5))
      petersen.append((node + 5, (node + 2) % 5 + 5))
    }
    graphs.append(petersen + petersen.map { ($0.to, $0.from) })
    return graphs
  }()

  private static func dataset(_ edges: Edges) -> [Quad] {
    edges.map { Quad(.blank("n\($0.from)"), "urn:p", .blank("n\($0.to)")) }
  }

  private static func random(_ seed: UInt64) -> [Quad] {
    var random = Seeded(seed)
    let size = Int.random(in: 2...7, using: &random)
    func node() -> Term {
      Int.random(in: 0..<8, using: &random) == 0
        ? .iri("urn:s") : .blank("x\(Int.random(in: 0..<size, using: &random))")
    }
    return (0..<Int.random(in: 1...14, using: &random)).map { _ in
      let graph = Int.random(in: 0..<4, using: &random) == 0 ? node() : nil
      let object = Int.random(in: 0..<6, using: &random) == 0 ? .text("a\"\n\t\u{7F}") : node()
      return Quad(node(), ["urn:p", "urn:q"].randomElement(using: &random)!, object, graph: graph)
    }
  }

  @Test(.enabled(if: python != nil))
  func `another implementation gives the same canonical form`() throws {
    let datasets = Self.symmetric.map(Self.dataset) + (0..<400).map(Self.random)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("rdfc-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = try datasets.map { dataset in
      let text = String(decoding: NQuads.serialize(dataset), as: UTF8.self)
      return String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    }
    let file = folder.appendingPathComponent("graphs.jsonl")
    try Data(lines.joined(separator: "\n").utf8).write(to: file)
    let theirs = try Self.run(file)
    try #require(theirs.count == datasets.count)
    for (place, dataset) in datasets.enumerated() {
      let ours = try CanonicalDataset(dataset).nquads
      #expect(String(decoding: ours, as: UTF8.self) == theirs[place], "graph \(place)")
    }
  }

  private static func run(_ file: URL) throws -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python ?? "")
    process.arguments = ["-c", script, file.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return try data.split(separator: 0x0A).map {
      try JSONDecoder().decode(String.self, from: Data($0))
    }
  }
}
