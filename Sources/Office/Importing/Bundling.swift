import Filing
public import Foundation
import Logging
import Postgres
import Rosters
import Storage

/// A bundle that is to be imported, and how.
public struct BundleOrder: Sendable {
  /// The mapping as it is written.
  public var mapping: String
  /// The zip, or the folder.
  public var bundle: URL
  /// What it is called in lists.
  public var title: String
  /// Files that the mapping looks values up in, by their names; others are looked for in the
  /// bundle.
  public var lookups: [URL]
  /// Whether nothing is to be written.
  public var isDryRun: Bool
  /// Whether one row that cannot go in keeps all from going in.
  public var isAllOrNothing: Bool
  /// Whether files that were imported before are read again.
  public var isRepeated: Bool

  /// Makes an order.
  public init(
    mapping: String, bundle: URL, lookups: [URL] = [], isDryRun: Bool = false,
    isAllOrNothing: Bool = false, isRepeated: Bool = false
  ) {
    self.mapping = mapping
    self.bundle = bundle
    title = bundle.lastPathComponent
    self.lookups = lookups
    self.isDryRun = isDryRun
    self.isAllOrNothing = isAllOrNothing
    self.isRepeated = isRepeated
  }
}

/// What became of a bundle.
public struct BundleReport: Sendable {
  /// What is odd about the bundle and was passed over, in sentences.
  public var notices: [String] = []
  /// Each reading of a file, in order, and what became of its rows.
  public var files: [(name: String, report: ImportReport)] = []
}

extension Office {
  /// Imports a bundle of files through a mapping.
  ///
  /// Everything is held against its manifest, and every header is read, before anything is
  /// written. Then each file goes in a batch at a time; a run that was interrupted goes on where
  /// it stopped, and a file that is as it was the last time changes nothing. Throws mistakes of
  /// the mapping, and refusals that name the file.
  public func importBundle(
    _ order: BundleOrder, to institution: Int, by actor: String,
    progress: @escaping @Sendable (_ file: String, ImportReport) -> Void = { _, _ in }
  ) async throws -> BundleReport {
    let bundle = try OpenBundle(order)
    let sources = try bundle.sources()
    var report = BundleReport(notices: bundle.plan.notices)
    if order.isDryRun || order.isAllOrNothing {
      var new: [ImportSource] = []
      for source in sources {
        if !order.isRepeated, try await isKnown(source, to: institution) { continue }
        new.append(source)
      }
      let reports = try await importAtOnce(
        new, isDryRun: order.isDryRun, institution, actor
      ) { progress($0.name, $1) }
      let byName = Dictionary(zip(new.map(\.name), reports)) { first, _ in first }
      report.files = sources.map { ($0.name, byName[$0.name] ?? .ofKnownFile) }
      return report
    }
    report.files = try await importEach(
      sources, isRepeated: order.isRepeated, institution, actor, progress)
    return report
  }

  /// Imports one file after the other, each a batch at a time.
  func importEach(
    _ sources: [ImportSource], isRepeated: Bool, _ institution: Int, _ actor: String,
    _ progress: @escaping @Sendable (_ file: String, ImportReport) -> Void
  ) async throws -> [(name: String, report: ImportReport)] {
    var files: [(name: String, report: ImportReport)] = []
    for source in sources {
      if !isRepeated, try await isKnown(source, to: institution) {
        files.append((source.name, .ofKnownFile))
        continue
      }
      let name = source.name
      let done = try await importByBatches(source, institution, actor) { progress(name, $0) }
      files.append((name, done))
    }
    // Rows that waited for a later file went in with it.
    for index in files.indices {
      guard let run = files[index].report.run else { continue }
      let kept = try await database.read(as: Scopes.institution(institution)) {
        try Imports.kept(of: run, limit: 20, institution: institution, in: $0)
      }
      files[index].report.keptCount = kept.count
      files[index].report.kept = kept.first
    }
    return files
  }
}
