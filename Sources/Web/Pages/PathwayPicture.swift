import Microcredentials
import Office

/// A pathway as a picture: one program below the other, from the first step to the last, and a line
/// at their left from each to those that it counts toward. So it is as readable on a telephone as on
/// a wide screen, and the same programs always give the same picture.
struct PathwayPicture {
  struct Node {
    let key: String
    let address: String
    let lines: [String]
    let title: String
    let note: String?
    let isHere: Bool
    var top = 0
    var height = 0
    /// Where lines leave and arrive.
    var middle: Int { top + height / 2 }
  }

  /// From a node to a later one, in its own lane.
  struct Edge {
    let from: Int
    let to: Int
    var lane = 0
  }

  private static let width = 320
  private static let laneWidth = 12
  private static let mostLanes = 7
  private static let lineHeight = 20
  private static let gap = 16

  private(set) var nodes: [Node]
  private(set) var edges: [Edge]
  private let left: Int
  private let language: Language

  /// `keys` go from the first step to the last; `here` is the program whose page it is.
  init(_ keys: [String], _ catalogue: Catalogue, here: String?, language: Language) {
    self.language = language
    let places = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
    var edges: [Edge] = []
    for (from, key) in keys.enumerated() {
      for goal in catalogue.pathways.goals(of: key) {
        if let to = places[goal] { edges.append(Edge(from: min(from, to), to: max(from, to))) }
      }
    }
    let lanes = Self.assign(&edges)
    self.edges = edges
    left = 14 + Self.laneWidth * lanes
    let room = max(16, (Self.width - left - 24) / 8)
    nodes = keys.compactMap { key in
      catalogue.program(key).map { Node($0, room: room, isHere: key == here, language) }
    }
    var top = 2
    for place in nodes.indices {
      let lines = nodes[place].lines.count + (nodes[place].note == nil ? 0 : 1)
      nodes[place].top = top
      nodes[place].height = max(44, lines * Self.lineHeight + 20)
      top += nodes[place].height + Self.gap
    }
  }

  /// Gives each edge the lane nearest to the programs in which no other edge is; the shortest first.
  private static func assign(_ edges: inout [Edge]) -> Int {
    edges.sort { ($0.to - $0.from, $0.from, $0.to) < ($1.to - $1.from, $1.from, $1.to) }
    var taken: [[Range<Int>]] = []
    for place in edges.indices {
      let range = edges[place].from..<edges[place].to
      let free = taken.firstIndex { lane in !lane.contains { $0.overlaps(range) } }
      let lane = min(free ?? taken.count, mostLanes - 1)
      if lane == taken.count { taken.append([]) }
      taken[lane].append(range)
      edges[place].lane = lane
    }
    return max(1, taken.count)
  }

  /// The picture; `id` makes the names of its parts unique in the page.
  func svg(id: String) -> String {
    let height = (nodes.last.map { $0.top + $0.height } ?? 0) + 2
    let title = Markup.escaped(PathwayWord.picture(in: language))
    let description = Markup.escaped(description)
    return """
      <svg class="pathway" viewBox="0 0 \(Self.width) \(height)" width="\(Self.width)" \
      height="\(height)" role="group" aria-labelledby="\(id)-title \(id)-text">
      <title id="\(id)-title">\(title)</title><desc id="\(id)-text">\(description)</desc>
      \(edges.map(drawn).joined(separator: "\n"))
      \(nodes.map(drawn).joined(separator: "\n"))
      </svg>
      """
  }

  private var description: String {
    let toward = PathwayWord.countsToward(in: language)
    return edges.map { "\(nodes[$0.from].title) \(toward) \(nodes[$0.to].title)." }
      .joined(separator: " ")
  }

  private func drawn(_ edge: Edge) -> String {
    let x = left - 12 - Self.laneWidth * (edge.lane + 1) + 6
    let (from, to) = (nodes[edge.from].middle + 8, nodes[edge.to].middle - 8)
    let corner = 6
    return """
      <path class="edge" d="M\(left) \(from)H\(x + corner)Q\(x) \(from) \(x) \(from + corner)\
      V\(to - corner)Q\(x) \(to) \(x + corner) \(to)H\(left - 7)"/>\
      <path class="head" d="M\(left) \(to)l-8 -4.5v9z"/>
      """
  }

  private func drawn(_ node: Node) -> String {
    let width = Self.width - left - 2
    let lines = node.lines + [node.note].compactMap(\.self)
    let first = node.middle - (lines.count - 1) * Self.lineHeight / 2 + 5
    let texts = lines.enumerated().map { place, line in
      let note = place >= node.lines.count ? " class=\"note\"" : ""
      return "<text\(note) x=\"\(left + 12)\" y=\"\(first + place * Self.lineHeight)\">"
        + "\(Markup.escaped(line))</text>"
    }
    let here = node.isHere ? " aria-current=\"page\" class=\"here\"" : ""
    return """
      <a href="\(Markup.escaped(node.address))" \
      aria-label="\(Markup.escaped(node.title))"\(here)><title>\(Markup.escaped(node.title))</title>\
      <rect x="\(left)" y="\(node.top)" width="\(width)" height="\(node.height)" rx="8"/>\
      \(texts.joined())</a>
      """
  }
}

extension PathwayPicture.Node {
  init(_ program: CatalogueProgram, room: Int, isHere: Bool, _ language: Language) {
    key = program.key
    address = ProgramAddress.program(program.code)
    title = program.text.title
    lines = Self.wrapped(program.text.title, room)
    note =
      switch program.state {
      case .active: nil
      case .suspended: PathwayWord.suspended(in: language)
      case .retired: PathwayWord.retired(in: language)
      }
    self.isHere = isHere
  }

  /// At most three lines; what is longer ends with an ellipsis, and stands in the title as a whole.
  static func wrapped(_ text: String, _ room: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      var word = word[...]
      if let last = lines.last, last.count + 1 + word.count <= room {
        lines[lines.count - 1] = "\(last) \(word)"
        continue
      }
      while word.count > room {
        lines.append(String(word.prefix(room)))
        word = word.dropFirst(room)
      }
      if !word.isEmpty { lines.append(String(word)) }
    }
    guard lines.count > 3 else { return lines }
    return Array(lines.prefix(2)) + [lines[2].prefix(room - 1) + "…"]
  }
}
