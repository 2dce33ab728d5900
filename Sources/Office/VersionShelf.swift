import Foundation
import Microcredentials
import OpenBadges
import Postgres
import ProgramFiles
import Storage
import Synchronization

/// Program versions as they are needed again and again: read from their files, with their badge
/// compiled. A pinned version never changes, so what is on the shelf stays right; a badge is
/// compiled anew when the institution or its key changed.
final class VersionShelf: Sendable {
  /// A version ready for use.
  struct Ready: Sendable {
    let version: ProgramVersion
    let source: String
    let badge: BadgeTemplate?
    let results: BadgeResults
    let issuer: Issuer
  }

  /// What a badge depends on besides its version.
  struct Issuer: Hashable, Sendable {
    let institution: Institution
    let key: String?
  }

  private struct Key: Hashable {
    let institution: Int
    let version: UUID
  }

  private let ready = Mutex<[Key: Ready]>([:])
  /// More versions than any institution offers at a time; beyond it the shelf is emptied.
  private let capacity = 4096

  /// The versions of these ids; those that are not on the shelf are read and compiled.
  func versions(
    _ ids: Set<UUID>, of issuer: Issuer, keys: KeyFiles, in transaction: Transaction
  ) throws -> [UUID: Ready] {
    let institution = issuer.institution.id
    var found = ready.withLock { shelf in
      ids.reduce(into: [UUID: Ready]()) { found, id in
        let ready = shelf[Key(institution: institution, version: id)]
        if let ready, ready.issuer == issuer { found[id] = ready }
      }
    }
    let missing = ids.filter { found[$0] == nil }
    guard !missing.isEmpty else { return found }
    let stored = try Programs.versions(Array(missing), of: institution, in: transaction)
    for version in stored {
      found[version.id] = try compile(version, issuer, keys, in: transaction)
    }
    let all = found
    ready.withLock { shelf in
      if shelf.count > capacity { shelf.removeAll() }
      for id in missing { shelf[Key(institution: institution, version: id)] = all[id] }
    }
    return found
  }

  private func compile(
    _ stored: StoredVersion, _ issuer: Issuer, _ keys: KeyFiles, in transaction: Transaction
  ) throws -> Ready {
    let file = try ProgramFile.read(stored.source.utf8, name: "version \(stored.label)")
    let institution = issuer.institution
    let results = BadgeResults(
      of: file.version,
      achievement: institution.achievement(file.version.program, file.version.version))
    guard let key = issuer.key else {
      return Ready(
        version: file.version, source: stored.source, badge: nil, results: results, issuer: issuer)
    }
    let signer = try keys.signer(for: key, issuer: institution.did)
    let related = try Programs.related(to: file.version, of: institution.id, in: transaction)
    let outline = institution.outline(
      of: file.version, related: related.map { institution.achievement($0.code, $0.label) })
    return Ready(
      version: file.version, source: stored.source,
      badge: try BadgeTemplate(outline: outline, signer: signer), results: results,
      issuer: issuer)
  }
}
