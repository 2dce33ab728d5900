import Foundation
import Microcredentials
import Postgres
import ProgramFiles
import Storage

/// The catalogues of the institutions as they were last read. Whether one is still right is asked
/// each time, which is cheap; files are read only where a version changed.
actor CatalogueShelf {
  private struct Kept {
    let state: State
    let catalogue: Catalogue
    /// What the files say, by version and by the mark of its row.
    let texts: [String: ProgramVersion]
  }

  /// What a catalogue depends on: the rows, and the day, on which a version may come into force.
  private struct State: Hashable {
    let fingerprint: String
    let today: Day
  }

  /// How many files one query brings.
  private static let filesAtOnce = 100

  private var kept: [Int: Kept] = [:]
  private var reading: [Int: (state: State, task: Task<Kept, any Error>)] = [:]

  func catalogue(of institution: Int, by office: Office) async throws -> Catalogue {
    let state = try await office.database.read(as: Scopes.institution(institution)) {
      State(
        fingerprint: try Programs.fingerprint(of: institution, in: $0),
        today: try Institutions.now(of: institution, at: office.clock?(), in: $0).1)
    }
    if let kept = kept[institution], kept.state == state { return kept.catalogue }
    if let (begun, task) = reading[institution], begun == state {
      return try await task.value.catalogue
    }
    let known = kept[institution]?.texts ?? [:]
    // Not bound to the request that happened to come first: others wait for it too.
    let task = Task.detached {
      try await Self.read(state, known, of: institution, by: office)
    }
    reading[institution] = (state, task)
    defer { if reading[institution]?.state == state { reading[institution] = nil } }
    let fresh = try await task.value
    kept[institution] = fresh
    return fresh.catalogue
  }

  private static func read(
    _ state: State, _ known: [String: ProgramVersion], of institution: Int, by office: Office
  ) async throws -> Kept {
    let rows = try await office.database.read(as: Scopes.institution(institution)) {
      try Programs.published(of: institution, in: $0)
    }
    let programs = Dictionary(grouping: rows, by: \.program).values
    let currents = programs.map { current(of: $0, on: state.today) }
    let keys = Set(currents.map(\.key))
    var texts = known.filter { keys.contains($0.key) }
    let missing = currents.filter { texts[$0.key] == nil }
    for start in stride(from: 0, to: missing.count, by: filesAtOnce) {
      let part = missing[start..<min(start + filesAtOnce, missing.count)]
      let files = try await office.database.read(as: Scopes.institution(institution)) {
        try Programs.versions(part.map(\.version), of: institution, in: $0)
      }
      let sources = Dictionary(uniqueKeysWithValues: files.map { ($0.id, $0.source) })
      for row in part {
        guard let source = sources[row.version] else { continue }
        texts[row.key] = try ProgramFile.read(source.utf8, name: row.code).version
      }
    }
    let all = zip(programs, currents).compactMap { rows, current in
      texts[current.key].map { CatalogueProgram(rows, current, $0) }
    }
    return Kept(state: state, catalogue: Catalogue(all), texts: texts)
  }

  /// The version that an enrollment of the day gets: the latest in force, or else the first to be.
  private static func current(
    of rows: [Programs.Published], on today: Day
  ) -> Programs.Published {
    rows.first { $0.from.map { $0 <= today } ?? true } ?? rows[rows.count - 1]
  }
}

extension Programs.Published {
  fileprivate var key: String { "\(version.text) \(mark)" }
}

extension CatalogueProgram {
  fileprivate init(
    _ rows: [Programs.Published], _ current: Programs.Published, _ text: ProgramVersion
  ) {
    self.init(
      id: current.program, code: current.code, state: State(rawValue: current.state) ?? .retired,
      versions: rows.map { Version($0) }, current: Version(current), text: text)
  }
}

extension CatalogueProgram.Version {
  fileprivate init(_ row: Programs.Published) {
    self.init(
      id: row.version, label: row.label, from: row.from, recordedAt: row.recordedAt,
      credits: row.least...max(row.least, row.most))
  }
}
