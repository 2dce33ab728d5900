public import Filing
public import Foundation
import Microcredentials
import Storage

/// A piece of evidence as somebody hands it in.
public struct EvidenceWork: Sendable {
  /// A link or an upload, and what it is called.
  public enum Item: Sendable {
    /// A link as it was written.
    case link(String, name: String?)
    /// A file that was uploaded.
    case upload(ContentID, name: String?)
  }

  /// Its kind, one that the requirement takes; nil for the one it had.
  public var kind: String?
  /// Its title; nil for the one it had.
  public var title: String?
  /// What it is; the outer nil for what was said before.
  public var summary: String??
  /// Links and files; nil for those it had.
  public var items: [Item]?
  /// What the author of an endorsement says now.
  public var statement: String?

  /// Makes a piece of evidence.
  public init(
    kind: String? = nil, title: String? = nil, summary: String?? = nil, items: [Item]? = nil,
    statement: String? = nil
  ) {
    self.kind = kind
    self.title = title
    self.summary = summary
    self.items = items
    self.statement = statement
  }
}

/// Handing evidence in, by the learner or by staff on the learner's behalf.
extension Visit {
  /// Hands in a piece of evidence for a requirement, or begins a draft of it.
  public func handIn(
    _ work: EvidenceWork, for requirement: String, of enrollment: UUID, asDraft: Bool,
    reason: String?
  ) throws -> EvidenceRecord {
    let (enrollment, role) = try self.enrollment(enrollment, for: .submitEvidence)
    var new = Evidence.Version(
      id: UUID(), number: 1, enrollment: enrollment.id, requirement: requirement, kind: "",
      title: "", summary: nil, isDraft: true, submittedOn: try today(), recordedBy: caller.id,
      submittedBy: nil, submittedRole: nil, items: [])
    try apply(work, to: &new, for: enrollment)
    if !asDraft { try submit(&new, as: role) }
    try Evidence.add(new, of: institution, in: transaction)
    try journal(
      asDraft ? "draft evidence" : "submit evidence", "evidence", new.id.text,
      to: asDraft ? "draft" : "submitted", reason: self.reason(reason, as: role), as: role)
    return try submission(new.id)
  }

  /// Changes a draft.
  public func changeDraft(
    _ id: UUID, _ work: EvidenceWork, reason: String?, if check: (EvidenceRecord) throws -> Void
  ) throws -> EvidenceRecord {
    var (draft, role, enrollment) = try draft(id, if: check)
    try apply(work, to: &draft, for: enrollment)
    try Evidence.change(draft, of: institution, in: transaction)
    try journal(
      "change evidence", "evidence", id.text, from: "draft", to: "draft",
      reason: self.reason(reason, as: role), as: role)
    return try submission(id)
  }

  /// Hands in a draft.
  public func submitDraft(_ id: UUID, reason: String?) throws -> EvidenceRecord {
    var (draft, role, enrollment) = try draft(id) { _ in }
    try apply(EvidenceWork(), to: &draft, for: enrollment)
    try submit(&draft, as: role)
    try Evidence.change(draft, of: institution, in: transaction)
    try journal(
      "submit evidence", "evidence", id.text, from: "draft", to: "submitted",
      reason: self.reason(reason, as: role), as: role)
    return try submission(id)
  }

  /// Answers a returned submission with a new version; what is not given anew stays.
  public func handInAgain(
    _ id: UUID, _ work: EvidenceWork, asDraft: Bool, reason: String?
  ) throws -> EvidenceRecord {
    let record = try locked(id)
    var next = try record.latest
    guard record.listed.state == "returned" else {
      throw Refusal(
        .wrongState,
        "A new version answers a returned submission; this one is \(record.listed.state).")
    }
    let role = try roleToAnswer(record)
    next.number += 1
    next.isDraft = true
    next.recordedBy = caller.id
    next.submittedBy = nil
    next.submittedRole = nil
    next.submittedOn = try today()
    try apply(work, to: &next, for: anyEnrollment(next.enrollment))
    if !asDraft { try submit(&next, as: role) }
    try Evidence.add(next, of: institution, in: transaction)
    try journal(
      asDraft ? "draft evidence" : "submit evidence", "evidence", id.text, from: "returned",
      to: asDraft ? "draft" : "submitted", reason: self.reason(reason, as: role), as: role)
    return try submission(id)
  }

