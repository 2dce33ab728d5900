import Foundation
import Microcredentials
import ProgramFiles
import Storage

/// The requirements of a pinned version that evidence can be handed in for.
struct EvidenceRequirements {
  private let version: ProgramVersion

  init(of enrollment: UUID, in visit: Visit) throws {
    version = try visit.pinnedVersion(of: enrollment)
  }

  /// Throws a refusal unless evidence of the kind counts for the requirement.
  func check(_ requirement: String, takes kind: String) throws {
    guard try self.kind(for: requirement, among: [kind]) != nil else {
      throw Refusal(
        .invalid,
        "The requirement \(requirement) does not take the kind \(kind); it takes: "
          + "\(words(try selectors(of: requirement))).")
    }
  }

  /// The first of these kinds that the requirement takes.
  func kind(for requirement: String, among kinds: [String]) throws -> String? {
    let selectors = try selectors(of: requirement)
    return kinds.first { kind in
      selectors.contains { $0.codes.isEmpty || $0.codes.contains(Code.key(kind)) }
    }
  }

  /// Throws a refusal when the requirement asks for a result that an acceptance does not give: it
  /// could not be evaluated.
  func check(_ requirement: String, score: Quantity?, level: String?) throws {
    guard case .record(let record) = node(requirement) else { return }
    if record.condition.score != nil, score == nil {
      throw Refusal(.invalid, "The requirement asks for a score: give one with the acceptance.")
    }
    if record.condition.grade != nil || !record.condition.values.isEmpty, level == nil {
      throw Refusal(.invalid, "The requirement asks for a level: give one with the acceptance.")
    }
  }

  private func node(_ id: String) -> Requirement? { version.criteria.node(id) }

  private func selectors(of requirement: String) throws -> [Selector] {
    let selectors = node(requirement)?.evidenceSelectors ?? []
    guard !selectors.isEmpty else {
      let ids = version.criteria.evidenceIDs
      throw Refusal(
        .invalid,
        ids.isEmpty
          ? "This version of the program asks for no evidence."
          : "Evidence is handed in for one of: \(ids.joined(separator: ", ")).")
    }
    return selectors
  }

  private func words(_ selectors: [Selector]) -> String {
    let kinds = version.evidence.map(\.kinds) ?? []
    let codes = selectors.flatMap(\.codes)
    // As they were written, where that is known.
    return codes.map { code in kinds.first { Code.key($0) == code } ?? code.lowercased() }
      .joined(separator: ", ")
  }
}

extension Requirement {
  fileprivate var evidenceSelectors: [Selector] {
    let all: [Selector] =
      switch self {
      case .record(let node): [node.selector]
      case .total(let node): node.items.map(\.selector)
      case .mean(let node): node.items.map(\.selector)
      case .group, .not: []
      }
    return all.filter { $0.kind == .evidence }
  }

  fileprivate var evidenceIDs: [String] {
    (evidenceSelectors.isEmpty ? [] : [label.id]) + members.flatMap(\.evidenceIDs)
  }

  fileprivate func node(_ id: String) -> Requirement? {
    if label.id == id { return self }
    for member in members {
      if let found = member.node(id) { return found }
    }
    return nil
  }
}

extension Visit {
  /// The version that an enrollment pins, read from its file.
  func pinnedVersion(of enrollment: UUID) throws -> ProgramVersion {
    let stored = try Enrollments.read([enrollment], of: institution, in: transaction).first
    let source = try stored.flatMap {
      try Programs.versions([$0.version], of: institution, in: transaction).first?.source
    }
    guard let source else {
      throw Refusal(.noEnrollment, "There is no enrollment of this id.")
    }
    return try ProgramFile.read(source.utf8, name: "the program").version
  }
}
