import Foundation

/// The mappings that come with the program, as files beside this folder.
public enum ShippedMappings {
  /// Their names, in order.
  ///
  /// Throws when the files that belong to the program cannot be read.
  public static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// The text of one; nil when there is none of that name.
  ///
  /// Throws when the files that belong to the program cannot be read.
  public static func text(_ name: String) throws -> String? {
    guard try names().contains(name) else { return nil }
    return try String(
      contentsOf: folder.appendingPathComponent("\(name).yaml"), encoding: .utf8)
  }

  /// What to do about a name that is none of theirs.
  ///
  /// Throws when the files that belong to the program cannot be read.
  public static func remedy(for name: String) throws -> String {
    Spelling.remedy(for: name, among: try names())
  }

  private static var folder: URL {
    Bundle.module.bundleURL.appendingPathComponent("Mappings")
  }
}