  /// What an endorsement says is its author's alone to change.
  private func roleToAnswer(_ record: EvidenceRecord) throws -> Role {
    guard try record.latest.author != nil else {
      return try may(
        .submitEvidence, learner: record.listed.learner, unit: record.listed.unit)
    }
    guard try record.latest.recordedBy == caller.id else {
      throw Refusal(.forbidden, "Only whoever entered an endorsement enters it anew.")
    }
    return try roleToEndorse(record.listed.unit)
  }

  private func draft(
    _ id: UUID, if check: (EvidenceRecord) throws -> Void
  ) throws -> (Evidence.Version, Role, Enrollments.Listed) {
    let record = try locked(id)
    let role =
      try record.latest.author == nil
      ? may(.submitEvidence, learner: record.listed.learner, unit: record.listed.unit)
      : roleToAnswer(record)
    // As the caller has read it, which may be less than the office knows.
    try check(submission(id))
    guard record.listed.state == "draft" else {
      throw Refusal(
        .wrongState, "Only a draft is changed or handed in; this one is \(record.listed.state).")
    }
    return (try record.latest, role, try anyEnrollment(record.listed.enrollment))
  }

  private func submit(_ version: inout Evidence.Version, as role: Role) throws {
    guard !version.items.isEmpty else {
      throw Refusal(.invalid, "There is nothing to review: add a link or a file.")
    }
    version.isDraft = false
    version.submittedOn = try today()
    version.submittedBy = caller.id
    version.submittedRole = role.rawValue
  }

  /// Puts what is given into a version, and checks that the whole can be reviewed.
  func apply(
    _ work: EvidenceWork, to version: inout Evidence.Version, for enrollment: Enrollments.Listed
  ) throws {
    guard [.applied, .enrolled].contains(enrollment.standing.state) else {
      throw Refusal(
        .wrongState,
        "The enrollment is \(enrollment.standing.state.rawValue): it takes no evidence.")
    }
    version.kind = work.kind ?? version.kind
    version.title = work.title ?? version.title
    if let summary = work.summary { version.summary = summary }
    try EvidenceRequirements(of: enrollment.id, in: self)
      .check(version.requirement, takes: version.kind)
    if let author = version.author {
      guard work.items == nil else {
        throw Refusal(.invalid, "An endorsement is what its author says: it has no other items.")
      }
      version.statement = work.statement ?? version.statement
      version.items = [item(version.statement ?? "", by: author, named: version.title)]
    } else if let items = work.items {
      version.items = try items.map { try item($0, titled: version.title) }
      guard Set(version.items.map(\.fingerprint)).count == version.items.count else {
        throw Refusal(.invalid, "The same link or file is named twice.")
      }
    }
  }

  private func item(_ given: EvidenceWork.Item, titled title: String) throws -> Evidence.Item {
    switch given {
    case .link(let text, let name):
      do {
        let link = try LinkCheck.link(text).text
        return Evidence.Item(
          name: name ?? title, fingerprint: EvidenceLink.fingerprint(link), url: link)
      } catch let error as FilingError {
        throw Refusal(.invalid, error.description)
      }
    case .upload(let id, let name):
      let upload = try upload(id)
      guard upload.state != .infected else {
        throw Refusal(.fileRefused, "This file was found infected: hand in a clean one.")
      }
      return Evidence.Item(
        name: name ?? title, fingerprint: id.hex, sha256: id.bytes,
        mediaType: upload.mediaType, bytes: upload.bytes)
    }
  }

  /// Learners need not say why they hand in their own work.
  private func reason(_ given: String?, as role: Role) throws -> String {
    if let given { return given }
    guard role == .learner else {
      throw Refusal(.invalid, "Say why you hand it in on behalf of the learner: give a reason.")
    }
    return "The learner handed it in."
  }

  /// An enrollment; whether the caller may do something with it is settled elsewhere.
  func anyEnrollment(_ id: UUID) throws -> Enrollments.Listed {
    guard let enrollment = try Enrollments.one(id, of: institution, in: transaction) else {
      throw Refusal(.noEnrollment, "There is no enrollment of this id.")
    }
    return enrollment
  }
}
