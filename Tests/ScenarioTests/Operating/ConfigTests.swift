import Foundation
import Testing

@testable import conferral

/// `conferral config`, and how settings are read.
struct ConfigTests {
  private func settings(_ environment: [String: String]) async throws -> Settings {
    Settings(try await SettingSources(environment: environment))
  }

  private func shown(_ name: String, in settings: Settings) -> String? {
    settings.entries.first { $0.name == name }.map { "\($0.shown) (\($0.origin))" }
  }

  @Test func `the environment wins over the file and the file over the default`() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      """
      conferral:
        port: 8181
        workers: 3
        uploads: {max_megabytes: 7}
        oidc:
          issuer: https://login.example.edu
          client.id: conferral
          roles_claim: teams
      """, to: "settings.yaml")
    let settings = try await settings([
      "CONFERRAL_CONFIG": file.path, "CONFERRAL_PORT": "9000", "CONFERRAL_WORKERS": "",
    ])
    #expect(settings.mistakes == [])
    #expect(settings.strangers == [])
    #expect(settings.port == 9000)
    #expect(settings.workers == 3)
    #expect(settings.uploads.maxMegabytes == 7)
    #expect(settings.signIn?.rolesClaim == "teams")
    #expect(settings.sessionHours == 10)
    #expect(shown("CONFERRAL_PORT", in: settings) == "9000 (environment)")
    #expect(shown("CONFERRAL_WORKERS", in: settings) == "3 (file \(file.path))")
    #expect(shown("CONFERRAL_SESSION_HOURS", in: settings) == "10 (default)")
  }

  @Test func `a secret may lie in a file or with the credentials of systemd`() async throws {
    let folder = try TemporaryFolder()
    let key = try folder.write("from-a-file\n", to: "s3")
    try folder.write("from-a-credential\n", to: "credentials/CONFERRAL_OIDC_CLIENT_SECRET")
    try folder.write("host=db\n", to: "credentials/DATABASE_URL")
    let settings = try await settings([
      "CREDENTIALS_DIRECTORY": folder.url.appendingPathComponent("credentials").path,
      "CONFERRAL_S3_ENDPOINT": "https://s3.example.edu", "CONFERRAL_S3_BUCKET": "evidence",
      "CONFERRAL_S3_ACCESS_KEY": "from-the-environment", "CONFERRAL_S3_SECRET_KEY_FILE": key.path,
      "CONFERRAL_OIDC_ISSUER": "https://login.example.edu", "CONFERRAL_OIDC_CLIENT_ID": "conferral",
    ])
    #expect(settings.mistakes == [])
    #expect(settings.strangers == [])
    #expect(settings.databaseURL?.text == "host=db")
    #expect(settings.objectStore?.accessKey.text == "from-the-environment")
    #expect(settings.objectStore?.secretKey.text == "from-a-file")
    #expect(settings.signIn?.clientSecret?.text == "from-a-credential")
    var lines = "\(settings)"
    dump(settings, to: &lines)
    #expect(!lines.contains("from-"))
    #expect(!lines.contains("host=db"))
    #expect(shown("DATABASE_URL", in: settings) == "(set) (credential)")
  }

  @Test(arguments: [
    ("CONFERRAL_PORT", "0"), ("CONFERRAL_WORKERS", "many"), ("CONFERRAL_METRICS", "maybe"),
    ("CONFERRAL_UPLOADS_ZIP", "perhaps"), ("CONFERRAL_LOG_LEVEL", "loud"),
    ("CONFERRAL_CLAMAV", "localhost"), ("CONFERRAL_CLAMAV", ":3310"),
    ("CONFERRAL_OIDC_ISSUER", "example.edu"),
    ("CONFERRAL_OIDC_ISSUER", "https://user:tremendous@example.edu"),
    ("CONFERRAL_S3_ENDPOINT", "ftp://s3.example.edu"), ("CONFERRAL_OIDC_ROLES", "registrar"),
    ("CONFERRAL_S3_SECRET_KEY_FILE", "/nonexistent"), ("CONFERRAL_UPLOADS_MAX_MEGABYTES", "-1"),
    ("CONFERRAL_OIDC_REDIRECT", "/sign-in/callback"), ("CONFERRAL_BODY_MEGABYTES", "1e3"),
  ])
  func `what cannot be is a mistake that names the variable`(name: String, value: String)
    async throws
  {
    let settings = try await settings([name: value])
    #expect(settings.mistakes.count == 1)
    #expect(settings.mistakes[0].contains(name))
    #expect(!"\(settings.mistakes)\(settings.entries)".contains("tremendous"))
  }

  @Test func `half an object store and half a provider are mistakes`() async throws {
    let settings = try await settings([
      "CONFERRAL_S3_ENDPOINT": "https://s3.example.edu",
      "CONFERRAL_OIDC_ISSUER": "https://login.example.edu",
    ])
    #expect(settings.mistakes.count == 2)
    #expect(settings.objectStore == nil)
    #expect(settings.signIn == nil)
  }

  @Test(arguments: ["a: [", "- list", "conferral: {password: tremendous", "\u{0}"])
  func `a file that is no YAML is refused without its words`(text: String) async throws {
    let file = try TemporaryFolder().write(text, to: "settings.yaml")
    let folder = try TemporaryFolder()
    try folder.write(text, to: "settings.yaml")
    let path = folder.url.appendingPathComponent("settings.yaml").path
    let error = await #expect(throws: (any Error).self) {
      try await settings(["CONFERRAL_CONFIG": path])
    }
    #expect("\(try #require(error))".contains("CONFERRAL_CONFIG names \(path)"))
    #expect(!"\(try #require(error))".contains("tremendous"))
    _ = file
  }

  @Test func `the example holds every setting as it is declared`() async throws {
    let example = try String(
      contentsOf: Repository.folder.appendingPathComponent("deploy/conferral.env.example"),
      encoding: .utf8)
    let answer = try await CommandFolder().run(["config", "--example"])
    #expect(answer.said == example)
    // With every comment taken away it is a set of settings that is in order.
    var environment: [String: String] = [:]
    for line in example.split(separator: "\n") where line.hasPrefix("#CONFERRAL_") {
      let pair = line.dropFirst().split(separator: "=", maxSplits: 1).map(String.init)
      if !pair[0].hasSuffix("_FILE"), pair[0] != "CONFERRAL_CONFIG" {
        environment[pair[0]] = pair[1]
      }
    }
    environment["CONFERRAL_S3_ACCESS_KEY"] = "a"
    environment["CONFERRAL_S3_SECRET_KEY"] = "b"
    let settings = try await settings(environment)
    #expect(settings.mistakes == [])
    #expect(settings.strangers == [])
    #expect(settings.signIn?.roles.contains("advisor@ENG") == true)
  }
}

