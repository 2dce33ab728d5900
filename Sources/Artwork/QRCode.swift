import CQREncode

/// A QR code (ISO/IEC 18004) as rows of modules.
public struct QRCode: Sendable, Hashable {
  /// The rows from the top; true is a dark module. There is no margin: leave four modules around it.
  public let rows: [[Bool]]

  /// The code of a text with medium error correction; nil for a text that is too long for one.
  public init?(_ text: String) {
    guard let code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1) else { return nil }
    defer { QRcode_free(code) }
    let width = Int(code.pointee.width)
    guard width > 0, let data = code.pointee.data else { return nil }
    // The lowest bit of a module says whether it is dark.
    rows = (0..<width).map { row in (0..<width).map { data[row * width + $0] & 1 == 1 } }
  }
}

extension QRCode {
  /// The dark modules as path data, each one unit wide.
  var path: String {
    var path = ""
    for (y, row) in rows.enumerated() {
      var x = 0
      while x < row.count {
        let run = row[x...].prefix { $0 }.count
        if run > 0 { path += "M\(x) \(y)h\(run)v1h-\(run)z" }
        x += max(run, 1)
      }
    }
    return path
  }
}
