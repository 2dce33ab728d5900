import Foundation

/// Where `initdb` and `postgres` of one version are.
public struct Binaries: Sendable, Hashable {
  /// The folder that holds both.
  public let folder: String
  /// The major version, such as 15.
  public let majorVersion: Int

  /// The oldest version that is good enough.
  public static let oldestVersion = 15

  /// Finds PostgreSQL: in the folder given, else the newest of Debian's folders, else on the PATH;
  /// throws where none is found or it is older than 15.
  public static func find(in folder: String? = nil) throws -> Binaries {
    if let folder { return try checked(folder) }
    for folder in installedFolders() + pathFolders() {
      if let binaries = try? checked(folder) { return binaries }
    }
    throw ClusterError(
      "PostgreSQL \(oldestVersion) or newer was not found: install it (Debian: "
        + "apt-get install postgresql) or name the folder that holds initdb and postgres")
  }

  private static func checked(_ folder: String) throws -> Binaries {
    for name in ["initdb", "postgres"]
    where !FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
      throw ClusterError("\(folder)/\(name) is not there or cannot be run")
    }
    guard let version = version(of: "\(folder)/postgres") else {
      throw ClusterError("\(folder)/postgres does not tell its version")
    }
    guard version >= oldestVersion else {
      throw ClusterError("\(folder) holds PostgreSQL \(version); \(oldestVersion) is needed")
    }
    return Binaries(folder: folder, majorVersion: version)
  }

  /// "postgres (PostgreSQL) 15.18 (Debian …)" → 15.
  private static func version(of postgres: String) -> Int? {
    guard let output = try? Subprocess.output([postgres, "--version"]).text,
      let word = output.split(separator: " ").dropFirst(2).first
    else { return nil }
    return Int(word.prefix { $0.isNumber })
  }

  private static func installedFolders() -> [String] {
    let root = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return versions.compactMap { Int($0) }.sorted(by: >).map { "\(root)/\($0)/bin" }
  }

  private static func pathFolders() -> [String] {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let folders = path.split(separator: ":").filter { $0.hasPrefix("/") }.map(String.init)
    // A link on the PATH often leads to the real folder, where the share files are found.
    let real = folders.compactMap { folder -> String? in
      let link = URL(fileURLWithPath: "\(folder)/postgres").resolvingSymlinksInPath()
      return link.deletingLastPathComponent().path
    }
    return real + folders
  }
}
