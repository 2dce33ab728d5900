import ArgumentParser
import Foundation
import Microcredentials
import Office
import Postgres
import Storage

/// `conferral token`
struct TokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Manage the tokens of systems.",
    subcommands: [Create.self, List.self, Revoke.self])

  /// `conferral token create`
  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a token; its secret is printed this once.",
      discussion: """
        The secret goes to standard output, so that it can be put into a file that only its user \
        can read. It is not kept: who loses it makes another token.
        """)

    @Option(help: "What it is for.")
    var name: String

    @Option(help: "The role: \(Role.granted.map(\.rawValue).joined(separator: ", ")).")
    var role: String

    @Option(help: "A unit that the role is limited to; with its parts.")
    var unit: String?

    @Option(help: "The last day on which it works, such as 2027-06-30, or a time such as 90d.")
    var expires: String

    @Option(help: "Why, for the journal.")
    var reason = "Made on the command line."

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      let role = try Role(onCommandLine: role)
      let end = try Expiry(expires)
      try await atDesk { desk in
        let caller = try await desk.operator(of: institution)
        let (name, unit, reason) = (name, unit, reason)
        let made = try await desk.office.acting(as: caller) { visit in
          try visit.createToken(
            named: name, role: role, unit: unit, until: end.day(from: visit.today()),
            reason: reason)
        }
        Terminal.say(made.secret.text)
        Terminal.tell("its id: \(made.token.id.text)")
      }
    }
  }

  /// `conferral token list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the tokens, without their secrets.",
      discussion: "One a line: id, role, unit, expiry, whether it was revoked, what it is for.")

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      try await atDesk { desk in
        let caller = try await desk.operator(of: institution)
        for token in try await desk.office.tokens(of: caller.institution.id) {
          let state = token.revokedAt == nil ? "valid" : "revoked"
          let end = Date(
            timeIntervalSince1970: Double(token.expiresAt.microsecondsSince1970) / 1_000_000)
          let fields = [
            token.id.text, token.role, token.unit ?? "-", end.ISO8601Format(), state, token.name,
          ]
          Terminal.say(fields.joined(separator: "\t"))
        }
      }
    }
  }

  /// `conferral token revoke`
  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End a token; it is refused within a second.")

    @Argument(help: "The token's id.")
    var token: String

    @Option(help: "Why, for the journal.")
    var reason = "Revoked on the command line."

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      guard let id = UUID(uuidString: token) else {
        throw ValidationError("A token is named by its id; see `conferral token list`.")
      }
      try await atDesk { desk in
        let caller = try await desk.operator(of: institution)
        let reason = reason
        let token = try await desk.office.acting(as: caller) { visit in
          try visit.revokeToken(id, reason: reason)
        }
        Terminal.say("\(token.name) is refused from now on")
      }
    }
  }
}

/// When a token ends: on a day, or after so many days.
enum Expiry: Equatable {
  case on(Day)
  case after(days: Int)

  init(_ text: String) throws {
    if let day = Day(text) {
      self = .on(day)
    } else if text.hasSuffix("d"), let days = Int(text.dropLast()), (1...3_660).contains(days) {
      self = .after(days: days)
    } else {
      throw ValidationError(
        "--expires takes a day such as 2027-06-30, or a number of days such as 90d, at most 3660d.")
    }
  }

  func day(from today: Day) -> Day {
    switch self {
    case .on(let day): day
    case .after(let days): Day(number: today.number + Int32(days))
    }
  }
}

extension Role {
  /// A role that can be granted, by its name; a hyphen will do for the space in it.
  init(onCommandLine text: String) throws {
    let name = text.lowercased().replacing("-", with: " ")
    guard let role = Role.granted.first(where: { $0.rawValue == name }) else {
      throw ValidationError(
        "There is no role \(text) to be granted; there are: "
          + "\(Role.granted.map(\.rawValue).joined(separator: ", ")).")
    }
    self = role
  }
}

extension Desk {
  /// Whoever runs a subcommand acts as operator of the institution.
  func `operator`(of institution: String?) async throws -> Caller {
    Caller(
      institution: try await office.institution(institution), id: Actor.name,
      grants: [Caller.Grant(.operator)])
  }
}
