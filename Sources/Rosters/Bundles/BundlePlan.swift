/// Which files of a bundle are read, and how: a mapping, the files that are there and the manifest
/// held against each other.
public struct BundlePlan: Sendable {
  /// One file that is read.
  public struct Reading: Sendable {
    /// What is made of it.
    public let part: BundleMapping.Part
    /// Its name in the bundle.
    public let file: String
  }

  /// The readings, in the order of the mapping.
  public private(set) var readings: [Reading] = []
  /// What is odd about the bundle and was passed over, in sentences.
  public private(set) var notices: [String] = []

  private let mapping: BundleMapping
  private let names: [String]
  private let manifest: BundleManifest?

  /// Makes a plan for the files of those names.
  ///
  /// - Throws: ``RosterFileError`` when the bundle is not what the mapping reads, or lacks a file
  ///   that it says it has.
  public init(
    _ mapping: BundleMapping, names: [String], manifest: BundleManifest?
  ) throws(RosterFileError) {
    self.mapping = mapping
    self.names = names.sorted()
    self.manifest = manifest
    if let rule = mapping.manifest { try checkVersion(rule) }
    try checkDeclared()
    for part in mapping.parts {
      guard let file = try find(part.file), isRead(file) else {
        try checkOptional(part)
        continue
      }
      readings.append(Reading(part: part, file: file))
    }
    if readings.isEmpty {
      // A manifest alone says that nothing changed (OneRoster 1.1 CSV, section 2).
      guard let rule = mapping.manifest, manifest != nil else {
        throw RosterFileError(
          .fileMissing, "the bundle has none of the files that “\(mapping.name)” reads")
      }
      notices.append("\(rule.file) names no file that is read: nothing changed.")
    }
    try notice()
  }

  /// The file of the bundle in which a lookup finds its rows, and whether it holds only what
  /// changed; no file when there is none.
  public func file(for lookup: Mapping.Lookup) throws(RosterFileError) -> (
    name: String?, isDelta: Bool
  ) {
    let found = try find(lookup.file).flatMap { isRead($0) || isOwn($0) ? $0 : nil }
    let mode = manifest?.mode(of: found ?? lookup.file)
    return (found, mode == .delta || (mode == .absent && found == nil))
  }

  private func checkVersion(_ rule: BundleMapping.ManifestRule) throws(RosterFileError) {
    guard let manifest else {
      throw RosterFileError(
        .manifestMissing,
        "the bundle has no \(rule.file), which says which files belong to it; have it exported again"
      )
    }
    guard let property = rule.property else { return }
    let value = manifest[property]
    let fits = rule.values.contains { value == $0 || value?.hasPrefix("\($0).") == true }
    if fits { return }
    let wanted = rule.values.joined(separator: " or ")
    throw RosterFileError(
      .manifestVersion,
      "\(rule.file) does not say \(property) \(wanted), which “\(mapping.name)” reads; choose the "
        + "mapping of its version")
  }

  /// What the manifest says is there and the mapping needs must be there.
  private mutating func checkDeclared() throws(RosterFileError) {
    guard let manifest, let rule = mapping.manifest else { return }
    let present = Set(names.map { $0.lowercased() })
    let lacking = manifest.declared.filter { !present.contains($0) }
    let known = Set(
      (mapping.parts.map(\.file) + mapping.parts.flatMap { $0.mapping.lookups.map(\.file) })
        .map { $0.lowercased() })
    let needed = lacking.filter { known.contains($0) }
    if !needed.isEmpty {
      throw RosterFileError(
        .fileMissing,
        "\(rule.file) says that the bundle has \(needed.joined(separator: ", ")), but it does not; "
          + "nothing was read: have the bundle exported again")
    }
    if !lacking.isEmpty {
      notices.append(
        "\(rule.file) says that the bundle has \(lacking.joined(separator: ", ")), but it does "
          + "not; the mapping does not need it.")
    }
  }

  private func checkOptional(_ part: BundleMapping.Part) throws(RosterFileError) {
    guard !part.isOptional, manifest == nil else { return }
    throw RosterFileError(
      .fileMissing, "the bundle has no \(part.file), which “\(mapping.name)” needs")
  }

  /// Says which files were left alone, and why.
  private mutating func notice() throws(RosterFileError) {
    var read = Set(readings.map(\.file))
    for lookup in mapping.parts.flatMap(\.mapping.lookups) {
      if let file = try find(lookup.file) { read.insert(file) }
    }
    if let rule = mapping.manifest, let file = try find(rule.file) { read.insert(file) }
    let undeclared = names.filter { !isRead($0) && !(read.contains($0) && isOwn($0)) }
    if !undeclared.isEmpty, let rule = mapping.manifest {
      notices.append(
        "\(undeclared.joined(separator: ", ")): in the bundle, though \(rule.file) does not say "
          + "so; not read.")
    }
    let unknown = names.filter { !read.contains($0) && !undeclared.contains($0) }
    if !unknown.isEmpty {
      notices.append("\(unknown.joined(separator: ", ")): not read by “\(mapping.name)”.")
    }
  }

  /// Whether the manifest says that the file is there; without one every file counts.
  private func isRead(_ file: String) -> Bool {
    guard let manifest, file.lowercased() != mapping.manifest?.file.lowercased() else {
      return true
    }
    return [.bulk, .delta].contains(manifest.mode(of: file))
  }

  /// Whether the manifest has no word about the file: a table that the institution added.
  private func isOwn(_ file: String) -> Bool { manifest.map { !$0.names(file) } ?? false }

  private func find(_ pattern: String) throws(RosterFileError) -> String? {
    let word = pattern.lowercased()
    let found = names.filter { name in
      word.hasPrefix("*")
        ? name.lowercased().hasSuffix(word.dropFirst()) : name.lowercased() == word
    }
    if let exact = found.first(where: { $0.lowercased() == word.drop { $0 == "*" } }) {
      return exact
    }
    if found.count > 1 {
      throw RosterFileError(
        .fileAmbiguous,
        "the bundle has \(found.joined(separator: " and ")); only one file can be \(pattern)")
    }
    return found.first
  }
}
