/// Judges contents: what they are, and whether that is taken. Only headers are read and nothing
/// is ever unpacked, so that no content can make it use much memory or time.
public struct Inspection: Sendable {
  /// The kinds that are taken.
  public var allowed = Set(MediaType.allCases).subtracting([.zip])
  /// The most pixels of an image, or of one frame of an animation.
  public var pixels = 100_000_000
  /// The most entries of a ZIP archive (office documents are such archives).
  public var entries = 10_000
  /// The most bytes that an archive says it unpacks to.
  public var unpacked = 1_000_000_000
  /// How many times larger than itself an archive may unpack to, beyond the first 10 MB.
  public var ratio = 200

  /// The usual rules.
  public init() {}

  /// The kind of a received file. Throws `FilingError` (refused) with a sentence for its sender
  /// when the kind is not taken or not what was declared, or the content is made to deceive.
  public func mediaType(of file: SpooledFile, declared: String?) async throws -> MediaType {
    try await Blocking.run { try judge(ByteSource(file.open()), declared: declared) }
  }

  func judge(_ source: ByteSource, declared: String?) throws -> MediaType {
    let found = try kind(of: source)
    guard let type = found.agreeing(with: declared) else {
      throw Inspection.refusal(
        "The content is \(found.rawValue), not what the upload was declared to be: "
          + "give the file its proper name and send it again.")
    }
    guard allowed.contains(type) else {
      throw Inspection.refusal(
        "Files of the kind \(type.rawValue) are not taken here: send a PDF or share it by a link.")
    }
    return type
  }

  static func refusal(_ sentence: String) -> FilingError {
    FilingError(.refused, sentence)
  }

  private func kind(of source: ByteSource) throws -> MediaType {
    let head = try source.bytes(at: 0, count: 1_024)
    try Forbidden.checkDisplacedDocument(head)
    if head.starts(with: [0x50, 0x4B]) {
      return try ArchiveInspection(rules: self).kind(of: source)
    }
    guard let kind = try binaryKind(head, source) else {
      try Forbidden.check(head)
      return try PlainText.check(source)
    }
    try Forbidden.checkMixture(head)
    if try ZipDirectory.tail(of: source) != nil {
      throw Inspection.refusal(
        "The file is two things at once, \(kind.rawValue) and a ZIP archive: save it anew.")
    }
    return kind
  }

  private func binaryKind(_ head: [UInt8], _ source: ByteSource) throws -> MediaType? {
    if head.starts(with: Array("%PDF-".utf8)) {
      return .pdf
    } else if let size = try ImageSize.read(head, source, tooMany: pixels) {
      try size.check(against: pixels)
      return size.type
    }
    return try Recording.kind(head, source)
  }
}
