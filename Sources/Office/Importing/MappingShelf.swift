import Foundation
import Rosters

/// The mappings that files are read with by name: those that come with the program, and the
/// operator's own.
struct MappingShelf {
  /// No more of the operator's own are looked at for a list of names.
  private static let mostOwn = 500

  /// The folder of the operator's own; nil for none.
  let own: URL?

  /// The text of a mapping.
  ///
  /// - Throws: a refusal for a name that none has.
  func text(_ name: String) throws -> String {
    if let text = try ShippedMappings.text(name) { return text }
    if let text = ownText(name) { return text }
    throw Refusal(
      .invalid,
      "There is no mapping of this name here; \(try ShippedMappings.remedy(for: name)). One of your "
        + "own lies in the folder CONFERRAL_MAPPINGS_FOLDER.")
  }

  /// Those that read lists of notations, by name; what has mistakes is left out.
  func forNotations() throws -> [(name: String, summary: String)] {
    let names = try ShippedMappings.names()
    return (names + ownNames().filter { !names.contains($0) }).compactMap { name in
      guard case .file(let mapping)? = try? MappingFile(text(name)),
        mapping.purpose == .notations, mapping.lookups.isEmpty
      else { return nil }
      return (name, mapping.summary)
    }
  }

  private func ownNames() -> [String] {
    guard let own, let files = try? FileManager.default.contentsOfDirectory(atPath: own.path) else {
      return []
    }
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
      .prefix(Self.mostOwn).map { $0 }
  }

  /// A name is no path: nothing outside of the folder is read.
  private func ownText(_ name: String) -> String? {
    guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*/) != nil,
      let place = own?.appendingPathComponent("\(name).yaml")
    else { return nil }
    return try? String(contentsOf: place, encoding: .utf8)
  }
}

extension FilingCabinet {
  var mappingShelf: MappingShelf { MappingShelf(own: mappings) }
}

extension Office {
  /// The names of the mappings that read lists of notations, each with what it is for.
  public func notationMappings() throws -> [(name: String, summary: String)] {
    try mappingShelf.forNotations()
  }

  /// The text of a mapping of that name.
  ///
  /// - Throws: a refusal for a name that none has.
  public func mapping(_ name: String) throws -> String { try mappingShelf.text(name) }

  private var mappingShelf: MappingShelf { cabinet?.mappingShelf ?? MappingShelf(own: nil) }
}
