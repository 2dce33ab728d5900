import Filing
import Foundation
import Rosters

/// A zip or a folder whose files are held against a mapping and the bundle's manifest.
struct OpenBundle {
  let plan: BundlePlan
  private let order: BundleOrder
  private let contents: [String: RosterContent]

  /// Throws mistakes of the mapping, and a refusal when the bundle is not what it should be.
  init(_ order: BundleOrder) throws {
    self.order = order
    let mapping = try BundleMapping(order.mapping)
    do {
      let files = try OpenBundle.contents(of: order.bundle)
      let manifest = try mapping.manifestFile.flatMap { file in
        let name = files.keys.first { $0.lowercased() == file.lowercased() }
        return try name.flatMap { try files[$0]?.small($0) }
      }
      contents = files
      plan = try BundlePlan(
        mapping, names: Array(files.keys), manifest: manifest.map { try BundleManifest($0) })
    } catch let error as FilingError {
      throw Refusal(
        .unreadableFile, "\(order.title): \(error.description)")
    } catch let error as RosterFileError {
      throw Refusal(.unreadableFile, "\(order.title): \(error)")
    }
  }

  /// The files to read, each with its lookups loaded and its header checked.
  func sources() throws -> [ImportSource] {
    var seen = Set<String>()
    return try plan.readings.map { reading in
      let path = "\(order.title)/\(reading.file)"
      let name = reading.part.purpose.map { "\(path) (\($0))" } ?? path
      guard let content = contents[reading.file] else {
        throw Refusal(.unreadableFile, "\(path) is not there any more.")
      }
      do {
        let source = try ImportSource(
          reading.part.mapping, content, name: name,
          hashed: "\(order.mapping)\n\(reading.part.title)", isBundled: true,
          isReadAgain: !seen.insert(reading.file).inserted, lookup: lookup)
        try source.checkHeader()
        return source
      } catch let error as RosterFileError {
        throw Refusal(.unreadableFile, "\(name): \(error); nothing of the bundle was imported")
      }
    }
  }

  private func lookup(
    _ lookup: Mapping.Lookup
  ) throws -> (content: RosterContent?, isDelta: Bool) {
    if let given = order.lookups.first(where: { $0.lastPathComponent == lookup.file }) {
      return (.file(given), false)
    }
    let (name, isDelta) = try plan.file(for: lookup)
    if let name { return (contents[name], isDelta) }
    guard lookup.isLenient(isDelta: isDelta) else {
      throw RosterFileError.notGiven(lookup)
    }
    return (nil, isDelta)
  }

  /// The CSV files by their names.
  private static func contents(of bundle: URL) throws -> [String: RosterContent] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: bundle.path, isDirectory: &isFolder) else {
      throw Refusal(.unreadableFile, "\(bundle.path) is not there.")
    }
    guard isFolder.boolValue else {
      let archive = try ZipArchive(bundle.resolvingSymlinksInPath())
      return Dictionary(
        archive.entries.map { ($0.name, RosterContent.zipped(archive, $0)) }
      ) { first, _ in first }
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: bundle.path)
    let files = names.filter { $0.lowercased().hasSuffix(".csv") && !$0.hasPrefix(".") }
    return Dictionary(
      files.map { ($0, RosterContent.file(bundle.appendingPathComponent($0))) }
    ) { first, _ in first }
  }
}
