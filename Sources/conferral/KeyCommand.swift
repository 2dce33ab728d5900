public import ArgumentParser
import Foundation
import Office
import Postgres
import Storage

/// `conferral key`
struct KeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Manage signing keys.",
    subcommands: [
      Create.self, List.self, Rotate.self, Retire.self, Compromise.self, Encrypt.self,
      ExportPublic.self,
    ])

  /// `conferral key create`
  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make the signing keys that an institution lacks; they sign from now on.",
      discussion: """
        A key of each algorithm is needed: Ed25519 for the proof in every badge, RS256 and ES256 \
        for badges as VC-JWT. The private half is written to a file that only you can read, or \
        made on a token; back it up. The public half is published, and stays so when another key \
        follows (`conferral key rotate`).
        """)

    @Option(help: "Only a key of this algorithm: Ed25519, RS256 or ES256.")
    var algorithm: KeyAlgorithm?

    @OptionGroup var place: KeyPlaceOptions

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      try await atDesk { desk in
        let office = desk.office
        let institution = try await office.institution(institution)
        let place = try place.place(of: algorithm)
        var made: [String] = []
        if let algorithm {
          let known = try await office.signingKeys(of: institution.id)
          if let key = known.first(where: {
            $0.algorithm == algorithm.rawValue && $0.state == "active"
          }) {
            throw Refusal(
              .alreadyThere,
              "\(key.id) signs for \(institution.code): `conferral key rotate --algorithm "
                + "\(algorithm.rawValue)` makes the one that follows it.")
          }
          made = [
            try await office.createKey(
              algorithm, in: place, for: institution.id, by: Actor.name)
          ]
        } else {
          made = try await office.createMissingKeys(
            in: place, for: institution.id, by: Actor.name)
        }
        for id in made {
          Terminal.say("\(id) signs for \(institution.code) from now on")
          KeyPlaceOptions.tell(place, id, desk)
        }
        if made.isEmpty {
          Terminal.say(
            "\(institution.code) has a key of each algorithm: `conferral key rotate` makes others.")
        }
      }
    }
  }

  /// `conferral key rotate`
  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make the keys that follow those which sign.",
      discussion: """
        A new key is published at once. It signs at once, too, or from an instant given with --at, \
        in every daemon without a restart. The former key stays published: its badges stay valid.
        """)

    @Option(help: "Only the key of this algorithm: Ed25519, RS256 or ES256.")
    var algorithm: KeyAlgorithm?

    @Option(help: "When the new keys begin to sign: 2027-01-01T00:00:00Z.")
    var at: InstantArgument?

    @OptionGroup var place: KeyPlaceOptions

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    @Flag(help: "For every institution.")
    var allInstitutions = false

    func run() async throws {
      try await atDesk { desk in
        let office = desk.office
        let place = try place.place(of: algorithm)
        let institutions =
          allInstitutions
          ? try await office.institutions() : [try await office.institution(institution)]
        for institution in institutions {
          for algorithm in algorithm.map({ [$0] }) ?? KeyAlgorithm.allCases {
            let id = try await office.createKey(
              algorithm, in: place, from: at?.instant, for: institution.id, by: Actor.name)
            let from = at.map { "from \($0.text) on" } ?? "from now on"
            Terminal.say("\(id) signs for \(institution.code) \(from)")
            KeyPlaceOptions.tell(place, id, desk)
          }
        }
      }
    }
  }

  /// `conferral key retire`
  struct Retire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let a key sign no longer; it stays published for its badges.")

    @Argument(help: "The key, as `conferral key list` shows it.")
    var key: String

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      try await atDesk { desk in
        let institution = try await desk.office.institution(institution)
        try await desk.office.retireKey(key, of: institution.id, by: Actor.name)
        Terminal.say("\(key) signs no longer")
      }
    }
  }

  /// `conferral key encrypt`
  struct Encrypt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Encrypt the key files in place.",
      discussion: """
        The passphrase is that of CONFERRAL_KEY_PASSPHRASE_FILE, or of a systemd credential. With \
        --new-passphrase-file, files that are encrypted with it are encrypted anew with another \
        one: give that one to the daemons afterwards. Cut off and run again, it does the rest.
        """)

    @Option(help: "A file with the passphrase to use from now on.")
    var newPassphraseFile: String?

    func run() async throws {
      let settings = try await Settings()
      var passphrase = settings.keys.passphrase.map { KeyPassphrase($0.text) }
      if let newPassphraseFile {
        let text = String(decoding: try Files.read(newPassphraseFile), as: UTF8.self)
          .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else {
          throw Refusal(.invalid, "\(newPassphraseFile) is empty: write the passphrase into it.")
        }
        passphrase = KeyPassphrase(text)
      }
      guard let passphrase else {
        throw Refusal(
          .invalid, "There is no passphrase: set CONFERRAL_KEY_PASSPHRASE_FILE to a file with one.")
      }
      for id in try settings.keys.files().encrypt(with: passphrase) {
        Terminal.say("\(id): encrypted")
      }
    }
  }
}

extension KeyAlgorithm: ExpressibleByArgument {}

/// Where a new key is to be.
struct KeyPlaceOptions: ParsableArguments {
  @Flag(help: "Make it on the token (CONFERRAL_PKCS11_MODULE) instead of in a file.")
  var onToken = false

  @Option(help: "Take the key that the token has under this label; with --algorithm.")
  var tokenKey: String?

  func place(of algorithm: KeyAlgorithm?) throws -> Office.KeyPlace {
    guard let tokenKey else { return onToken ? .token : .file }
    guard algorithm != nil else {
      throw Refusal(.invalid, "--token-key names one key: say with --algorithm what it is for.")
    }
    return .tokenKey(label: tokenKey)
  }

  static func tell(_ place: Office.KeyPlace, _ id: String, _ desk: Desk) {
    guard place == .file else { return }
    Terminal.tell("its file: \(desk.settings.keys.folder.appendingPathComponent("\(id).key").path)")
  }
}

/// An instant on the command line, with its zone: `2027-01-01T00:00:00Z`.
struct InstantArgument: ExpressibleByArgument {
  let text: String
  let instant: PostgresInstant

  init?(argument: String) {
    guard let date = try? Date(argument, strategy: .iso8601) else { return nil }
    text = argument
    instant = PostgresInstant(microsecondsSince1970: Int64(date.timeIntervalSince1970) * 1_000_000)
  }
}
