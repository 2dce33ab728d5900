import Foundation
import Microcredentials

/// What a pinned version asks for that a badge of another issuer can stand for.
struct CredentialRequirements {
  private let criteria: Requirement

  init(of enrollment: UUID, in visit: Visit) throws {
    criteria = try visit.pinnedVersion(of: enrollment).criteria
  }

  /// Throws a refusal unless the requirement asks for a certification or a credential.
  func check(_ requirement: String) throws {
    let ids = criteria.nodes.filter { !$0.credentialSelectors.isEmpty }.map(\.label.id)
    guard !ids.contains(requirement) else { return }
    throw Refusal(
      .invalid,
      ids.isEmpty
        ? "This version of the program asks for no certification and no credential."
        : "A badge is presented for one of: \(Self.list(ids)).")
  }

  /// Throws a refusal unless the criteria look at facts of the kind and code.
  func check(_ kind: FactKind, _ code: String) throws {
    let selectors = criteria.nodes.flatMap(\.credentialSelectors)
    let isNamed = selectors.contains { selector in
      selector.kind == kind
        && (selector.codes.contains(code) || selector.codes.isEmpty && selector.pools.isEmpty)
    }
    guard !isNamed else { return }
    let named = selectors.flatMap { selector in
      selector.codes.map { "\(selector.kind?.rawValue ?? "") \($0)" }
    }
    throw Refusal(
      .invalid,
      named.isEmpty
        ? "This version of the program names no \(kind.rawValue) by a code."
        : "The criteria do not name this \(kind.rawValue); they name: \(Self.list(named)).")
  }

  private static func list(_ words: [String]) -> String {
    words.prefix(100).joined(separator: ", ") + (words.count > 100 ? " …" : "")
  }
}

extension Requirement {
  fileprivate var nodes: [Requirement] { [self] + members.flatMap(\.nodes) }

  fileprivate var credentialSelectors: [Selector] {
    let all: [Selector] =
      switch self {
      case .record(let node): [node.selector]
      case .total(let node): node.items.map(\.selector)
      case .mean(let node): node.items.map(\.selector)
      case .group, .not: []
      }
    return all.filter { $0.kind == .certification || $0.kind == .credential }
  }
}
