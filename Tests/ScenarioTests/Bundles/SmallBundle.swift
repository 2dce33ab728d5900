import Foundation
import Office
import Rosters
import Storage

/// A bundle of files that a test writes down.
struct SmallBundle {
  var files: [String: String]

  /// A OneRoster bundle whose manifest says of each file that it is in this mode.
  static func oneRoster(
    _ version: String = "1.2", mode: String = "bulk", _ files: [String: String]
  ) -> SmallBundle {
    var bundle = SmallBundle(files: files)
    let names = [
      "academicSessions", "classes", "courses", "enrollments", "lineItems", "results", "roles",
      "users",
    ]
    let lines = names.map { "file.\($0),\(files["\($0).csv"] == nil ? "absent" : mode)\n" }
    bundle.files["manifest.csv"] =
      "propertyName,value\noneroster.version,\(version)\n" + lines.joined()
    return bundle
  }

  /// As a folder in a campus.
  func folder(in campus: Campus) throws -> URL {
    let name = UUID().uuidString
    for (file, text) in files { try campus.folder.write(text, to: "\(name)/\(file)") }
    return campus.folder.url.appendingPathComponent(name)
  }

  /// As a zip, made by the archiver of the standard library of Python.
  func zip(in campus: Campus) throws -> URL {
    let folder = try folder(in: campus)
    let file = campus.folder.url.appendingPathComponent("\(folder.lastPathComponent).zip")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let names = files.keys.sorted()
    process.arguments = ["python3", "-m", "zipfile", "-c", file.path] + names
    process.currentDirectoryURL = folder
    try process.run()
    process.waitUntilExit()
    return file
  }
}

extension Campus {
  /// Imports a bundle through a mapping that comes with the program.
  @discardableResult func bundle(
    _ mapping: String, _ bundle: URL, lookups: [URL] = [], isDryRun: Bool = false,
    isAllOrNothing: Bool = false, isRepeated: Bool = false
  ) async throws -> BundleReport {
    try await office.importBundle(
      BundleOrder(
        mapping: ShippedMappings.text(mapping) ?? "", bundle: bundle, lookups: lookups,
        isDryRun: isDryRun, isAllOrNothing: isAllOrNothing, isRepeated: isRepeated),
      to: id, by: "test")
  }

  @discardableResult func bundle(
    _ mapping: String, _ bundle: SmallBundle, lookups: [URL] = [], isDryRun: Bool = false,
    isAllOrNothing: Bool = false, isRepeated: Bool = false
  ) async throws -> BundleReport {
    try await self.bundle(
      mapping, bundle.folder(in: self), lookups: lookups, isDryRun: isDryRun,
      isAllOrNothing: isAllOrNothing, isRepeated: isRepeated)
  }

  /// A table of the institution's own: `code,program` and other such files.
  func table(_ name: String, _ text: String) throws -> URL {
    try folder.write(text, to: "\(UUID().uuidString)/\(name)")
  }
}

extension BundleReport {
  /// The reasons of the rows that were kept, by reading: `users.csv: 3 id-conflict`.
  var aside: [String] {
    files.flatMap { name, report in
      report.kept.map { kept in
        let file = name.split(separator: "/").last ?? ""
        return "\(file) \(kept.line): \(kept.code)\(kept.column.map { " \($0)" } ?? "")"
      }
    }
  }

  /// What was written by all files together.
  var written: Int {
    files.map { $0.report.counts.created + $0.report.counts.amended }.reduce(0, +)
  }
}
