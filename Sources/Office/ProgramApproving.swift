import Foundation
import Microcredentials
import Postgres
import ProgramFiles
public import Storage

/// The steps in which a version is approved: department, dean, committee.
extension Visit {
  /// Decides one step about a version under review.
  ///
  /// The steps follow each other, each is decided by somebody else, and nobody decides about what
  /// they wrote. One that is returned becomes open for changes again, and its next round takes all
  /// steps again; after the last step the version is approved.
  public func decide(
    _ step: ApprovalStep, isApproved: Bool, version label: String, of code: String,
    reason: String
  ) throws -> ProgramVersions.Listed {
    try Programs.lock(code, of: institution, in: transaction)
    let program = try program(code)
    let version = try version(label, of: code)
    let proposed = try fileOf(version).version
    let role = try may(.approvePrograms, unit: proposed.unit)
    guard version.state == "draft", version.review == "under review" else {
      throw Refusal(
        .wrongState, "Version \(label) is not under review: it has to be submitted first.")
    }
    let isAuthor = try ProgramApprovals.isAuthor(
      caller.id, of: version.id, institution: institution, in: transaction)
    guard !isAuthor else {
      throw Refusal(.separationOfDuties, "Nobody approves or returns what they proposed.")
    }
    try refuseUnlessNext(step, version)
    // Consumers may have been declared since it was proposed.
    if isApproved {
      try office.checkNotation(of: proposed, for: institution, in: transaction)
    }
    try ProgramApprovals.add(
      step, isApproved: isApproved, round: version.round, of: version.id, reason: reason,
      institution: institution, by: Journal.Actor(id: caller.id, role: role.rawValue),
      in: transaction)
    let isLast = step == ApprovalStep.allCases.last
    let review = !isApproved ? "returned" : isLast ? "approved" : "under review"
    try journal(
      isApproved ? "approve step" : "return version", "program version", version.id.text,
      from: "under review", to: review, reason: "\(step.rawValue): \(reason)", as: role)
    guard review != "under review" else { return version }
    try ProgramVersions.conclude(
      version.id, as: review, state: isApproved ? "approved" : "draft", of: institution,
      in: transaction)
    try move(program, to: review, reason: reason, as: role)
    return try self.version(label, of: code)
  }

  private func refuseUnlessNext(
    _ step: ApprovalStep, _ version: ProgramVersions.Listed
  ) throws {
    let decided = try ProgramApprovals.all(
      of: version.id, institution: institution, in: transaction
    ).filter { $0.round == version.round }
    guard !decided.contains(where: { $0.actor == caller.id }) else {
      throw Refusal(
        .separationOfDuties, "You decided another step of this round: somebody else has to.")
    }
    let next = ApprovalStep.allCases.first { step in
      !decided.contains { $0.step == step.rawValue }
    }
    guard step == next else {
      throw Refusal(
        .wrongState, "The next step is \(next?.rawValue ?? "none"): they follow each other.")
    }
  }
}
