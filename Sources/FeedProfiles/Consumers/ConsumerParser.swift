internal import Foundation
internal import Rosters
internal import Yams

/// Turns the YAML of a consumer's file into its value and gathers every mistake on the way.
struct ConsumerParser: OutlineParser {
  private static let words = [
    "consumer", "title", "mode", "profile", "units", "programs", "clients", "deliver", "webhook",
    "schedule", "alarms", "expects acknowledgements",
  ]

  private(set) var mistakes: [FeedFileError.Mistake] = []

  mutating func parse(_ yaml: String) throws(FeedFileError) -> ConsumerFile {
    let file: Section?
    do {
      file = section(
        try Outline.read(yaml, beginning: "consumer"), "the consumer's file", Self.words)
    } catch {
      throw FeedFileError(error)
    }
    guard let file else { throw failure }
    let name = name(file)
    let title = file["title"].flatMap { line($0, most: 200) } ?? name
    let mode = mode(file)
    let profile = file["profile"].flatMap { self.profile($0) }
    let units = file["units"].flatMap { names($0, "unit") }
    let programs = file["programs"].flatMap { names($0, "program") }
    let clients = file["clients"].flatMap { names($0, "token") }
    let channel = file["deliver"].flatMap { self.channel($0) }
    let webhook = file["webhook"].flatMap { self.webhook($0) }
    let schedule = file["schedule"].flatMap { self.schedule($0) }
    let alarms = file["alarms"].map { self.alarms($0) }
    let expects = file["expects acknowledgements"].flatMap {
      truth($0.node, "expects acknowledgements")
    }
    checkProfile(file)
    guard mistakes.isEmpty, let name, let title, let mode else { throw failure }
    return ConsumerFile(
      name: name, title: title, mode: mode, profile: profile, units: units, programs: programs,
      clients: clients ?? [], channel: channel, webhook: webhook, schedule: schedule,
      alarms: alarms ?? .init(), expectsAcknowledgements: expects ?? false)
  }

  private var failure: FeedFileError {
    FeedFileError(mistakes: mistakes.sorted { $0.line < $1.line })
  }

  private mutating func name(_ file: Section) -> String? {
    guard let entry = file["consumer"] else {
      mistake(file.line, "the consumer has no name", "begin with “consumer:” and a name")
      return nil
    }
    guard let name = line(entry, most: 60) else { return nil }
    if name.wholeMatch(of: /[a-z0-9]([a-z0-9-]*[a-z0-9])?/) != nil { return name }
    mistake(
      entry.line, "“\(name)” is no name of a consumer",
      "write letters of a to z, digits and hyphens, as in “banner”")
    return nil
  }

  private mutating func mode(_ file: Section) -> ConsumerFile.Mode? {
    guard let entry = file["mode"] else {
      mistake(file.line, "it is not said whether this is a test", "write “mode: test”")
      return nil
    }
    let modes = ConsumerFile.Mode.allCases.map(\.rawValue)
    guard let word = text(entry.node, "mode") else { return nil }
    if let mode = ConsumerFile.Mode(rawValue: word) { return mode }
    mistake(
      entry.line, "there is no mode “\(word)”", Spelling.remedy(for: word, among: modes))
    return nil
  }

  private mutating func profile(_ entry: Section.Entry) -> ConsumerFile.Profile? {
    guard entry.node.mapping != nil else {
      guard let name = text(entry.node, "profile") else { return nil }
      let shipped = FeedProfile.shippedNames
      if shipped.contains(name) { return .shipped(name) }
      mistake(
        entry.line, "there is no profile “\(name)”",
        Spelling.remedy(for: name, among: shipped) + "; a file of your own is {file: my.yaml}")
      return nil
    }
    guard let section = section(entry.node, "profile", ["file"]) else { return nil }
    return needed("file", in: section).flatMap { line($0, most: 1_000) }.map { .file($0) }
  }

  /// What is written in a profile needs one.
  private mutating func checkProfile(_ file: Section) {
    guard file["profile"] == nil else { return }
    for word in ["deliver", "schedule"] {
      guard let entry = file[word] else { continue }
      mistake(
        entry.line, "there is a “\(word)” but no profile",
        "say with “profile:” how its batches are written")
    }
  }

  /// A list of names, each once; an empty one would mean something else than none.
  private mutating func names(_ entry: Section.Entry, _ kind: String) -> [String]? {
    let names = texts(entry.node, "a \(kind)'s name")
    if names.isEmpty {
      mistake(entry.line, "“\(entry.word)” names nothing", "name at least one, or leave it out")
    }
    if names.count > 1_000 {
      mistake(entry.line, "“\(entry.word)” names more than 1000", "name a larger part instead")
    }
    if let twice = Dictionary(grouping: names, by: \.self).first(where: { $1.count > 1 })?.key {
      mistake(entry.line, "“\(twice)” is there twice", "name it once")
    }
    return names
  }

  mutating func mistake(_ line: Int, _ message: String, _ remedy: String) {
    // Enough to work on; a file of nonsense need not fill the memory.
    if mistakes.count < 100 {
      mistakes.append(.init(line: line, message: message, remedy: remedy))
    }
  }
}
