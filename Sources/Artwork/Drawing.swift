import CRSVG

/// A parsed SVG document. It has no base address, so that the library loads nothing from anywhere,
/// and the library's own limits of elements and nesting hold.
final class Drawing {
  private let handle: UnsafeMutablePointer<RsvgHandle>

  init(svg: [UInt8]) throws(ArtworkError) {
    var error: UnsafeMutablePointer<GError>?
    guard let handle = rsvg_handle_new_from_data(svg, gsize(svg.count), &error) else {
      throw Drawing.failure("The SVG cannot be read", error)
    }
    self.handle = handle
  }

  deinit { g_object_unref(handle) }

  /// How wide an element is, in the units of the document; 0 for one that shows nothing.
  func width(of element: String) throws(ArtworkError) -> Double {
    var (ink, logical) = (RsvgRectangle(), RsvgRectangle())
    var error: UnsafeMutablePointer<GError>?
    guard rsvg_handle_get_geometry_for_element(handle, element, &ink, &logical, &error) != 0 else {
      throw Drawing.failure("A text cannot be measured", error)
    }
    return max(ink.width, logical.width)
  }

  /// The document as a PNG of so many pixels.
  func png(width: Int, height: Int) throws(ArtworkError) -> [UInt8] {
    let surface = cairo_image_surface_create(
      CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
    defer { cairo_surface_destroy(surface) }
    let canvas = cairo_create(surface)
    defer { cairo_destroy(canvas) }
    try draw(on: canvas, width: Double(width), height: Double(height))
    return try Raster.png(of: surface)
  }

  /// Draws the document into a box at the origin.
  func draw(on canvas: OpaquePointer?, width: Double, height: Double) throws(ArtworkError) {
    var box = RsvgRectangle(x: 0, y: 0, width: width, height: height)
    var error: UnsafeMutablePointer<GError>?
    guard rsvg_handle_render_document(handle, canvas, &box, &error) != 0 else {
      throw Drawing.failure("The SVG cannot be drawn", error)
    }
  }

  /// The library's words, which may quote the document, are cut short.
  private static func failure(
    _ what: String, _ error: UnsafeMutablePointer<GError>?
  ) -> ArtworkError {
    guard let error else { return ArtworkError("\(what).") }
    defer { g_error_free(error) }
    let words = String(cString: error.pointee.message).prefix(200)
    return ArtworkError("\(what): \(ShownText.line(String(words))).")
  }
}