/// The subcommand as a process.
@Suite(.enabled(if: Daemon.isPresent)) struct ConfigCommandTests {
  @Test func `config prints what holds without secrets and opens nothing`() async throws {
    let folder = try CommandFolder()
    let answer = try await folder.run(
      ["config"], ["CONFERRAL_PORT": "8099", "DATABASE_URL": "host=db password=tremendous"])
    #expect(answer.status == 0)
    #expect(answer.said.contains("CONFERRAL_PORT = 8099  (environment)"))
    #expect(answer.said.contains("DATABASE_URL = (set)  (environment)"))
    #expect(!answer.said.contains("tremendous"))
    #expect(
      !FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("postgres").path))
  }

  @Test func `check names what is unknown and ends with a failure`() async throws {
    let folder = try CommandFolder()
    let file = folder.url.appendingPathComponent("settings.yaml")
    try "conferral: {prt: 8080}\n".write(to: file, atomically: true, encoding: .utf8)
    let answer = try await folder.run(
      ["config", "--check"], ["CONFERRAL_CONFIG": file.path, "CONFERRAL_HOTS": "localhost"])
    #expect(answer.status == 1)
    #expect(answer.said.contains("CONFERRAL_HOTS is not a setting"))
    #expect(answer.said.contains("conferral.prt is not a setting"))
  }
}
