import Foundation

/// Test data kept beside the repository, not in it.
enum SharedData {
  static let openBadges: URL = {
    let variable = ProcessInfo.processInfo.environment["CONFERRAL_SHARED_DATA"]
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let base = variable.map { URL(filePath: $0) } ?? root.appending(path: "../shared/data")
    return base.appending(path: "openbadges")
  }()

  static let isPresent = FileManager.default.fileExists(atPath: openBadges.path)

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: openBadges.appending(path: path)))
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: openBadges.appending(path: path).path)
  }
}
