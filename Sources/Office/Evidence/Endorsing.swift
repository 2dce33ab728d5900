import Filing
public import Foundation
import Microcredentials
import Storage

/// What somebody says of a learner.
public struct NewEndorsement: Sendable {
  /// What it is for.
  public var requirement: String
  /// peer, expert …: what the author is.
  public var kind: String
  /// What the author is to the learner, more closely.
  public var relation: String?
  /// The name of an author from outside, entered by staff.
  public var authorName: String?
  /// What it is called; nil for its kind.
  public var title: String?
  /// What the author says.
  public var statement: String

  /// Makes an endorsement.
  public init(
    requirement: String, kind: String, relation: String?, authorName: String?, title: String?,
    statement: String
  ) {
    self.requirement = requirement
    self.kind = kind
    self.relation = relation
    self.authorName = authorName
    self.title = title
    self.statement = statement
  }
}

/// Vouching for a learner: evidence with an author of its own.
extension Visit {
  /// Hands in an endorsement by the caller, or by somebody from outside whom staff names.
  public func endorse(
    _ enrollment: UUID, _ new: NewEndorsement, reason: String?
  ) throws -> EvidenceRecord {
    let enrollment = try anyEnrollment(enrollment)
    try refuseOwn(enrollment.learner, "Nobody endorses themselves.")
    let role = try roleToEndorse(enrollment.unit)
    let author = try author(of: new, as: role)
    let requirements = try EvidenceRequirements(of: enrollment.id, in: self)
    let kinds = ["\(new.kind) endorsement", "endorsement", new.kind]
    guard let kind = try requirements.kind(for: new.requirement, among: kinds) else {
      throw Refusal(
        .invalid, "The requirement \(new.requirement) does not take endorsements of this kind.")
    }
    var version = Evidence.Version(
      id: UUID(), number: 1, enrollment: enrollment.id, requirement: new.requirement, kind: kind,
      title: new.title ?? "\(new.kind.prefix(1).uppercased())\(new.kind.dropFirst()) endorsement",
      summary: nil, isDraft: false, submittedOn: try today(), recordedBy: caller.id,
      submittedBy: caller.id, submittedRole: role.rawValue, author: author, items: [])
    try apply(EvidenceWork(statement: new.statement), to: &version, for: enrollment)
    try Evidence.add(version, of: institution, in: transaction)
    try journal(
      "endorse", "evidence", version.id.text, to: "submitted",
      reason: reason ?? "The \(new.kind) vouches for the learner.", as: role)
    return try submission(version.id)
  }

  /// Staff endorse within their units, learners endorse each other.
  func roleToEndorse(_ unit: String?) throws -> Role {
    if caller.isLearner(for: .endorse), caller.grants(for: .endorse).isEmpty { return .learner }
    do {
      return try may(.endorse, unit: unit)
    } catch {
      guard caller.isLearner(for: .endorse) else { throw error }
      return .learner
    }
  }

  private func author(of new: NewEndorsement, as role: Role) throws -> Evidence.Author {
    guard let name = new.authorName else {
      guard let person = caller.person else {
        throw Refusal(
          .invalid, "A system vouches for nobody: name the author and the relation to the learner.")
      }
      return Evidence.Author(person: person, name: nil, relation: new.relation ?? new.kind)
    }
    guard role != .learner else {
      throw Refusal(.forbidden, "Only staff enter what somebody from outside says.")
    }
    guard let relation = new.relation else {
      throw Refusal(.invalid, "Say what the author is to the learner: give the relation.")
    }
    return Evidence.Author(person: nil, name: name, relation: relation)
  }

  /// What an endorsement embeds: the hash of what its author says. The same words of two authors
  /// are two pieces of evidence.
  func item(
    _ statement: String, by author: Evidence.Author, named name: String
  ) -> Evidence.Item {
    let who = author.person.map { "person:\($0.text)" } ?? "name:\(author.name ?? "")"
    return Evidence.Item(
      name: name, fingerprint: ContentID(of: Array("\(who)\n\(statement)".utf8)).hex,
      sha256: ContentID(of: Array(statement.utf8)).bytes)
  }
}
