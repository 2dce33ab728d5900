import Filing
import Foundation
import Logging
import Postgres
import Storage

/// Uploads leave the quarantine, or stay out of use. Any number of daemons may do this.
extension Office {
  /// Scans one upload that is due at any institution; false when none was. A scanner that does not
  /// answer is asked again later: nothing is clean by default.
  public func scanNext() async throws -> Bool {
    guard let cabinet, let scanner = cabinet.scanner else { return false }
    for institution in try await institutions() {
      let scope = Scopes.institution(institution.id)
      // The claim is committed before anything leaves the house.
      let due = try await database.write(as: scope) {
        try Uploads.takeUp(of: institution.id, in: $0)
      }
      guard let due, let id = ContentID(bytes: due.sha256) else { continue }
      do {
        let file = try await cabinet.spool.receive(cabinet.store.get(id))
        defer { file.discard() }
        try await settle(id, scanner.scan(file), of: institution.id)
      } catch let error as FilingError {
        logger.warning(
          "an upload could not be scanned; it will be tried again",
          metadata: ["upload": "\(id)", "error": "\(error)"])
        let wait = 1 << min(due.attempts, 9)
        try await database.write(as: scope) {
          try Uploads.putOff(id.bytes, seconds: wait, of: institution.id, in: $0)
        }
      }
      return true
    }
    return false
  }

  private func settle(
    _ id: ContentID, _ verdict: ClamAV.Verdict, of institution: Int
  ) async throws {
    let actor = daemonActor
    try await database.write(as: Scopes.institution(institution)) { transaction in
      switch verdict {
      case .clean:
        _ = try Uploads.settle(
          id.bytes, as: .clean, finding: nil, of: institution, in: transaction)
      case .infected(let signature):
        guard
          try Uploads.settle(
            id.bytes, as: .infected, finding: signature, of: institution, in: transaction)
        else { return }
        let submissions = try Uploads.submissions(
          with: id.bytes, of: institution, in: transaction)
        let subjects = [("upload", id.hex)] + submissions.map { ("evidence", $0.text) }
        try Journal.add(
          subjects.map { kind, subject in
            Journal.Entry(
              action: "find infected", subjectKind: kind, subject: subject, from: "quarantined",
              to: "infected", reason: "The scanner found \(signature).")
          }, by: actor, of: institution, in: transaction)
      }
    }
  }

  /// Removes what uploads that were killed left behind, once it is a day old; how many files.
  public func sweepUploads() async throws -> Int {
    guard let cabinet else { return 0 }
    return try await cabinet.spool.folder.sweep()
  }
}
