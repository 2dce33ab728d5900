import Foundation

/// A foreign program that a test needs. In CI it must be there.
enum Peer {
  static let isCI = ProcessInfo.processInfo.environment["CI"] == "true"

  static func path(_ candidates: [String]) -> String? {
    candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  struct Missing: Error, CustomStringConvertible {
    var description: String
  }
}
