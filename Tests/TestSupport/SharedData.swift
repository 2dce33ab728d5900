public import Foundation

/// The test data that lies beside the repository and is read in place.
public enum SharedData {
  /// The folder: the variable CONFERRAL_SHARED_DATA, else `../shared/data` seen from the package.
  public static var folder: URL? {
    let candidates = [
      ProcessInfo.processInfo.environment["CONFERRAL_SHARED_DATA"].map {
        URL(fileURLWithPath: $0, isDirectory: true)
      },
      package?.deletingLastPathComponent().appendingPathComponent("shared/data"),
    ]
    return candidates.compactMap { $0 }.first { isFolder($0) }
  }

  /// Whether the data is there: for `.enabled(if:)`.
  public static var isPresent: Bool { folder != nil }

  /// The contents of a file, such as `sis/canvas/users.csv`.
  public static func data(_ path: String) throws -> Data {
    guard let folder else { throw CocoaError(.fileNoSuchFile) }
    return try Data(contentsOf: folder.appendingPathComponent(path))
  }

  /// The badge samples, vectors and schemas; a path that is not there when the data is not.
  public static var openBadges: URL {
    (folder ?? URL(fileURLWithPath: "/nonexistent")).appendingPathComponent("openbadges")
  }

  /// The bytes of a file of ``openBadges``.
  public static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: openBadges.appendingPathComponent(path)))
  }

  /// Whether ``openBadges`` has the file.
  public static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: openBadges.appendingPathComponent(path).path)
  }

  /// The folder that holds Package.swift.
  static var package: URL? {
    var folder = URL(fileURLWithPath: #filePath)
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let manifest = folder.appendingPathComponent("Package.swift")
      if FileManager.default.fileExists(atPath: manifest.path) { return folder }
    }
    return nil
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
