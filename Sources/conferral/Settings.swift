import Configuration
import Foundation
import Logging
import Office
import SystemPackage

/// What the operator set, from environment variables and, where CONFERRAL_CONFIG names one, a YAML
/// file; the environment wins.
struct Settings: Sendable {
  /// The connection string of a PostgreSQL elsewhere; nil for the private one.
  let databaseURL: String?
  /// Where the private PostgreSQL and the keys live.
  let folder: URL
  /// Where the private signing keys live.
  let keys: URL
  /// Where the daemon listens.
  let host: String
  /// The port it listens on.
  let port: Int
  /// How many batches of a daemon run at the same time.
  let workers: Int
  /// The largest number of connections to the database.
  let connections: Int
  /// How often everything is decided again.
  let sweepHours: Int
  /// Evidence files.
  let uploads: UploadSettings
  /// The object store for evidence files; nil for the folder.
  let objectStore: ObjectStoreSettings?
  /// How much is logged.
  let logLevel: Logger.Level

  init() async throws {
    let environment = EnvironmentVariablesProvider(
      secretsSpecifier: .specific(["DATABASE_URL"]))
    var providers: [any ConfigProvider] = [environment]
    if let file = ProcessInfo.processInfo.environment["CONFERRAL_CONFIG"] {
      providers.append(
        try await FileProvider<YAMLSnapshot>(filePath: .init(file)))
    }
    let config = ConfigReader(providers: providers)
    databaseURL = config.string(forKey: "database.url", isSecret: true)
    let home = ProcessInfo.processInfo.environment["HOME"] ?? "/var/lib"
    let standard = geteuid() == 0 ? "/var/lib/conferral" : "\(home)/.local/share/conferral"
    folder = URL(
      fileURLWithPath: config.string(forKey: "conferral.folder", default: standard),
      isDirectory: true)
    keys = URL(
      fileURLWithPath: config.string(
        forKey: "conferral.keys", default: folder.appendingPathComponent("keys").path),
      isDirectory: true)
    host = config.string(forKey: "conferral.host", default: "127.0.0.1")
    func number(_ key: ConfigKey, _ range: ClosedRange<Int>, default standard: Int) throws -> Int {
      guard let text = config.string(forKey: key) else { return standard }
      guard let number = Int(text), range.contains(number) else {
        let name = key.components.joined(separator: "_").uppercased()
        throw Refusal(
          .invalid, "\(name) is a number from \(range.lowerBound) to \(range.upperBound).")
      }
      return number
    }
    port = try number("conferral.port", 1...65_535, default: 8080)
    workers = try number("conferral.workers", 1...64, default: 2)
    connections = max(workers + 2, try number("conferral.connections", 1...1_000, default: 8))
    sweepHours = try number("conferral.sweep.hours", 1...8_760, default: 24)
    uploads = try UploadSettings(config, in: folder)
    objectStore = try ObjectStoreSettings(config)
    let level = config.string(forKey: "conferral.log.level", default: "info")
    guard let logLevel = Logger.Level(rawValue: level) else {
      let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal(.invalid, "CONFERRAL_LOG_LEVEL is one of \(levels).")
    }
    self.logLevel = logLevel
  }
}
