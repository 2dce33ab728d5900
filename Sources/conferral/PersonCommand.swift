import ArgumentParser
import Foundation
import Office
import Storage

/// `conferral person`
struct PersonCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "person", abstract: "Say what people who sign in may do.",
    subcommands: [List.self, Grant.self, Revoke.self, Link.self])

  /// `conferral person list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List who has signed in.",
      discussion: "One a line: id, subject of the sign-in, roles, learner, name.")

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      try await atDesk { desk in
        let caller = try await desk.operator(of: institution)
        var last: UUID?
        while true {
          let after = last
          let page = try await desk.office.reading(as: caller) { visit in
            try visit.people(after: after, limit: 500)
          }
          for one in page.prefix(500) { Terminal.say(one.line) }
          guard page.count > 500 else { return }
          last = page[499].person.id
        }
      }
    }
  }

  /// `conferral person grant`
  struct Grant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Grant somebody a role.")

    @OptionGroup var who: Who

    @Argument(help: "The role: \(Role.granted.map(\.rawValue).joined(separator: ", ")).")
    var role: String

    @Option(help: "Only in this unit, with its parts.")
    var unit: String?

    func run() async throws {
      let role = try Role(onCommandLine: role)
      let unit = unit
      try await who.change { visit, one, reason in
        try visit.grant(role, unit: unit, to: one.person.id, reason: reason)
      }
    }
  }

  /// `conferral person revoke`
  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take a role away.")

    @OptionGroup var who: Who

    @Argument(help: "The role.")
    var role: String

    @Option(help: "The unit that it was granted in.")
    var unit: String?

    func run() async throws {
      let role = try Role(onCommandLine: role)
      let unit = unit
      try await who.change { visit, one, reason in
        let grant = one.grants.first { $0.role == role.rawValue && $0.unit == unit }
        guard let grant else {
          throw Refusal(.nothingThere, "The person does not hold this role; see `person list`.")
        }
        return try visit.endGrant(grant.id, of: one.person.id, reason: reason)
      }
    }
  }

  /// `conferral person link`
  struct Link: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say which learner somebody is, or `none`.")

    @OptionGroup var who: Who

    @Argument(help: "The learner's id, or `none`.")
    var learner: String

    func run() async throws {
      let id = UUID(uuidString: learner)
      guard id != nil || learner == "none" else {
        throw ValidationError("A learner is named by the id that Conferral gave it, or `none`.")
      }
      try await who.change { visit, one, reason in
        try visit.link(one.person.id, toLearner: id, reason: reason)
      }
    }
  }

  /// Whom a subcommand is about, and why.
  struct Who: ParsableArguments {
    @Argument(help: "The person's id, or the subject of the sign-in.")
    var person: String

    @Option(help: "Why, for the journal.")
    var reason = "Done on the command line."

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func change(
      _ work: @escaping @Sendable (Visit, PersonWithGrants, String) throws -> PersonWithGrants
    ) async throws {
      let (name, reason) = (person, reason)
      try await atDesk { desk in
        let caller = try await desk.operator(of: institution)
        let changed = try await desk.office.acting(as: caller) { visit in
          let one = try UUID(uuidString: name).map { try visit.person($0) }
          return try work(visit, try one ?? visit.person(subject: name), reason)
        }
        Terminal.say(changed.line)
      }
    }
  }
}

extension PersonWithGrants {
  fileprivate var line: String {
    let roles = grants.map { grant in
      grant.unit.map { "\(grant.role) in \($0)" } ?? grant.role
    }
    return [
      person.id.text, person.subject, roles.isEmpty ? "-" : roles.joined(separator: ", "),
      person.learner?.text ?? "-", person.name,
    ].joined(separator: "\t")
  }
}
