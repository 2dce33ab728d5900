internal import Yams

/// A mapping file: for one kind of file, or for a bundle of files that belong together.
public enum MappingFile: Sendable {
  /// It reads one kind of file.
  case file(Mapping)
  /// It reads a bundle.
  case bundle(BundleMapping)

  /// Reads a mapping file, YAML as the article <doc:Mappings> describes it.
  ///
  /// - Throws: every mistake in it at once.
  public init(_ yaml: String) throws(MappingMistakes) {
    if try Outline.read(yaml).mapping?["files"] == nil {
      self = .file(try Mapping(yaml))
    } else {
      self = .bundle(try BundleMapping(yaml))
    }
  }
}

/// What a bundle of somebody else's files means in our words: a zip or a folder whose files are
/// read one after the other, with one manifest that says which there are.
public struct BundleMapping: Sendable {
  /// One reading of one file of the bundle.
  public struct Part: Sendable {
    /// The name of the file, without folders; a `*` at its beginning stands for any letters.
    public let file: String
    /// What this reading is for, where a file is read more than once.
    public let purpose: String?
    /// Whether the bundle may lack the file.
    public let isOptional: Bool
    /// What its rows mean.
    public let mapping: Mapping

    /// `users.csv`, or `users.csv (departures)`.
    public var title: String { purpose.map { "\(file) (\($0))" } ?? file }
  }

  /// How the manifest is found and which one is meant.
  struct ManifestRule: Sendable {
    var file: String
    /// The property that says the version of the format, and its values.
    var property: String?
    var values: [String] = []
  }

  /// What it is called.
  public let name: String
  /// What it is for.
  public let summary: String
  /// The readings, in their order.
  public let parts: [Part]

  let manifest: ManifestRule?

  /// The name of the bundle's manifest; nil for bundles that have none.
  public var manifestFile: String? { manifest?.file }

  /// Reads a mapping file with `files`.
  ///
  /// - Throws: every mistake in it at once.
  public init(_ yaml: String) throws(MappingMistakes) {
    var parser = BundleParser()
    self = try parser.parse(yaml)
  }

  init(name: String, summary: String, parts: [Part], manifest: ManifestRule?) {
    self.name = name
    self.summary = summary
    self.parts = parts
    self.manifest = manifest
  }
}
