public import Foundation
public import Microcredentials
public import Postgres

/// Rows of pictures that stand in for the template, and of what pictures say.
public enum Artworks {
  /// A picture that was taken.
  public struct Stored: Sendable {
    /// `image/png` or `image/svg+xml`.
    public var mediaType: String
    /// The picture.
    public var content: [UInt8]
    /// What it shows, in words.
    public var alternativeText: String

    /// Makes a picture.
    public init(mediaType: String, content: [UInt8], alternativeText: String) {
      self.mediaType = mediaType
      self.content = content
      self.alternativeText = alternativeText
    }
  }

  /// The latest revision of a version's artwork, without its content.
  public struct Head: Sendable, Hashable {
    /// Counted from 1.
    public var revision: Int
    /// The kind; nil where the template is shown again.
    public var mediaType: String?
    /// SHA-256 of the content.
    public var sha256: [UInt8]?
    /// The length of the content.
    public var bytes: Int?
    /// What it shows, in words.
    public var alternativeText: String?
    /// When it was recorded.
    public var recordedAt: PostgresInstant
  }

  /// The latest revision; nil where there never was one.
  public static func head(
    of version: UUID, institution: Int, in transaction: Transaction
  ) throws -> Head? {
    try transaction.query(
      """
      select revision, media_type, content_sha256, length(content), alternative_text, recorded_at
        from artwork
       where institution_id = \(institution)::int and program_version_id = \(version)
       order by revision desc limit 1
      """
    ).first { row in
      Head(
        revision: Int(try row.next(Int32.self)), mediaType: try row.next(),
        sha256: try row.next(), bytes: try row.next(Int32?.self).map(Int.init),
        alternativeText: try row.next(), recordedAt: try row.next())
    }
  }

  /// The picture that stands in for the template; nil for the template.
  public static func present(
    of version: UUID, institution: Int, in transaction: Transaction
  ) throws -> Stored? {
    try transaction.query(
      """
      select media_type, content, alternative_text
        from (select media_type, content, alternative_text from artwork
               where institution_id = \(institution)::int and program_version_id = \(version)
               order by revision desc limit 1) latest
       where content is not null
      """
    ).first { row in
      Stored(
        mediaType: try row.next(), content: try row.next(), alternativeText: try row.next())
    }
  }

  /// Adds a revision; without a picture the template is shown again.
  public static func add(
    _ picture: Stored?, to version: UUID, of institution: Int, by actor: Journal.Actor,
    reason: String, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into artwork
        (institution_id, program_version_id, revision, media_type, content, content_sha256,
         alternative_text, actor, role, reason)
      select \(institution)::int, \(version), coalesce(max(a.revision), 0) + 1,
             \(picture?.mediaType), \(picture?.content), sha256(\(picture?.content)::bytea),
             \(picture?.alternativeText), \(actor.id), \(actor.role), \(reason)
        from artwork a
       where a.institution_id = \(institution)::int and a.program_version_id = \(version)
      """)
  }

  /// An award as its pictures tell it.
  public struct Awarded: Sendable {
    /// The version it was made for.
    public var version: UUID
    /// The code of the version's program.
    public var program: String
    /// The version's label.
    public var label: String
    /// The day it was earned.
    public var earnedOn: Day
    /// The learner's name when it was awarded.
    public var name: String
    /// The signed badge.
    public var document: [UInt8]
    /// Whether it was revoked or superseded.
    public var isRevoked: Bool
  }

  /// What the pictures of a badge say; nil when there is no such badge.
  public static func awarded(
    _ credential: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Awarded? {
    try transaction.query(
      """
      select a.program_version_id, p.code, v.label, a.earned_on, a.name_at_award, c.document,
             exists (select from award_revocation r
               where r.institution_id = a.institution_id and r.award_id = a.award_id)
        from credential c
        join award a on a.institution_id = c.institution_id and a.award_id = c.award_id
        join program p on p.institution_id = a.institution_id and p.program_id = a.program_id
        join program_version v on v.institution_id = a.institution_id
         and v.program_version_id = a.program_version_id
       where c.institution_id = \(institution)::int and c.credential_id = \(credential)
       order by c.revision desc limit 1
      """
    ).first { row in
      Awarded(
        version: try row.next(), program: try row.next(), label: try row.next(),
        earnedOn: try row.day(), name: try row.next(), document: try row.next(),
        isRevoked: try row.next())
    }
  }
}
