public import Microcredentials

/// A program file that was read: the program version it describes, and where each part stands.
public struct ProgramFile: Hashable, Sendable {
  /// The name of the file, as it was given to the reader.
  public var name: String
  /// What the file says.
  public var version: ProgramVersion
  /// Where each requirement begins, by its id.
  public var requirements: [String: Place]
  /// Where each section begins, by its key: `credit`, `criteria`.
  public var sections: [String: Place]

  /// Reads a program file: UTF-8 text of at most 1 MiB in the criteria language.
  ///
  /// Throws every mistake that was found, in the order of the lines. Grades are looked up on the
  /// scale of the policy.
  public static func read(
    _ bytes: some Collection<UInt8>, name: String, policy: Policy = Policy()
  ) throws(ProgramFileErrors) -> ProgramFile {
    let source = try SourceText(bytes, file: name)
    let outline = Outline(source, file: name)
    let reading = Reading(file: name, grades: policy.grades)
    let file = outline.root.flatMap { reading.file($0) }
    let mistakes = (outline.mistakes + reading.mistakes).enumerated()
      .sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
      .map(\.element)
    guard let file, mistakes.isEmpty else { throw ProgramFileErrors(mistakes) }
    return file
  }
}

extension ProgramFileError {
  fileprivate var place: Place { Place(line: line, column: column) }
}

extension Reading {
  fileprivate func file(_ root: Entry) -> ProgramFile? {
    guard case .mapping(let all) = root.value else {
      if case .text("") = root.value {
        mistake(at: root.place, "the file is empty", "Begin it with 'program: CODE'.")
      } else {
        mistake(
          at: root.place, "a program file is a mapping of keys, not \(root.kind)",
          "Begin it with 'program: CODE', one key a line.")
      }
      return nil
    }
    guard let fields = fields(of: root, "a program file", keys: Vocabulary.sections) else {
      return nil
    }
    let sections = Dictionary(
      all.map { ($0.key, $0.place) }, uniquingKeysWith: { first, _ in first })
    return version(fields).map {
      ProgramFile(name: file, version: $0, requirements: places, sections: sections)
    }
  }

  private func version(_ fields: Fields) -> ProgramVersion? {
    let program = required("program", fields, as: programCode)
    let title = required("title", fields) { self.text($0, "title") }
    let label = required("version", fields) { self.text($0, "version") }
    let summary = required("description", fields) { self.prose($0, "description") }
    let credit = required("credit", fields, as: credit)
    let (criteria, evidence) = criteria(fields)
    let draft = ProgramVersion(
      program: program ?? "", title: title ?? "", version: label ?? "", summary: summary ?? "",
      unit: fields["unit"].flatMap { text($0, "unit") },
      level: fields["level"].flatMap { text($0, "level") }, credit: credit ?? .none,
      effective: fields["effective"].flatMap { day($0, "effective") },
      enrollment: fields["enrollment"].flatMap(window) ?? Window(),
      criteria: criteria ?? Reading.nothing, evidence: evidence,
      awardDates: fields["award"].map(awardDates) ?? [],
      competencies: fields["competencies"].map(competencies) ?? [],
      skills: fields["skills"].map { texts($0, "skills") } ?? [],
      stacksInto: fields["stacks into"].map { texts($0, "stacks into") } ?? [],
      partners: fields["partners"].map(partners) ?? [],
      fieldOfStudy: fields["field of study"].flatMap { text($0, "field of study") },
      validFor: fields["valid for"].flatMap { span($0, "valid for") },
      results: fields["results"].map(results) ?? [],
      exceptions: fields["exceptions"].flatMap { word($0, "exceptions", as: Exceptions.self) }
        ?? .all,
      badge: badge(fields["badge"], title: title ?? "", summary: summary ?? ""),
      notation: notation(fields, credit: credit, title: title ?? ""))
    return criteria == nil ? nil : draft
  }

  private static var nothing: Requirement {
    .group(GroupRequirement(label: Label(id: "", title: ""), members: []))
  }

  private func required<Value>(
    _ key: String, _ fields: Fields, as read: (Entry) -> Value?
  ) -> Value? {
    if let entry = fields[key] { return read(entry) }
    mistake(
      at: Place(line: 1), "the file has no '\(key)'", "Add '\(key): …' at the left margin.")
    return nil
  }

  private func criteria(_ fields: Fields) -> (Requirement?, EvidenceRequirement?) {
    pools = fields["pools"].map { pools($0) } ?? [:]
    guard let entry = required("criteria", fields, as: { $0 }) else { return (nil, nil) }
    takeWrittenIDs(in: entry)
    let evidence = fields["evidence"].flatMap(evidence)
    guard let criteria = requirement(entry) else { return (nil, nil) }
    return (root(criteria, with: evidence?.1), evidence?.0)
  }

  private func notation(_ fields: Fields, credit: Credit?, title: String) -> String? {
    guard let entry = fields["notation"] else {
      return credit?.isBearing == true ? "Micro-credential: \(title)" : nil
    }
    if credit == Credit.none {
      mistake(
        at: fields.place(of: "notation"), "a program without credit has no transcript notation",
        "Drop 'notation', or state the credits under 'credit'.")
    }
    return text(entry, "notation")
  }
}
