/// Bytes at any place of a content, in memory or in a file. No place is out of range: what is not
/// there is not returned.
struct ByteSource {
  private enum Place {
    case memory([UInt8])
    case file(OpenFile)
  }

  let length: Int
  private let place: Place

  init(_ bytes: [UInt8]) {
    length = bytes.count
    place = .memory(bytes)
  }

  init(_ file: OpenFile) throws {
    length = try file.length() ?? 0
    place = .file(file)
  }

  func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    guard offset >= 0, offset < length, count > 0 else { return [] }
    let count = min(count, length - offset)
    switch place {
    case .memory(let bytes): return Array(bytes[offset..<(offset + count)])
    case .file(let file): return try file.read(count, at: offset)
    }
  }
}

/// Reads a content from a place on, through a window.
struct ByteCursor {
  private static let window = 65_536

  private(set) var position: Int
  private let source: ByteSource
  private var start = 0
  private var bytes: [UInt8] = []

  init(_ source: ByteSource, at position: Int = 0) {
    self.source = source
    self.position = position
  }

  /// The next byte; nil at the end.
  mutating func next() throws -> UInt8? {
    if position < start || position >= start + bytes.count {
      bytes = try source.bytes(at: position, count: ByteCursor.window)
      start = position
      if bytes.isEmpty { return nil }
    }
    defer { position += 1 }
    return bytes[position - start]
  }

  mutating func next(_ count: Int) throws -> [UInt8]? {
    var result: [UInt8] = []
    for _ in 0..<count {
      guard let byte = try next() else { return nil }
      result.append(byte)
    }
    return result
  }

  /// Leaves bytes out; false when they are not there.
  mutating func skip(_ count: Int) -> Bool {
    guard count >= 0, count <= source.length - position else { return false }
    position += count
    return true
  }
}

extension [UInt8] {
  /// A number of up to 4 bytes, the lowest first; 0 where they are not there.
  func little(at offset: Int, _ width: Int) -> Int {
    guard offset >= 0, offset + width <= count else { return 0 }
    return self[offset..<(offset + width)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// A number of up to 4 bytes, the highest first; 0 where they are not there.
  func big(at offset: Int, _ width: Int) -> Int {
    guard offset >= 0, offset + width <= count else { return 0 }
    return self[offset..<(offset + width)].reduce(0) { $0 << 8 | Int($1) }
  }

  func has(_ text: String, at offset: Int) -> Bool {
    let wanted = text.utf8
    guard offset >= 0, offset + wanted.count <= count else { return false }
    return self[offset..<(offset + wanted.count)].elementsEqual(wanted)
  }
}
