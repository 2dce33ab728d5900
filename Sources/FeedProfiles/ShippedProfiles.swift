internal import Foundation

extension FeedProfile {
  /// The names of the profiles that belong to the program, in alphabetical order.
  public static var shippedNames: [String] {
    let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (files ?? []).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// The text of a profile that belongs to the program.
  ///
  /// - Throws: ``UnknownProfile`` when there is none of that name.
  public static func shipped(_ name: String) throws -> String {
    guard shippedNames.contains(name) else { throw UnknownProfile(name: name) }
    let file = folder.appendingPathComponent("\(name).yaml")
    return try String(contentsOf: file, encoding: .utf8)
  }

  private static var folder: URL {
    Bundle.module.bundleURL.appendingPathComponent("Profiles")
  }
}

/// There is no profile of that name in the program.
public struct UnknownProfile: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name that was asked for.
  public let name: String

  /// What there is instead.
  public var description: String {
    "there is no profile “\(name)”; there are \(FeedProfile.shippedNames.joined(separator: ", "))"
  }
}
