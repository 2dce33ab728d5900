import Configuration
import Foundation
import Office
import Synchronization
import SystemPackage

/// Where settings are looked for: environment variables, for secrets also files of their own and the
/// credentials of systemd, and the YAML file that CONFERRAL_CONFIG names; the first one wins.
struct SettingSources: Sendable {
  /// A text, and where it stands in words.
  struct Found: Sendable {
    let text: String
    let origin: String
  }

  let environment: [String: String]
  private let file: SettingsFile?

  /// Reads the YAML file, if one is named; throws a refusal when it cannot be read.
  init(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) async throws {
    self.environment = environment
    let name = environment["CONFERRAL_CONFIG"] ?? ""
    file = name.isEmpty ? nil : try await SettingsFile(name)
  }

  /// The text of a setting; an empty variable is as good as none.
  func find(_ name: String) -> Found? {
    inEnvironment(name) ?? file?.find(name)
  }

  /// The text of a secret, which may also lie in the file that another variable names, or with
  /// systemd's credentials under the setting's name; throws a sentence when a file cannot be read.
  func findSecret(_ name: String, file variable: String) throws -> Found? {
    if let found = inEnvironment(name) { return found }
    if let path = find(variable) {
      return Found(text: try secret(in: path.text, variable), origin: "file \(path.text)")
    }
    if let folder = environment["CREDENTIALS_DIRECTORY"], !folder.isEmpty {
      let path = "\(folder)/\(name)"
      if FileManager.default.fileExists(atPath: path) {
        return Found(text: try secret(in: path, "The credential \(name)"), origin: "credential")
      }
    }
    return file?.find(name)
  }

  /// Variables that look like settings, and keys of the file, that no setting has; as sentences.
  func strangers(to known: Set<String>) -> [String] {
    let variables = environment.keys.filter { $0.hasPrefix("CONFERRAL_") && !known.contains($0) }
    let keys = file?.keys(except: known) ?? []
    return variables.sorted().map { "\($0) is not a setting: `conferral config` lists them all." }
      + keys.map {
        "\(file?.name ?? ""): \($0) is not a setting: `conferral config` lists them all."
      }
  }

  private func inEnvironment(_ name: String) -> Found? {
    guard let text = environment[name], !text.isEmpty else { return nil }
    return Found(text: text, origin: "environment")
  }

  private func secret(in path: String, _ place: String) throws -> String {
    guard let handle = FileHandle(forReadingAtPath: path),
      let data = try? handle.read(upToCount: 65_536),
      let text = String(data: data, encoding: .utf8)
    else {
      throw Refusal(
        .invalid,
        "\(place) names \(path), which cannot be read as text: check that it is there, and that the "
          + "user may read it.")
    }
    let secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !secret.isEmpty else {
      throw Refusal(.invalid, "\(place) names \(path), which is empty: write the secret into it.")
    }
    return secret
  }
}

/// The YAML file of settings. A key is a variable's name in small letters, with a dot or a level of
/// nesting where the variable has an underscore; in any other spelling it means the same.
private struct SettingsFile: Sendable {
  let name: String
  private let reader: ConfigReader
  /// The keys as they are written, by the variables that they mean.
  private let written: [String: String]

  init(_ name: String) async throws {
    self.name = name
    let keys = Keys()
    let everything = YAMLSnapshot.ParsingOptions(
      secretsSpecifier: .dynamic { key, _ in
        keys.all.withLock { _ = $0.insert(key) }
        return true
      })
    do {
      reader = ConfigReader(
        provider: try await FileProvider<YAMLSnapshot>(
          parsingOptions: everything, filePath: FilePath(name)))
    } catch {
      // Not the parser's words: they may quote a line that holds a secret.
      throw Refusal(
        .invalid,
        "CONFERRAL_CONFIG names \(name), which cannot be read as YAML: check that it is there, that "
          + "the user may read it, and that it is a mapping of settings.")
    }
    written = Dictionary(
      keys.all.withLock { $0 }.sorted().map { (Self.variable($0), $0) },
      uniquingKeysWith: { a, _ in a })
  }

  func find(_ variable: String) -> SettingSources.Found? {
    guard let key = written[variable].map({ ConfigKey($0) }) else { return nil }
    let text =
      reader.string(forKey: key, isSecret: true)
      ?? reader.stringArray(forKey: key, isSecret: true)?.joined(separator: ",")
    guard let text, !text.isEmpty else { return nil }
    return SettingSources.Found(text: text, origin: "file \(name)")
  }

  func keys(except known: Set<String>) -> [String] {
    written.filter { !known.contains($0.key) }.map(\.value).sorted()
  }

  private static func variable(_ key: String) -> String {
    String(key.uppercased().map { ".- ".contains($0) ? "_" : $0 })
  }

  private final class Keys: Sendable {
    let all = Mutex<Set<String>>([])
  }
}
