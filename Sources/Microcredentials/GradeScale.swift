/// What an institution's grades mean: which pass, how they are ordered, what points they carry.
public struct GradeScale: Hashable, Sendable {
  /// One grade.
  public struct Mark: Hashable, Sendable {
    /// The grade as it is written: `B+`.
    public var name: String
    /// Its place among the ordered grades, low to high; nil for grades outside the order (`P`).
    public var rank: Int?
    /// Its grade points, where it counts in an average.
    public var points: Quantity?
    /// Whether it completes a course.
    public var passes: Bool

    /// Makes a mark.
    public init(name: String, rank: Int?, points: Quantity?, passes: Bool) {
      self.name = name
      self.rank = rank
      self.points = points
      self.passes = passes
    }
  }

  /// All grades, the ordered ones first, low to high.
  public let marks: [Mark]
  private let index: [String: Int]

  /// Makes a scale; of two marks with the same name the first one counts.
  public init(_ marks: [Mark]) {
    self.marks = marks
    var index: [String: Int] = [:]
    for (position, mark) in marks.enumerated() where index[Code.key(mark.name)] == nil {
      index[Code.key(mark.name)] = position
    }
    self.index = index
  }

  /// The mark of that name, or nil when the scale does not know it.
  public subscript(name: String) -> Mark? {
    index[name].map { marks[$0] } ?? index[Code.key(name)].map { marks[$0] }
  }

  /// An ordered list of level names, low to high, all of which pass.
  public init(levels: [String]) {
    self.init(
      levels.enumerated().map {
        Mark(name: $0.element, rank: $0.offset, points: nil, passes: true)
      })
  }

  /// The usual scale of North American institutions: F to A+ with points from 0 to 4, and marks
  /// outside the order: P, S, CR, PASS pass; NP, U, NC, FAIL, I, W, NR do not.
  public static let usual: GradeScale = {
    let letters: [(String, String, Bool)] = [
      ("F", "0", false), ("D-", "0.7", true), ("D", "1", true), ("D+", "1.3", true),
      ("C-", "1.7", true), ("C", "2", true), ("C+", "2.3", true), ("B-", "2.7", true),
      ("B", "3", true), ("B+", "3.3", true), ("A-", "3.7", true), ("A", "4", true),
      ("A+", "4", true),
    ]
    let ordered = letters.enumerated().map { rank, letter in
      Mark(name: letter.0, rank: rank, points: Quantity(letter.1), passes: letter.2)
    }
    let passing = ["P", "S", "CR", "PASS"].map {
      Mark(name: $0, rank: nil, points: nil, passes: true)
    }
    let failing = ["NP", "U", "NC", "FAIL", "I", "W", "NR"].map {
      Mark(name: $0, rank: nil, points: nil, passes: false)
    }
    return GradeScale(ordered + passing + failing)
  }()
}
