import ArgumentParser
import Foundation
import Office
import ProgramFiles
import Storage

/// `conferral institution`
struct InstitutionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "institution", abstract: "Describe institutions.",
    subcommands: [Apply.self, List.self])

  /// `conferral institution apply`
  struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Store what an institution file says: name, zone, site, policy, terms, units.")

    @Argument(help: "The institution file (YAML).")
    var file: String

    func run() async throws {
      let text = try Files.read(file)
      let description = try InstitutionFile.read(text, name: file)
      try await atDesk { desk in
        let written = try await desk.office.apply(
          InstitutionDescription(description), by: Actor.name)
        Terminal.say("\(description.code): \(written ? "stored" : "unchanged")")
      }
    }
  }

  /// `conferral institution list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the institutions.")

    func run() async throws {
      try await atDesk { desk in
        for institution in try await desk.office.institutions() {
          Terminal.say("\(institution.code)\t\(institution.name)\t\(institution.site)")
        }
      }
    }
  }
}

/// Who runs a subcommand, in the journal: the account on the machine.
enum Actor {
  static var name: String {
    "operator:" + (ProcessInfo.processInfo.environment["USER"] ?? "\(getuid())")
  }
}

/// Files named on the command line.
enum Files {
  /// Whether there is a file of that path.
  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// The bytes of a file of at most 1 MiB.
  static func read(_ path: String) throws -> [UInt8] {
    let handle = FileHandle(forReadingAtPath: path)
    defer { try? handle?.close() }
    // One byte more than is allowed, so that the reader can say that it is too large.
    guard let handle, let data = try? handle.read(upToCount: 1_048_577) ?? Data() else {
      throw Refusal(
        .unreadableFile, "\(path) cannot be read: check that it is a file, and its permissions.")
    }
    return [UInt8](data)
  }

  /// The text of such a file.
  static func text(_ path: String) throws -> String {
    guard let text = String(validating: try read(path), as: UTF8.self) else {
      throw Refusal(.unreadableFile, "\(path) is not UTF-8.")
    }
    return text
  }
}

extension InstitutionDescription {
  /// What an institution file says; the office gives a new institution its number.
  init(_ file: InstitutionFile) {
    self.init(
      institution: Institution(
        id: 0, code: file.code, name: file.name, zone: file.zone, site: file.site, url: file.url,
        email: file.email, image: file.image, imageCaption: file.imageCaption,
        colour: file.colour, secondColour: file.secondColour),
      policy: file.policy,
      units: file.units.map { .init(code: $0.code, name: $0.name, partOf: $0.partOf) })
  }
}
