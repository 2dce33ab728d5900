public import Foundation
public import Microcredentials
public import Postgres

extension Evidence {
  /// Somebody who vouches for a learner.
  public struct Author: Hashable, Sendable {
    /// The person, where it is one who signs in.
    public var person: UUID?
    /// The name of somebody from outside.
    public var name: String?
    /// What the author is to the learner: `peer`, `head of the kitchen`.
    public var relation: String

    /// Makes an author.
    public init(person: UUID?, name: String?, relation: String) {
      self.person = person
      self.name = name
      self.relation = relation
    }
  }

  /// A link or a file that is handed in.
  public struct Item: Hashable, Sendable {
    /// What it is called.
    public var name: String
    /// What tells two items apart.
    public var fingerprint: String
    /// The link.
    public var url: String?
    /// SHA-256 of the content.
    public var sha256: [UInt8]?
    /// What kind of content it is.
    public var mediaType: String?
    /// How long the content is.
    public var bytes: Int?
    /// Where the upload stands; nil for what is no upload.
    public var uploadState: String?

    /// Makes an item.
    public init(
      name: String, fingerprint: String, url: String? = nil, sha256: [UInt8]? = nil,
      mediaType: String? = nil, bytes: Int? = nil
    ) {
      self.name = name
      self.fingerprint = fingerprint
      self.url = url
      self.sha256 = sha256
      self.mediaType = mediaType
      self.bytes = bytes
    }
  }

  /// One version of a submission.
  public struct Version: Sendable {
    /// The submission.
    public var id: UUID
    /// The version, from 1.
    public var number: Int
    /// The enrollment it is for.
    public var enrollment: UUID
    /// The requirement it is for.
    public var requirement: String
    /// Its kind as it was written.
    public var kind: String
    /// Its title.
    public var title: String
    /// What it is, in the learner's words.
    public var summary: String?
    /// Whether it is not handed in yet.
    public var isDraft: Bool
    /// When it was handed in; of a draft the day on which it was begun.
    public var submittedOn: Day
    /// Who wrote it.
    public var recordedBy: String
    /// Who handed it in.
    public var submittedBy: String?
    /// In which role it was handed in; another one than learner means on behalf.
    public var submittedRole: String?
    /// Who vouches, where it is an endorsement.
    public var author: Author?
    /// What the author says.
    public var statement: String?
    /// Links and files, in their order.
    public var items: [Item]

    /// Makes a version.
    public init(
      id: UUID, number: Int, enrollment: UUID, requirement: String, kind: String, title: String,
      summary: String?, isDraft: Bool, submittedOn: Day, recordedBy: String,
      submittedBy: String?, submittedRole: String?, author: Author? = nil,
      statement: String? = nil, items: [Item]
    ) {
      self.id = id
      self.number = number
      self.enrollment = enrollment
      self.requirement = requirement
      self.kind = kind
      self.title = title
      self.summary = summary
      self.isDraft = isDraft
      self.submittedOn = submittedOn
      self.recordedBy = recordedBy
      self.submittedBy = submittedBy
      self.submittedRole = submittedRole
      self.author = author
      self.statement = statement
      self.items = items
    }
  }

  /// All versions of a submission with their items, the first first; none when there is no such
  /// submission.
  public static func versions(
    of id: UUID, institution: Int, in transaction: Transaction
  ) throws -> [Version] {
    let items = try items(of: id, institution: institution, in: transaction)
    return try transaction.query(
      """
      select version, enrollment_id, requirement, kind, title, description, state = 'draft',
             submitted_on, recorded_by, submitted_by, submitted_role, author_person, author_name,
             author_relation, statement
        from evidence_submission
       where institution_id = \(institution)::int and submission_id = \(id)
       order by version
      """
    ).map { row in
      let number = Int(try row.next(Int32.self))
      var version = Version(
        id: id, number: number, enrollment: try row.next(), requirement: try row.next(),
        kind: try row.next(), title: try row.next(), summary: try row.next(),
        isDraft: try row.next(), submittedOn: try row.day(), recordedBy: try row.next(),
        submittedBy: try row.next(), submittedRole: try row.next(), items: items[number] ?? [])
      let (person, name) = (try row.next(UUID?.self), try row.next(String?.self))
      if let relation = try row.next(String?.self) {
        version.author = Author(person: person, name: name, relation: relation)
      }
      version.statement = try row.next()
      return version
    }
  }

  private static func items(
    of id: UUID, institution: Int, in transaction: Transaction
  ) throws -> [Int: [Item]] {
    var items: [Int: [Item]] = [:]
    try transaction.query(
      """
      select i.version, i.name, i.fingerprint, i.url, i.content_sha256, i.media_type, i.bytes,
             u.state
        from evidence_item i
        left join upload u
          on u.institution_id = i.institution_id and u.content_sha256 = i.content_sha256
       where i.institution_id = \(institution)::int and i.submission_id = \(id)
       order by i.version, i.place
      """
    ).forEach { row in
      let number = Int(try row.next(Int32.self))
      var item = Item(
        name: try row.next(), fingerprint: try row.next(), url: try row.next(),
        sha256: try row.next(), mediaType: try row.next(),
        bytes: try row.next(Int64?.self).map(Int.init))
      item.uploadState = try row.next()
      items[number, default: []].append(item)
    }
    return items
  }

  /// Adds a version with its items.
  public static func add(
    _ new: Version, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into evidence_submission
        (institution_id, submission_id, version, enrollment_id, requirement, kind, title,
         description, state, submitted_on, recorded_by, submitted_by, submitted_role,
         author_person, author_name, author_relation, statement)
      values (\(institution)::int, \(new.id), \(Int32(clamping: new.number)), \(new.enrollment),
        \(new.requirement), \(new.kind), \(new.title), \(new.summary),
        \(new.isDraft ? "draft" : "submitted"), \(new.submittedOn.stored), \(new.recordedBy),
        \(new.submittedBy), \(new.submittedRole), \(new.author?.person), \(new.author?.name),
        \(new.author?.relation), \(new.statement))
      """)
    try addItems(of: new, institution: institution, in: transaction)
  }

  /// Writes a changed draft: what it says, its items, and whether it is handed in.
  public static func change(
    _ draft: Version, of institution: Int, in transaction: Transaction
  ) throws {
    let number = Int32(clamping: draft.number)
    try transaction.execute(
      """
      delete from evidence_item
       where institution_id = \(institution)::int and submission_id = \(draft.id)
         and version = \(number)
      """)
    try addItems(of: draft, institution: institution, in: transaction)
    try transaction.execute(
      """
      update evidence_submission
         set kind = \(draft.kind), title = \(draft.title), description = \(draft.summary),
             state = \(draft.isDraft ? "draft" : "submitted"),
             submitted_on = \(draft.submittedOn.stored), submitted_by = \(draft.submittedBy),
             submitted_role = \(draft.submittedRole)
       where institution_id = \(institution)::int and submission_id = \(draft.id)
         and version = \(number) and state = 'draft'
      """)
  }

  private static func addItems(
    of version: Version, institution: Int, in transaction: Transaction
  ) throws {
    for (place, item) in version.items.enumerated() {
      try transaction.execute(
        """
        insert into evidence_item
          (institution_id, submission_id, version, place, name, fingerprint, url, content_sha256,
           media_type, bytes)
        values (\(institution)::int, \(version.id), \(Int32(clamping: version.number)),
          \(Int32(place + 1)), \(item.name), \(item.fingerprint), \(item.url), \(item.sha256),
          \(item.mediaType), \(item.bytes.map(Int64.init)))
        """)
    }
  }
}
