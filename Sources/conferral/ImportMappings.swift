import ArgumentParser
import Office
import Rosters

/// `conferral import mappings`
struct ImportMappings: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mappings", abstract: "The mappings that come with the program.",
    subcommands: [List.self, Show.self], defaultSubcommand: List.self)

  /// `conferral import mappings list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List them: the name, a tab, and what it is for.")

    func run() throws {
      for name in try ShippedMappings.names() {
        let summary =
          switch try ShippedMappings.text(name).map({ try MappingFile($0) }) {
          case .file(let mapping): mapping.summary
          case .bundle(let mapping): mapping.summary
          case nil: ""
          }
        Terminal.say("\(name)\t\(summary)")
      }
    }
  }

  /// `conferral import mappings show`
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print one, to be read, or to be copied and adapted.")

    @Argument(help: "The name of the mapping.")
    var name: String

    func run() throws {
      guard let text = try ShippedMappings.text(name) else {
        throw Refusal(
          .nothingThere,
          "No mapping “\(name)” comes with the program; \(try ShippedMappings.remedy(for: name))")
      }
      Terminal.put(text, 1)
    }
  }

  /// The text of a mapping: a file, or one that comes with the program.
  static func text(_ mapping: String) throws -> String {
    let isName = !mapping.contains("/") && !mapping.contains(".yaml") && !mapping.contains(".yml")
    guard isName, !Files.exists(mapping) else {
      return String(decoding: try Files.read(mapping), as: UTF8.self)
    }
    if let text = try ShippedMappings.text(mapping) { return text }
    throw Refusal(
      .unreadableFile,
      "There is no file \(mapping), and no mapping of that name comes with the program; "
        + "\(try ShippedMappings.remedy(for: mapping))")
  }
}
