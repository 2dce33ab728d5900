public import Foundation

/// A ZIP archive whose files are read as streams, within limits; nothing is ever written to a disk.
///
/// The directory is judged before anything is unpacked, and what comes out is held against it:
/// no entry can give more bytes than it says, nor other bytes than its checksum says.
public struct ZipArchive: Sendable {
  /// How large an archive may be.
  public struct Limits: Hashable, Sendable {
    /// The most entries.
    public var entries: Int
    /// The most bytes of all files together.
    public var unpacked: Int
    /// How many times larger than packed a file may be, beyond its first 10 MB.
    public var ratio: Int

    /// Makes limits; without arguments 1,000 entries, 4 GB and 200 times.
    public init(entries: Int = 1_000, unpacked: Int = 4_000_000_000, ratio: Int = 200) {
      self.entries = entries
      self.unpacked = unpacked
      self.ratio = ratio
    }
  }

  /// A file in the archive.
  public struct Entry: Hashable, Sendable {
    /// Its name without folders.
    public let name: String
    /// How many bytes it unpacks to.
    public let size: Int
    let method: Int
    let packed: Int
    let offset: Int
    let crc: Int
  }

  /// The files, in the order of the archive; folders and the hidden files that some systems add are
  /// left out.
  public let entries: [Entry]
  private let file: URL

  /// Opens an archive. Throws `FilingError` with a sentence when it is none, is damaged or
  /// encrypted, leads out of itself, or is larger than the limits.
  public init(_ file: URL, limits: Limits = Limits()) throws {
    self.file = file
    let source = try ZipArchive.source(file)
    let listed = try ZipDirectory.entries(of: source, atMost: limits.entries)
    var entries: [Entry] = []
    var names = Set<String>()
    var total = 0
    for entry in listed {
      try ZipArchive.check(entry, limits)
      total += entry.unpacked
      let path = String(decoding: entry.name, as: UTF8.self)
      guard let name = try ZipArchive.name(path) else { continue }
      guard names.insert(name.lowercased()).inserted else {
        throw Inspection.refusal("The archive has two files of one name: pack each once.")
      }
      entries.append(
        Entry(
          name: name, size: entry.unpacked, method: entry.method, packed: entry.packed,
          offset: try ZipArchive.start(of: entry, in: source), crc: entry.crc))
    }
    guard total <= limits.unpacked else { throw ZipArchive.tooLarge }
    self.entries = entries
  }

  /// Opens a file of the archive; each time from its beginning.
  public func stream(of entry: Entry) throws -> ZipStream {
    try ZipStream(entry, of: ZipArchive.source(file))
  }

  private static let tooLarge = Inspection.refusal(
    "The archive would unpack to far more than it is, or than is taken: it is not read.")

  private static func source(_ file: URL) throws -> ByteSource {
    guard let open = try? OpenFile.reading(file), let source = try? ByteSource(open) else {
      throw FilingError(
        .notFound, "The archive cannot be opened: check that it is a file, and its permissions.")
    }
    return source
  }

  private static func check(_ entry: ZipDirectory.Entry, _ limits: Limits) throws {
    // Sizes and places that stand elsewhere (ZIP64) are written as all ones.
    guard entry.unpacked < 0xFFFF_FFFF, entry.packed < 0xFFFF_FFFF, entry.offset < 0xFFFF_FFFF
    else {
      throw Inspection.refusal(
        "The archive is of the kind ZIP64, which is not taken: give the folder of its files.")
    }
    guard entry.flags & 0x2041 == 0 else {
      throw Inspection.refusal("The archive is protected by a password: pack it without one.")
    }
    guard [0, 8].contains(entry.method), entry.method == 8 || entry.packed == entry.unpacked else {
      throw Inspection.refusal(
        "The archive is packed in an unusual way: pack it as an ordinary ZIP (deflate).")
    }
    guard entry.unpacked <= 10_000_000 || entry.unpacked / limits.ratio <= entry.packed else {
      throw tooLarge
    }
  }

  /// The name without folders; nil for a folder and for what macOS adds.
  private static func name(_ path: String) throws -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = path.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
    let leadsOut = path.hasPrefix("/") || path.dropFirst().hasPrefix(":")
    guard isPlain, !leadsOut, !parts.contains(".."), !parts.contains("."),
      !parts.dropLast().contains("")
    else {
      throw Inspection.refusal("The archive has a name that leads out of it: pack it anew.")
    }
    guard let name = parts.last, !name.isEmpty, !name.hasPrefix("."), parts[0] != "__MACOSX"
    else { return nil }
    return String(name)
  }

  /// Where the packed bytes begin: after the local header, whose lengths are its own.
  private static func start(of entry: ZipDirectory.Entry, in source: ByteSource) throws -> Int {
    let head = try source.bytes(at: entry.offset, count: 30)
    return entry.offset + 30 + head.little(at: 26, 2) + head.little(at: 28, 2)
  }
}
