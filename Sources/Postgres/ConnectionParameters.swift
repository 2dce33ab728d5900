import CLibpq

/// Keywords and values for libpq: our defaults, then the caller's string, which overrides them,
/// then what the decoding relies on.
struct ConnectionParameters: Sendable {
  private let pairs: [(String, String)]

  init(conninfo: String, applicationName: String) {
    pairs = [
      ("fallback_application_name", applicationName),
      ("connect_timeout", "3"),
      ("keepalives_idle", "5"),
      ("keepalives_interval", "2"),
      ("keepalives_count", "3"),
      ("tcp_user_timeout", "4000"),
      ("dbname", conninfo),
      ("client_encoding", "UTF8"),
    ]
  }

  typealias Strings = UnsafePointer<UnsafePointer<CChar>?>

  func withPointers<R>(_ body: (_ keywords: Strings, _ values: Strings) -> R) -> R {
    var arena: [CChar] = []
    var starts: [Int] = []
    for text in pairs.map(\.0) + pairs.map(\.1) {
      starts.append(arena.count)
      arena.append(contentsOf: text.utf8CString)
    }
    return arena.withUnsafeBufferPointer { arena in
      let pointers = starts.map { start in arena.baseAddress.map { $0 + start } }
      return body(pointers.prefix(pairs.count) + [nil], pointers.suffix(pairs.count) + [nil])
    }
  }
}

extension ParameterBuffer {
  /// The parameters as `PQexecParams` wants them.
  func withPointers<R>(
    _ body: (
      Int32, UnsafePointer<UInt32>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
      UnsafePointer<Int32>?
    ) -> R
  ) -> R {
    bytes.withUnsafeBytes { raw in
      // An empty value still needs an address, since a null pointer means SQL's null.
      withUnsafeBytes(of: UInt64(0)) { nothing in
        let base = (raw.baseAddress ?? nothing.baseAddress)?.assumingMemoryBound(to: CChar.self)
        let values = slots.map { slot in slot.count < 0 ? nil : base.map { $0 + slot.start } }
        let lengths = slots.map { Int32(max(0, $0.count)) }
        let formats = [Int32](repeating: 1, count: slots.count)
        return body(Int32(slots.count), slots.map(\.oid), values, lengths, formats)
      }
    }
  }
}
