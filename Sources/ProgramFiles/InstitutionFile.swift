public import Microcredentials

/// An institution file that was read: who the institution is, its policy, its terms and units.
public struct InstitutionFile: Hashable, Sendable {
  /// Its short code: `esu`.
  public var code: String
  /// Its name.
  public var name: String
  /// The IANA name of the zone in which its dates are written.
  public var zone: String
  /// Where its badges, keys and status lists are found by the world, without a slash at the end.
  public var site: String
  /// Its home page.
  public var url: String
  /// The e-mail address of whoever answers for its badges.
  public var email: String
  /// Its logo, an absolute URL.
  public var image: String?
  /// What the logo shows, in words.
  public var imageCaption: String?
  /// The colour of its badges: `#1a2b3c`, in lower case.
  public var colour: String?
  /// The colour of their lines.
  public var secondColour: String?
  /// Its rules and terms.
  public var policy: Policy
  /// Its units, each after the one that it is part of.
  public var units: [InstitutionUnit] = []

  /// Reads an institution file: UTF-8 text of at most 1 MiB. Throws every mistake that was found,
  /// in the order of the lines.
  public static func read(
    _ bytes: some Collection<UInt8>, name: String
  ) throws(ProgramFileErrors) -> InstitutionFile {
    let source = try SourceText(bytes, file: name)
    let outline = Outline(source, file: name)
    let reading = Reading(file: name, grades: .usual)
    let file = outline.root.flatMap { reading.institution($0) }
    let mistakes = (outline.mistakes + reading.mistakes).sorted { $0.line < $1.line }
    guard let file, mistakes.isEmpty else { throw ProgramFileErrors(mistakes) }
    return file
  }
}

extension Reading {
  fileprivate func institution(_ root: Entry) -> InstitutionFile? {
    let keys = [
      "institution", "name", "zone", "site", "url", "email", "image", "caption", "colour",
      "second colour", "policy", "terms", "units",
    ]
    guard let fields = fields(of: root, "an institution file", keys: keys) else { return nil }
    let code = needed("institution", fields) { programCode($0) }
    let name = needed("name", fields) { text($0, "name") }
    let zone = needed("zone", fields) { text($0, "zone") }
    let site = needed("site", fields) { self.site($0) }
    let url = needed("url", fields) { address($0, "url") }
    let email = needed("email", fields) { self.email($0) }
    var policy = fields["policy"].map { self.policy($0) } ?? Policy()
    policy = Policy(
      creditCap: policy.creditCap, grades: policy.grades, sharingLimit: policy.sharingLimit,
      terms: fields["terms"].map { terms($0) } ?? [], notationHolds: policy.notationHolds)
    guard let code, let name, let zone, let site, let url, let email else { return nil }
    return InstitutionFile(
      code: code, name: name, zone: zone, site: site, url: url, email: email,
      image: fields["image"].flatMap { address($0, "image") },
      imageCaption: fields["caption"].flatMap { text($0, "caption") },
      colour: fields["colour"].flatMap { colour($0, "colour") },
      secondColour: fields["second colour"].flatMap { colour($0, "second colour") },
      policy: policy, units: fields["units"].map { units($0) } ?? [])
  }

  /// A colour of the sRGB space as `"#1a2b3c"`; YAML takes one without quotes for a comment.
  private func colour(_ entry: Entry, _ name: String) -> String? {
    guard let text = text(entry, name) else { return nil }
    let digits = text.dropFirst()
    guard text.hasPrefix("#"), digits.utf8.count == 6,
      digits.utf8.allSatisfy({ (0x30...0x39 ~= $0) || (0x61...0x66 ~= $0 | 0x20) })
    else {
      mistake(
        at: entry.place, "'\(name)' is not a colour", "Write one in quotes, such as \"#1a2b3c\".")
      return nil
    }
    return text.lowercased()
  }

  func needed<Value>(_ key: String, _ fields: Fields, _ read: (Entry) -> Value?) -> Value? {
    guard let entry = fields[key] else {
      mistake(at: fields.place, "\(fields.what) has no '\(key)'", "Add '\(key): …'.")
      return nil
    }
    return read(entry)
  }

  private func site(_ entry: Entry) -> String? {
    guard var site = address(entry, "site") else { return nil }
    while site.hasSuffix("/") { site.removeLast() }
    let isPlain = site.utf8.allSatisfy { byte in
      (0x21...0x7E).contains(byte) && !"?#&".utf8.contains(byte)
    }
    guard isPlain, site == site.lowercased() else {
      mistake(
        at: entry.place, "'site' cannot be '\(shortened(site))'",
        "Write scheme and host in lower case: 'https://badges.example.edu'.")
      return nil
    }
    return site
  }

