import CRSVG

/// Pixels: PNG files read and written.
enum Raster {
  private final class Sink {
    var bytes: [UInt8] = []
  }

  private final class Source {
    let bytes: [UInt8]
    var place = 0
    init(_ bytes: [UInt8]) { self.bytes = bytes }
  }

  /// A surface as a PNG: the image alone, no text, time or profile.
  static func png(of surface: OpaquePointer?) throws(ArtworkError) -> [UInt8] {
    let sink = Sink()
    let status = cairo_surface_write_to_png_stream(
      surface,
      { closure, data, count in
        guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
        let sink = Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue()
        sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(sink).toOpaque())
    guard status == CAIRO_STATUS_SUCCESS else {
      throw ArtworkError(
        "The picture cannot be written: \(String(cString: cairo_status_to_string(status))).")
    }
    return withExtendedLifetime(sink) { sink.bytes }
  }

  /// A page as a PDF, of a size in points.
  static func pdf(
    width: Double, height: Double,
    _ draw: (OpaquePointer?, OpaquePointer?) throws(ArtworkError) -> Void
  ) throws(ArtworkError) -> [UInt8] {
    let sink = Sink()
    let surface = cairo_pdf_surface_create_for_stream(
      { closure, data, count in
        guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
        let sink = Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue()
        sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(sink).toOpaque(), width, height)
    defer { cairo_surface_destroy(surface) }
    let canvas = cairo_create(surface)
    do {
      try draw(surface, canvas)
    } catch {
      cairo_destroy(canvas)
      cairo_surface_finish(surface)
      throw error
    }
    cairo_show_page(canvas)
    cairo_destroy(canvas)
    cairo_surface_finish(surface)
    let status = cairo_surface_status(surface)
    guard status == CAIRO_STATUS_SUCCESS else {
      throw ArtworkError(
        "The page cannot be written: \(String(cString: cairo_status_to_string(status))).")
    }
    return withExtendedLifetime(sink) { sink.bytes }
  }

  /// Decodes a PNG whose size was checked before, and writes it anew; with a side, it is scaled
  /// into the middle of a square of so many pixels.
  static func rewritten(_ png: [UInt8], side: Int? = nil) throws(ArtworkError) -> [UInt8] {
    let source = Source(png)
    let surface = cairo_image_surface_create_from_png_stream(
      { closure, data, count in
        guard let closure, let data else { return CAIRO_STATUS_READ_ERROR }
        let source = Unmanaged<Source>.fromOpaque(closure).takeUnretainedValue()
        let end = source.place + Int(count)
        guard end <= source.bytes.count else { return CAIRO_STATUS_READ_ERROR }
        for (place, byte) in source.bytes[source.place..<end].enumerated() { data[place] = byte }
        source.place = end
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(source).toOpaque())
    defer { cairo_surface_destroy(surface) }
    guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else {
      throw ArtworkError("The PNG is broken: save it anew and send that.")
    }
    guard let side else { return try Raster.png(of: surface) }
    return try Raster.png(of: surface, side: side)
  }

  private static func png(of surface: OpaquePointer?, side: Int) throws(ArtworkError) -> [UInt8] {
    let width = Double(cairo_image_surface_get_width(surface))
    let height = Double(cairo_image_surface_get_height(surface))
    let square = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(side), Int32(side))
    defer { cairo_surface_destroy(square) }
    let canvas = cairo_create(square)
    defer { cairo_destroy(canvas) }
    let scale = Double(side) / max(width, height)
    cairo_translate(
      canvas, (Double(side) - width * scale) / 2, (Double(side) - height * scale) / 2)
    cairo_scale(canvas, scale, scale)
    cairo_set_source_surface(canvas, surface, 0, 0)
    cairo_pattern_set_filter(cairo_get_source(canvas), CAIRO_FILTER_BEST)
    cairo_paint(canvas)
    return try png(of: square)
  }
}
