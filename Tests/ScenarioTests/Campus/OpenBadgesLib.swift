import Foundation
import Office
import Storage
import TestSupport

/// A second verifier that shares no code with ours, a package of Python, run with the interpreter
/// that CONFERRAL_PEERS_PYTHON names. It fetches nothing: what the issuer's host would answer lies
/// in a folder.
enum OpenBadgesLib {
  static let python = ProcessInfo.processInfo.environment["CONFERRAL_PEERS_PYTHON"]

  static let isPresent = python.map { FileManager.default.isExecutableFile(atPath: $0) } ?? false

  /// What the verifier says of a badge; "valid" where it has no complaint. The proof of the status
  /// list is verified with the same key.
  static func judge(_ badge: PublishedBadge, of campus: Campus) async throws -> String {
    let folder = try TemporaryFolder()
    let (office, institution) = (campus.office, campus.institution)
    var answers: [String: String] = [:]
    func publish(_ document: [UInt8], at address: String) throws {
      answers[address] = try folder.write(Data(document), to: "answer-\(answers.count)").path
    }
    try publish(
      try await office.didDocument(of: institution),
      at: institution.site + office.didPath(of: institution))
    for (purpose, path) in [(StatusListPurpose.revocation, ""), (.suspension, "/suspension")] {
      if let list = try await office.statusList(badge.list, purpose, of: institution) {
        try publish(list.bytes, at: "\(institution.site)/status/\(badge.list)\(path)")
      }
    }
    let file = try folder.write(Data(badge.document), to: "badge.json")
    let map = try folder.write(JSONSerialization.data(withJSONObject: answers), to: "answers.json")
    let code = try folder.write(Data(script.utf8), to: "judge.py")
    let (status, text) = try await Execution.run(python ?? "", [code.path, file.path, map.path])
    return status == 0 ? text.trimmingCharacters(in: .whitespacesAndNewlines) : "crash: \(text)"
  }

  private static let script = """
    import json, sys
    from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError
    from openbadgeslib.ob3 import resolve_verification_method, verify_data_integrity_proof

    text = open(sys.argv[1], "rb").read()
    answers = json.load(open(sys.argv[2]))

    def download(url, *args, **options):
        return open(answers[url], "rb").read()

    badge = json.loads(text)
    verifier = OB3LdpVerifier.for_issuer_did(badge["issuer"]["id"])
    try:
        verifier.verify(
            text, check_status=True, download=download, verify_status_list=False)
        key = resolve_verification_method(
            badge["proof"][0]["verificationMethod"], download=download)
        for embedded in badge.get("endorsement", []):
            verify_data_integrity_proof(embedded, key)
        status = json.loads(download(badge["credentialStatus"]["statusListCredential"]))
        verify_data_integrity_proof(status, key)
        print("valid")
    except OB3VerificationError as refusal:
        print(refusal)
    """
}
