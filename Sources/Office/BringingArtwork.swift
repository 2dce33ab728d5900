import Artwork
import Foundation
import Microcredentials
import Postgres
import ProgramFiles
public import Storage

/// Pictures that stand in for the template.
extension Visit {
  /// Shows a picture instead of the template from now on, in all badges of the version.
  public func bringArtwork(
    _ bytes: [UInt8], alternativeText: String, to label: String, of code: String, reason: String
  ) throws -> Artworks.Head? {
    let version = try version(label, of: code)
    let role = try may(.bringArtwork, unit: fileOf(version).version.unit)
    let uploaded: UploadedArtwork
    do {
      uploaded = try UploadedArtwork(bytes)
    } catch {
      throw Refusal(.fileRefused, error.sentence)
    }
    let words = alternativeText.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !words.isEmpty else {
      throw Refusal(.invalid, "Say what the picture shows, for whoever cannot see it.")
    }
    let picture = Artworks.Stored(
      mediaType: uploaded.format.rawValue, content: uploaded.bytes, alternativeText: words)
    return try put(picture, to: version, of: code, reason: reason, as: role)
  }

  /// Shows the template again.
  public func removeArtwork(of label: String, of code: String, reason: String) throws {
    let version = try version(label, of: code)
    let role = try may(.bringArtwork, unit: fileOf(version).version.unit)
    let before = try Artworks.head(of: version.id, institution: institution, in: transaction)
    guard before?.sha256 != nil else {
      throw Refusal(.nothingThere, "The template is shown already.")
    }
    _ = try put(nil, to: version, of: code, reason: reason, as: role)
  }

  private func put(
    _ picture: Artworks.Stored?, to version: ProgramVersions.Listed, of code: String,
    reason: String, as role: Role
  ) throws -> Artworks.Head? {
    // Two at once would take the same revision.
    try Programs.lock(code, of: institution, in: transaction)
    try Artworks.add(
      picture, to: version.id, of: institution,
      by: Journal.Actor(id: caller.id, role: role.rawValue), reason: reason, in: transaction)
    try journal(
      picture == nil ? "remove artwork" : "bring artwork", "program version", version.id.text,
      to: picture == nil ? "template" : "artwork", reason: reason, as: role)
    return try Artworks.head(of: version.id, institution: institution, in: transaction)
  }
}