  private func email(_ entry: Entry) -> String? {
    guard let email = text(entry, "email") else { return nil }
    let parts = email.split(separator: "@", omittingEmptySubsequences: false)
    if parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !email.contains(" ") {
      return email
    }
    mistake(
      at: entry.place, "'email' is not an address", "Write one such as 'registrar@example.edu'.")
    return nil
  }

  private func policy(_ entry: Entry) -> Policy {
    let keys = ["credit cap", "sharing limit", "grades", "notation holds"]
    guard let fields = fields(of: entry, "'policy'", keys: keys) else { return Policy() }
    let cap = fields["credit cap"].flatMap { quantity($0, "credit cap") } ?? Policy().creditCap
    if let entry = fields["credit cap"], cap == .zero {
      mistake(at: entry.place, "'credit cap' is above zero", "Write the most credits, such as 11.")
    }
    return Policy(
      creditCap: cap, grades: fields["grades"].map { grades($0) } ?? .usual,
      sharingLimit: fields["sharing limit"].flatMap { whole($0, "sharing limit") },
      notationHolds: fields["notation holds"].map { notationHolds($0) } ?? Policy().notationHolds)
  }

  /// Kinds of holds; a directory hold hides pages and keeps nothing out of the feed.
  private func notationHolds(_ entry: Entry) -> Set<HoldKind> {
    let kinds = HoldKind.allCases.filter { $0.heldReason != nil }
    let advice = "Write a list of \(kinds.map(\.rawValue).joined(separator: ", ")), or []."
    guard case .list(let members) = entry.value else {
      mistake(at: entry.place, "'notation holds' is a list", advice)
      return []
    }
    return members.reduce(into: []) { holds, member in
      guard let name = text(member, "notation holds") else { return }
      if let kind = kinds.first(where: { $0.rawValue == name }) {
        holds.insert(kind)
      } else {
        mistake(at: member.place, "'\(shortened(name))' keeps no notation back", advice)
      }
    }
  }

  /// `ordered` low to high, each `{grade, points, passes}` or a name alone; `other` outside the
  /// order.
  private func grades(_ entry: Entry) -> GradeScale {
    guard let fields = fields(of: entry, "'grades'", keys: ["ordered", "other"]) else {
      return .usual
    }
    let ordered = fields["ordered"].map { marks($0, ordered: true) } ?? []
    let other = fields["other"].map { marks($0, ordered: false) } ?? []
    return GradeScale(ordered + other)
  }

  private func marks(_ entry: Entry, ordered: Bool) -> [GradeScale.Mark] {
    guard case .list(let members) = entry.value else {
      mistake(
        at: entry.place, "grades are a list, low to high",
        "Write one '- {grade: B, points: 3}' each.")
      return []
    }
    return members.enumerated().compactMap { place, member in
      let rank = ordered ? place : nil
      if case .text(let name) = member.value {
        return GradeScale.Mark(name: name, rank: rank, points: nil, passes: true)
      }
      let keys = ["grade", "points", "passes"]
      guard let fields = fields(of: member, "a grade", keys: keys),
        let name = needed("grade", fields, { text($0, "grade") })
      else { return nil }
      return GradeScale.Mark(
        name: name, rank: rank, points: fields["points"].flatMap { quantity($0, "points") },
        passes: fields["passes"].flatMap { truth($0, "passes") } ?? true)
    }
  }

  private func terms(_ entry: Entry) -> [Term] {
    guard case .list(let members) = entry.value else {
      mistake(
        at: entry.place, "'terms' is a list",
        "Write one '- {code: 2026FA, name: Fall 2026, starts: 2026-08-24, ends: 2026-12-18}' each.")
      return []
    }
    var codes = Set<String>()
    return members.compactMap { member in
      let keys = ["code", "name", "starts", "ends"]
      guard let fields = fields(of: member, "a term", keys: keys),
        let code = needed("code", fields, { text($0, "code") }),
        let starts = needed("starts", fields, { day($0, "starts") }),
        let ends = needed("ends", fields, { day($0, "ends") })
      else { return nil }
      if ends <= starts {
        mistake(
          at: fields.place(of: "ends"), "the term ends before it starts", "Correct one of the days."
        )
      }
      if !codes.insert(code).inserted {
        mistake(
          at: fields.place(of: "code"), "the term '\(shortened(code))' is there twice",
          "Give each term a code of its own.")
      }
      return Term(
        code: code, name: fields["name"].flatMap { text($0, "name") } ?? code, starts: starts,
        ends: ends)
    }
  }
}
