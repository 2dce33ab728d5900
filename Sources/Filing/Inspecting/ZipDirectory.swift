/// The central directory of a ZIP archive (APPNOTE 6.3.10, sections 4.3.12 and 4.3.16), read
/// without unpacking anything.
struct ZipDirectory {
  struct Tail: Hashable {
    var offset: Int
    var entries: Int
    var directoryLength: Int
    var directoryOffset: Int
    var isSplit: Bool
  }

  struct Entry {
    var name: [UInt8]
    var flags: Int
    var method: Int
    var crc: Int
    var packed: Int
    var unpacked: Int
    var offset: Int
  }

  /// The end record, when one reaches exactly to the end of the content.
  static func tail(of source: ByteSource) throws -> Tail? {
    let count = min(source.length, 22 + 65_535)
    let start = source.length - count
    let bytes = try source.bytes(at: start, count: count)
    guard bytes.count >= 22 else { return nil }
    for offset in stride(from: bytes.count - 22, through: 0, by: -1)
    where bytes[offset] == 0x50 && bytes.little(at: offset, 4) == 0x0605_4B50
      && offset + 22 + bytes.little(at: offset + 20, 2) == bytes.count
    {
      return Tail(
        offset: start + offset, entries: bytes.little(at: offset + 10, 2),
        directoryLength: bytes.little(at: offset + 12, 4),
        directoryOffset: bytes.little(at: offset + 16, 4),
        isSplit: bytes.little(at: offset + 4, 4) != 0
          || bytes.little(at: offset + 8, 2) != bytes.little(at: offset + 10, 2))
    }
    return nil
  }

  /// All entries; at most as many as the rules allow.
  static func entries(of source: ByteSource, atMost limit: Int) throws -> [Entry] {
    guard let tail = try tail(of: source), !tail.isSplit,
      tail.directoryOffset + tail.directoryLength == tail.offset
    else { throw broken }
    guard tail.entries <= limit else {
      throw Inspection.refusal(
        "The archive has \(tail.entries) entries, more than \(limit): send fewer files.")
    }
    var cursor = ByteCursor(source, at: tail.directoryOffset)
    var entries: [Entry] = []
    for _ in 0..<tail.entries {
      guard let entry = try entry(&cursor), cursor.position <= tail.offset else { throw broken }
      entries.append(entry)
    }
    guard !entries.isEmpty, cursor.position == tail.offset else { throw broken }
    try checkPlaces(entries, in: source, end: tail.directoryOffset)
    return entries
  }

  static let broken = Inspection.refusal(
    "The archive or office document is broken or of an unusual make: save it anew and send that.")

  private static func entry(_ cursor: inout ByteCursor) throws -> Entry? {
    guard let head = try cursor.next(46), head.little(at: 0, 4) == 0x0201_4B50 else { return nil }
    let nameLength = head.little(at: 28, 2)
    guard (1...1_024).contains(nameLength), let name = try cursor.next(nameLength),
      cursor.skip(head.little(at: 30, 2) + head.little(at: 32, 2))
    else { return nil }
    return Entry(
      name: name, flags: head.little(at: 8, 2), method: head.little(at: 10, 2),
      crc: head.little(at: 16, 4), packed: head.little(at: 20, 4), unpacked: head.little(at: 24, 4),
      offset: head.little(at: 42, 4))
  }

  /// The entries lie one behind the other from the first byte on: nothing before them, no overlap
  /// (which would unpack the same bytes again and again), each under the name that is listed.
  private static func checkPlaces(
    _ entries: [Entry], in source: ByteSource, end: Int
  ) throws {
    var free = 0
    for entry in entries.sorted(by: { $0.offset < $1.offset }) {
      let head = try source.bytes(at: entry.offset, count: 30 + entry.name.count)
      guard free == 0 ? entry.offset == 0 : entry.offset >= free,
        head.count == 30 + entry.name.count, head.little(at: 0, 4) == 0x0403_4B50,
        head.little(at: 26, 2) == entry.name.count, head[30...].elementsEqual(entry.name),
        head.little(at: 8, 2) == entry.method
      else { throw broken }
      free = entry.offset + 30 + entry.name.count + head.little(at: 28, 2) + entry.packed
    }
    guard free <= end else { throw broken }
  }
}
