public import Foundation
public import Storage

/// Who comes to the office: a person or a system, at one institution, with the roles it holds.
public struct Caller: Sendable {
  /// A role, everywhere or in some units.
  public struct Grant: Hashable, Sendable {
    /// The role.
    public var role: Role
    /// The codes of the units it is limited to, parts of them included; nil for no limit.
    public var units: Set<String>?

    /// Makes a grant.
    public init(_ role: Role, units: Set<String>? = nil) {
      self.role = role
      self.units = units
    }
  }

  /// Where it comes.
  public let institution: Institution
  /// What it is called in the journal: `person:` or `token:` and an id, never a name.
  public let id: String
  /// The person, where it is one.
  public let person: UUID?
  /// The record of the learner that the person is; of merged ones the one that stands.
  public let learner: UUID?
  /// The roles it holds.
  public let grants: [Grant]

  /// Makes a caller.
  public init(
    institution: Institution, id: String, person: UUID? = nil, learner: UUID? = nil,
    grants: [Grant]
  ) {
    self.institution = institution
    self.id = id
    self.person = person
    self.learner = learner
    self.grants = grants
  }

  /// The grants that let it do something somewhere, in the order in which they were given.
  func grants(for action: Action) -> [Grant] {
    grants.filter { action.roles.contains($0.role) }
  }

  /// Throws a refusal when no role of the caller allows the action anywhere.
  public func check(_ action: Action) throws {
    // Also somebody who signed in and holds no role may learn just that.
    if action == .readOwnAccess { return }
    guard grants(for: action).isEmpty, !isLearner(for: action) else { return }
    throw Refusal.forbidden(action, isLimited: false)
  }

  /// Whether it may do something with regard to its own record alone.
  func isLearner(for action: Action) -> Bool {
    learner != nil && action.roles.contains(.learner)
  }
}
