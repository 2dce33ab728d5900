/// The manifest of a bundle: properties and their values, among them for each file whether it is
/// there (OneRoster CSV binding 1.1 and 1.2, `manifest.csv`).
public struct BundleManifest: Hashable, Sendable {
  /// What the bundle holds of a file.
  public enum Mode: String, Sendable {
    /// All of its rows.
    case bulk
    /// The rows that changed.
    case delta
    /// Nothing.
    case absent
  }

  private var properties: [String: String] = [:]

  /// Reads a manifest with the columns `propertyName` and `value`.
  ///
  /// - Throws: ``RosterFileError`` when it has no such columns.
  public init(_ bytes: [UInt8]) throws(RosterFileError) {
    var format = Mapping.Format()
    format.ignoresCase = true
    var table = TableReader(format)
    table.feed(bytes)
    table.finish()
    var row = CSVRow()
    var places: [Int?]?
    while try table.next(into: &row) {
      if places == nil {
        places = try table.indices(of: ["propertyName", "value"], in: "the manifest")
      }
      guard row.fault == nil, let name = places?.first ?? nil, let value = places?.last ?? nil,
        name < row.count
      else { continue }
      properties[row[name].trimmingBlanks.lowercased()] =
        value < row.count ? row[value].trimmingBlanks : ""
    }
  }

  /// The value of a property; nil when it has none.
  public subscript(property: String) -> String? {
    properties[property.lowercased()].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// What it says of a file; nil when it says nothing that can be understood.
  public func mode(of file: String) -> Mode? {
    let stem = file.lowercased().hasSuffix(".csv") ? String(file.dropLast(4)) : file
    return self["file.\(stem)"].flatMap { Mode(rawValue: $0.lowercased()) }
  }

  /// Whether it has a word about the file, be it an empty one.
  func names(_ file: String) -> Bool {
    properties["file.\(file.lowercased().dropLast(4))"] != nil
  }

  /// The files that it says are there, in lower case.
  var declared: [String] {
    properties.keys.filter { $0.hasPrefix("file.") }.map { $0.dropFirst(5) + ".csv" }
      .filter { [.bulk, .delta].contains(mode(of: $0)) }.sorted()
  }
}
