internal import Crypto

extension SHA256 {
  mutating func update(_ bytes: some ContiguousBytesOfFile) {
    bytes.withUnsafeBytes { update(bufferPointer: $0) }
  }

  /// The hash of what was put in so far, in 64 hexadecimal digits.
  var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in finalize() {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  static func hexadecimal(of text: String) -> String {
    var hash = SHA256()
    hash.update(Array(text.utf8))
    return hash.hexadecimal
  }
}

/// Bytes that lie side by side.
protocol ContiguousBytesOfFile {
  func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R
}

extension [UInt8]: ContiguousBytesOfFile {}
extension ArraySlice<UInt8>: ContiguousBytesOfFile {}
