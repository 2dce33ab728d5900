/// A credential as a picture carries it.
public enum BakedText: Sendable, Hashable {
  /// UTF-8 JSON with its proof inside.
  case json([UInt8])
  /// A VC-JWT in compact form.
  case jwt(String)
}

/// Why a picture cannot carry a credential, or carries none that may be believed.
public struct BakingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One sentence for a person, without anything of the credential.
  public let description: String

  init(_ description: String) { self.description = description }
}

/// Credentials inside pictures (Open Badges 3.0, "Open Badges Document Formats").
public enum Baking {
  /// The largest picture that is read or made.
  public static let limit = 8 << 20

  /// The PNG with the credential in one iTXt chunk; one that it carried before is replaced.
  public static func png(
    _ png: [UInt8], credential: BakedText
  ) throws(BakingError) -> [UInt8] {
    let chunks = try PNGChunks(png).chunks.filter { !$0.isCredential }
    let text = try text(of: credential)
    var out = PNGChunks.signature
    for chunk in chunks {
      chunk.append(to: &out)
      if chunk.type == "IHDR" { PNGChunk.credential(text).append(to: &out) }
    }
    return try withinLimit(out)
  }

  /// The SVG with the credential as the first child of its root; one that it carried before is
  /// replaced.
  public static func svg(
    _ svg: String, credential: BakedText
  ) throws(BakingError) -> String {
    let text = try text(of: credential)
    return String(
      decoding: try withinLimit(BakedSVG.bake([UInt8](svg.utf8), credential, text: text)),
      as: UTF8.self)
  }

  /// The one credential that a PNG or an SVG carries.
  public static func credential(in bytes: [UInt8]) throws(BakingError) -> BakedText {
    guard bytes.count <= limit else { throw tooLarge }
    if isPNG(bytes) { return try BakedPNG.credential(in: bytes) }
    if isSVG(bytes) { return try BakedSVG.credential(in: bytes) }
    throw BakingError("This is neither a PNG nor an SVG picture.")
  }

  /// Whether bytes begin as a PNG does.
  public static func isPNG(_ bytes: [UInt8]) -> Bool { bytes.starts(with: PNGChunks.signature) }

  /// Whether bytes begin as an SVG or another XML document does.
  public static func isSVG(_ bytes: [UInt8]) -> Bool {
    bytes.drop { [0xEF, 0xBB, 0xBF, 0x20, 0x09, 0x0A, 0x0D].contains($0) }
      .first == UInt8(ascii: "<")
  }

  /// Whether text has the shape of a compact JWS: three parts of base64url.
  static func isCompactJWS(_ text: some Collection<UInt8>) -> Bool {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 3 && !parts[0].isEmpty && !parts[1].isEmpty
      && parts.joined().allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) && byte < 0x80
          || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
      }
  }

  /// What text taken out of a picture is.
  static func read(_ text: some Collection<UInt8>) -> BakedText {
    let isSpace = { (byte: UInt8) in [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
    let front = Array(text).drop(while: isSpace)
    let trimmed = Array(front.reversed().drop(while: isSpace).reversed())
    return isCompactJWS(trimmed)
      ? .jwt(String(decoding: trimmed, as: UTF8.self)) : .json(trimmed)
  }

  private static func text(of credential: BakedText) throws(BakingError) -> [UInt8] {
    switch credential {
    case .json(let bytes):
      guard bytes.first == UInt8(ascii: "{"), String(validating: bytes, as: UTF8.self) != nil else {
        throw BakingError("The credential to bake is not a JSON object in UTF-8.")
      }
      return bytes
    case .jwt(let text):
      guard isCompactJWS(text.utf8) else {
        throw BakingError("The credential to bake is not a compact JWS.")
      }
      return [UInt8](text.utf8)
    }
  }

  private static func withinLimit(_ bytes: [UInt8]) throws(BakingError) -> [UInt8] {
    guard bytes.count <= limit else { throw tooLarge }
    return bytes
  }

  private static let tooLarge = BakingError("The picture is larger than \(limit >> 20) MiB.")
}
