import ArgumentParser
import FeedProfiles
import Office

/// `conferral feed profiles`
struct FeedProfilesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profiles",
    abstract: "The forms in which batches are written; no database is needed.",
    subcommands: [List.self, Show.self, Check.self])

  /// `conferral feed profiles list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the profiles that belong to the program, and what each is for.")

    func run() throws {
      for name in FeedProfile.shippedNames {
        let profile = try FeedProfile(parsing: FeedProfile.shipped(name))
        Terminal.say("\(name)\t\(profile.summary)")
      }
    }
  }

  /// `conferral feed profiles show NAME`
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the text of a profile, to begin one of your own from it.")

    @Argument(help: "The profile's name.")
    var name: String

    func run() throws {
      do {
        Terminal.put(try FeedProfile.shipped(name), 1)
      } catch let error as UnknownProfile {
        throw Refusal(.nothingThere, "\(error)")
      }
    }
  }

  /// `conferral feed profiles check FILE`
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check profile files, and print every mistake with its line and the remedy.")

    @Argument(help: "Profile files.", completion: .file(extensions: ["yaml"]))
    var files: [String]

    func run() throws {
      var isGood = true
      for file in files {
        let text = try Files.text(file)
        do {
          let profile = try FeedProfile(parsing: text)
          Terminal.say("\(file): good; profile \(profile.name), version \(profile.version)")
        } catch {
          isGood = false
          for mistake in error.mistakes {
            Terminal.say("\(file):\(mistake.line): \(mistake.message); \(mistake.remedy)")
          }
        }
      }
      guard isGood else { throw ExitCode.failure }
    }
  }
}
