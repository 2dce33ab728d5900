import ArgumentParser
import Foundation
import Office
import Postgres
import Storage

extension KeyCommand {
  /// `conferral key list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the keys, the one made last first, one a line.",
      discussion: """
        The columns, with tabs between them: key, algorithm, state, signs since or from, where its \
        private half is, how many badges it signed. A scheduled key signs later, a passive one \
        signed and stays published, a disabled one was compromised and is published no longer.
        """)

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      try await atDesk { desk in
        let institution = try await desk.office.institution(institution)
        let uses = try await desk.office.keyUses(of: institution.id)
        for key in try await desk.office.signingKeys(of: institution.id) {
          let isMarked = key.compromisedSince != nil && key.state != "disabled"
          let columns = [
            key.id, key.algorithm, isMarked ? "\(key.state), compromised" : key.state,
            (key.signsFrom ?? key.createdAt).inWords, key.place, "\(uses[key.id] ?? 0)",
          ]
          Terminal.say(columns.joined(separator: "\t"))
        }
      }
    }
  }

  /// `conferral key export-public`
  struct ExportPublic: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export-public",
      abstract: "Print the public keys as they are published, for an archive.")

    @Option(help: "did for the DID document, jwks for the JSON Web Key Set.")
    var form = Form.did

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    enum Form: String, ExpressibleByArgument, CaseIterable { case did, jwks }

    func run() async throws {
      try await atDesk { desk in
        let institution = try await desk.office.institution(institution)
        let document =
          switch form {
          case .did: try await desk.office.didDocument(of: institution)
          case .jwks: try await desk.office.keySet(of: institution)
          }
        Terminal.say(String(decoding: document, as: UTF8.self))
      }
    }
  }

  /// `conferral key compromise`
  struct Compromise: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a key out of use that somebody else may have.",
      discussion: """
        The key signs nothing more, and another one does. Every badge that it stands for is signed \
        again; its address stays, and so does what it says. Only then the key leaves the DID \
        document and the JWK Set: what else was signed with it is refused from then on, copies of \
        badges that their holders downloaded before included; they fetch them again. Cut off and \
        run again, it goes on where it was. With --list nothing is done: it shows what would be.
        """)

    @Argument(help: "The key, as `conferral key list` shows it.")
    var key: String

    @Option(help: "Since when somebody else may have it: 2026-11-20T00:00:00Z.")
    var since: InstantArgument

    @Option(help: "What is known of it; it goes into the journal.")
    var reason: String

    @Flag(help: "Print the badges that the key stands for, and do nothing.")
    var list = false

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      try await atDesk { desk in
        let institution = try await desk.office.institution(institution)
        if list {
          try await printBadges(of: institution, desk)
          return
        }
        let done = try await desk.office.compromiseKey(
          key, since: since.instant, reason: reason, of: institution, by: Actor.name
        ) { count in
          Terminal.tell("\(count) badges signed again …")
        }
        Terminal.say("\(done.standing) badges stood on \(key), \(done.signedSince) since then")
        if let successor = done.successor { Terminal.say("\(successor) signs from now on") }
        Terminal.say("\(done.signedAgain) badges were signed again")
        Terminal.say("\(key) is published no longer")
      }
    }

    private func printBadges(of institution: Institution, _ desk: Desk) async throws {
      var last: UUID?
      while true {
        let badges = try await desk.office.badges(
          signedBy: key, after: last, limit: 1_000, of: institution.id)
        guard let end = badges.last else { return }
        let begin = since.instant.microsecondsSince1970
        for badge in badges {
          let isLater = badge.validFrom.microsecondsSince1970 >= begin
          let columns = [
            "\(institution.site)/credentials/\(badge.credential.text)", badge.validFrom.inWords,
            isLater ? "since" : "before",
          ]
          Terminal.say(columns.joined(separator: "\t"))
        }
        last = end.credential
      }
    }
  }
}

extension PostgresInstant {
  /// To the second, in UTC: `2026-11-20T10:00:00Z`.
  var inWords: String {
    Date(timeIntervalSince1970: Double(microsecondsSince1970) / 1_000_000)
      .formatted(.iso8601)
  }
}
