import Foundation
import Office
import Storage
import TestSupport

/// The Python verifier kept beside the test data, run with the interpreter that
/// CONFERRAL_VERIFIER_PYTHON names.
enum IndependentVerifier {
  static let python = ProcessInfo.processInfo.environment["CONFERRAL_VERIFIER_PYTHON"]
  static let script = SharedData.folder?
    .appendingPathComponent("../tools/verifier/verify_badge.py").standardized

  static let isPresent =
    python != nil && script.map { FileManager.default.fileExists(atPath: $0.path) } ?? false

  /// Lays out the issuer's host in a folder and runs the verifier on a badge.
  static func judge(
    _ badge: PublishedBadge, of campus: Campus, email: String
  ) async throws -> (status: Int32, text: String) {
    let folder = try TemporaryFolder()
    let office = campus.office
    try folder.write(
      Data(try await office.didDocument(of: campus.institution)),
      to: "host/.well-known/did.json")
    if let list = try await office.statusList(badge.list, of: campus.institution) {
      try folder.write(Data(list.bytes), to: "host/status/\(badge.list)")
    }
    var maps: [String] = []
    let suspensions = try await office.statusList(badge.list, .suspension, of: campus.institution)
    if let suspensions {
      let list = try folder.write(Data(suspensions.bytes), to: "suspensions.json")
      maps = [
        "--url-map", "\(campus.institution.site)/status/\(badge.list)/suspension=\(list.path)",
      ]
    }
    let file = try folder.write(Data(badge.document), to: "badge.json")
    let host = folder.url.appendingPathComponent("host").path
    let data = SharedData.folder?.appendingPathComponent("openbadges")
    let site = campus.institution.site
    return try await Execution.run(
      python ?? "",
      [
        script?.path ?? "", file.path, "--offline-contexts", "\(data?.path ?? "")/contexts",
        "--schemas", "\(data?.path ?? "")/schemas",
        "--did-web-map", "\(site.dropFirst("https://".count))=\(host)",
        "--url-map", "\(site)=\(host)", "--max-credits", "11", "--profile", "1edtech",
        "--schema", "both", "--email", email,
      ] + maps)
  }
}
