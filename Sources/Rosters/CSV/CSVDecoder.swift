/// Turns the bytes of a file into UTF-8, over pieces cut anywhere.
///
/// What is not valid in the encoding becomes a byte that UTF-8 never has, so that one check of a
/// finished row finds it whatever the encoding.
struct CSVDecoder: Sendable {
  /// Stands for one source unit that has no meaning.
  private static let invalid: UInt8 = 0xFF
  /// Stands for half a UTF-16 unit at the end of a file.
  private static let half: UInt8 = 0xFE

  private let encoding: CSVDialect.Encoding
  private var carry: [UInt8] = []
  private var isBigEndian: Bool
  private var isStarted = false
  /// How many bytes of the file were taken in.
  private var offset = 0
  /// The place in the file up to which bytes are left out.
  private var target = 0
  /// The length of the byte order mark.
  private(set) var markLength = 0

  init(_ encoding: CSVDialect.Encoding) {
    self.encoding = encoding
    isBigEndian = encoding != .utf16le
  }

  private var isWide: Bool {
    encoding == .utf16 || encoding == .utf16le || encoding == .utf16be
  }

  /// Leaves out what comes before that place in the file.
  mutating func skip(to offset: Int) {
    target = offset
    if offset >= self.offset { carry = [] }
  }

  mutating func decode(_ bytes: [UInt8], into buffer: inout [UInt8]) {
    if isStarted {
      transcode(bytes[...], into: &buffer)
      return
    }
    carry += bytes
    guard carry.count >= (isWide ? 2 : 3) else { return }
    start(into: &buffer)
  }

  /// Ends the file.
  mutating func finish(into buffer: inout [UInt8]) {
    if !isStarted { start(into: &buffer) }
    guard !carry.isEmpty else { return }
    if carry.count >= 2 { buffer.append(Self.invalid) }
    if carry.count % 2 == 1 { buffer.append(Self.half) }
    carry = []
  }

  private mutating func start(into buffer: inout [UInt8]) {
    isStarted = true
    let first = carry
    carry = []
    if isWide, first.starts(with: [0xFF, 0xFE]), encoding != .utf16be {
      isBigEndian = false
      markLength = 2
    } else if isWide, first.starts(with: [0xFE, 0xFF]), encoding != .utf16le {
      markLength = 2
    } else if encoding == .utf8, first.starts(with: [0xEF, 0xBB, 0xBF]) {
      markLength = 3
    }
    offset = markLength
    transcode(first[markLength...], into: &buffer)
  }

  private mutating func transcode(_ bytes: ArraySlice<UInt8>, into buffer: inout [UInt8]) {
    var bytes = bytes
    if offset < target {
      let count = min(bytes.count, target - offset)
      bytes = bytes.dropFirst(count)
      offset += count
    }
    offset += bytes.count
    switch encoding {
    case .utf8: buffer.append(contentsOf: bytes)
    case .latin1: for byte in bytes { append(UInt32(byte), to: &buffer) }
    case .windows1252: for byte in bytes { append(Self.codePage1252(byte), to: &buffer) }
    case .utf16, .utf16le, .utf16be: transcodeUnits(carry + bytes, into: &buffer)
    }
  }

  private mutating func transcodeUnits(_ bytes: [UInt8], into buffer: inout [UInt8]) {
    func unit(_ index: Int) -> UInt32 {
      let (first, second) = (UInt32(bytes[index]), UInt32(bytes[index + 1]))
      return isBigEndian ? first << 8 | second : second << 8 | first
    }
    var index = 0
    while index + 1 < bytes.count {
      let value = unit(index)
      guard value & 0xFC00 == 0xD800 else {
        append(value & 0xFC00 == 0xDC00 ? nil : value, to: &buffer)
        index += 2
        continue
      }
      guard index + 3 < bytes.count else { break }
      let low = unit(index + 2)
      let isPair = low & 0xFC00 == 0xDC00
      append(isPair ? 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF : nil, to: &buffer)
      index += isPair ? 4 : 2
    }
    carry = Array(bytes[index...])
  }

  private func append(_ value: UInt32?, to buffer: inout [UInt8]) {
    guard let value, let scalar = Unicode.Scalar(value) else {
      buffer.append(Self.invalid)
      return
    }
    if value < 0x80 {
      buffer.append(UInt8(value))
    } else {
      buffer.append(contentsOf: Array(UTF8.encode(scalar)!))
    }
  }

  /// How many bytes of the file that piece of decoded text was.
  func sourceLength(_ text: ArraySlice<UInt8>) -> Int {
    encoding == .utf8 ? text.count : text.reduce(0) { $0 + sourceLength($1) }
  }

  /// The decoded text without what was decoded from that many bytes of the file, which may be more
  /// than there are.
  func drop(_ count: Int, from text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    if encoding == .utf8 { return text.dropFirst(count) }
    var left = count
    var rest = text
    while left > 0, let byte = rest.first {
      left -= sourceLength(byte)
      rest.removeFirst()
      while let next = rest.first, next & 0xC0 == 0x80 { rest.removeFirst() }
    }
    return rest
  }

  private func sourceLength(_ byte: UInt8) -> Int {
    if encoding == .utf8 { return 1 }
    if byte & 0xC0 == 0x80 { return 0 }
    guard isWide else { return 1 }
    if byte == Self.half { return 1 }
    return (0xF0..<0xF8).contains(byte) ? 4 : 2
  }

  /// The code point of a byte in Windows code page 1252; nil for the five that have none.
  private static func codePage1252(_ byte: UInt8) -> UInt32? {
    guard (0x80..<0xA0).contains(byte) else { return UInt32(byte) }
    let value = high[Int(byte) - 0x80]
    return value == 0 ? nil : UInt32(value)
  }

  private static let high: [UInt16] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
    0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
  ]
}
