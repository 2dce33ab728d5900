import Foundation

/// Files that tests read in place: those of this package, and the shared test data beside it.
enum SharedData {
  static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["CONFERRAL_SHARED_DATA"] {
      return URL(filePath: path)
    }
    return package.appending(path: "../shared/data").standardized
  }()

  static var hasOULAD: Bool { exists("oulad/courses.csv.xz") }
  static var hasSIS: Bool { exists("sis/SOURCES.md") }

  private static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: path).path)
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: path)))
  }

  /// A file of this package as text.
  static func text(_ path: String) throws -> String {
    try String(contentsOf: package.appending(path: path), encoding: .utf8)
  }

  /// The unpacked bytes of a table of the Open University dataset.
  static func oulad(_ table: String) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["xz", "-dc", folder.appending(path: "oulad/\(table).csv.xz").path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return [UInt8](data)
  }
}
