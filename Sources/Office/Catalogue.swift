public import Foundation
public import Microcredentials
public import Postgres
import Storage

/// A program as the world sees it: one that is, or was, in force.
public struct CatalogueProgram: Sendable {
  /// One of its versions, without what its file says.
  public struct Version: Sendable {
    /// Its id.
    public var id: UUID
    /// Its label.
    public var label: String
    /// The first day on which new enrollments get it; nil for all days.
    public var from: Day?
    /// When it was recorded.
    public var recordedAt: PostgresInstant
    /// The credits of its cheapest and of its dearest minimal way.
    public var credits: ClosedRange<Quantity>
  }

  /// Where it stands.
  public enum State: String, Sendable {
    /// It takes enrollments.
    case active
    /// It takes none for a while.
    case suspended
    /// It takes none any more; its page stays.
    case retired
  }

  /// Its id.
  public var id: UUID
  /// Its code.
  public var code: String
  /// Where it stands.
  public var state: State
  /// All versions that are or were in force, the latest first.
  public var versions: [Version]
  /// The version that new enrollments get.
  public var current: Version
  /// What that version says.
  public var text: ProgramVersion

  /// The code in the form in which codes are compared.
  public var key: String { Code.key(code) }
  /// Whether it is in the list.
  public var isListed: Bool { state != .retired }
}

/// The public catalogue of an institution at a moment, in memory: what programs say stands in their
/// files, and a search has to look into all of them.
public struct Catalogue: Sendable {
  /// Programs by their titles, retired ones too.
  public let programs: [CatalogueProgram]
  /// How they build on each other.
  public let pathways: Pathways
  /// What each is searched by, in the same order.
  let searchTexts: [SearchText]
  private let places: [String: Int]

  init(_ programs: [CatalogueProgram]) {
    let keyed = programs.map { (program: $0, key: (SearchText.fold($0.text.title), $0.key)) }
    self.programs = keyed.sorted { $0.key < $1.key }.map(\.program)
    searchTexts = self.programs.map { SearchText($0) }
    places = Dictionary(
      self.programs.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    pathways = Pathways(self.programs)
  }

  /// The program of a code, in any spelling of it.
  public func program(_ code: String) -> CatalogueProgram? {
    places[Code.key(code)].map { programs[$0] }
  }
}

extension Office {
  /// The public catalogue as it stands now.
  public func catalogue(of institution: Int) async throws -> Catalogue {
    try await catalogues.catalogue(of: institution, by: self)
  }

  /// How many live awards a program has, up to `most`.
  public func liveAwards(
    of program: CatalogueProgram, atMost most: Int, institution: Int
  ) async throws -> Int {
    try await database.read(as: Scopes.institution(institution)) {
      try Programs.liveAwards(
        of: program.id, atMost: most, institution: institution, in: $0)
    }
  }
}
