/// A picture that an institution brought instead of the template: checked, and written anew so
/// that nothing is in it but the picture.
public struct UploadedArtwork: Sendable, Hashable {
  /// What kinds of pictures are taken.
  public enum Format: String, Sendable, Hashable {
    case png = "image/png"
    case svg = "image/svg+xml"
  }

  /// The most bytes of an upload.
  public static let mostBytes = 2_000_000
  /// How many pixels wide and high a PNG is.
  public static let pixels = 400...4_000

  /// The kind.
  public let format: Format
  /// The picture as it was written anew.
  public let bytes: [UInt8]

  /// Checks a picture that somebody sent. Throws a sentence for them where it is not taken.
  public init(_ upload: [UInt8]) throws(ArtworkError) {
    guard !upload.isEmpty else { throw ArtworkError("The picture is empty.") }
    guard upload.count <= UploadedArtwork.mostBytes else {
      throw ArtworkError("The picture has \(upload.count) bytes, more than 2 MB: make it smaller.")
    }
    if upload.starts(with: PNGFile.signature) {
      let file = try PNGFile(upload)
      try file.checkSize(UploadedArtwork.pixels)
      format = .png
      // Nothing larger is ever shown.
      let side = min(max(file.width, file.height), BadgePicture.sizes.upperBound)
      bytes = try Raster.rewritten(upload, side: side)
    } else if upload.first(where: { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) })
      == UInt8(ascii: "<")
    {
      let document = try SVGCheck.checked(upload)
      try UploadedArtwork.checkTime(of: document)
      format = .svg
      bytes = Array(document.utf8)
    } else {
      throw ArtworkError("The picture is neither a PNG nor an SVG: save it as one of them.")
    }
  }

  /// A picture that was checked before and kept.
  public init(format: Format, checked bytes: [UInt8]) {
    self.format = format
    self.bytes = bytes
  }

  /// The picture as a square PNG of so many pixels; what is not quite square is in its middle.
  public func png(_ size: Int = BadgePicture.usualSize) throws(ArtworkError) -> [UInt8] {
    let size = min(max(size, BadgePicture.sizes.lowerBound), BadgePicture.sizes.upperBound)
    return switch format {
    case .png: try Raster.rewritten(bytes, side: size)
    case .svg: try Drawing(svg: bytes).png(width: size, height: size)
    }
  }

  /// A picture that takes long to draw would keep all others waiting; what is small is drawn first.
  private static func checkTime(of document: String) throws(ArtworkError) {
    let drawing = try Drawing(svg: Array(document.utf8))
    for size in [64, 200, 600] {
      let start = ContinuousClock.now
      _ = try drawing.png(width: size, height: size)
      guard ContinuousClock.now - start < .seconds(1) else {
        throw ArtworkError("The SVG takes too long to draw: make it simpler, or send it as a PNG.")
      }
    }
  }

  /// The picture as an SVG document with its alternative text.
  public func svg(alternativeText: String) throws(ArtworkError) -> String {
    let words = ShownText.escaped(alternativeText)
    let inner =
      switch format {
      case .png:
        "<image width=\"600\" height=\"600\" href=\"data:image/png;base64,\(Base64.text(of: try png(1_000)))\"/>"
      case .svg: String(decoding: bytes, as: UTF8.self)
      }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="600" height="600" viewBox="0 0 600 600" \
      role="img" aria-label="\(words)"><title>\(words)</title>
      \(inner)
      </svg>

      """
  }
}
