import CZlib
import HTTPTypes
import Hummingbird
import NIOCore

/// Sends text with gzip to those who understand it; streams and small answers go as they are.
struct Compressing: RouterMiddleware {
  private static let least = 1_024
  private static let most = 4 << 20

  func handle(
    _ request: Request, context: WebContext,
    next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    let type = response.headers[.contentType] ?? ""
    guard let length = response.body.contentLength, (Self.least...Self.most).contains(length),
      response.headers[.contentEncoding] == nil, Self.isText(type)
    else { return response }
    response.headers[.vary] =
      response.headers[.vary].map { $0 + ", Accept-Encoding" }
      ?? "Accept-Encoding"
    guard request.method != .head, Self.accepts(request.headers[.acceptEncoding]) else {
      return response
    }
    let collected = Collected()
    try await response.body.write(CollectingWriter(collected: collected))
    guard let packed = Gzip.pack(collected.bytes) else {
      response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: collected.bytes))
      return response
    }
    response.headers[.contentEncoding] = "gzip"
    response.headers[.contentLength] = nil
    // Other bytes, the same meaning: a weak tag (RFC 9110, 8.8.1).
    if let tag = response.headers[.eTag], !tag.hasPrefix("W/") {
      response.headers[.eTag] = "W/" + tag
    }
    response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: packed))
    return response
  }

  private static func isText(_ type: String) -> Bool {
    type.hasPrefix("text/") || type.contains("json") || type.contains("xml")
      || type.hasPrefix("application/vc")
  }

  /// Whether gzip is among the encodings and not forbidden with q=0 (RFC 9110, 12.5.3).
  private static func accepts(_ header: String?) -> Bool {
    guard let header else { return false }
    return header.split(separator: ",").contains { part in
      let pieces = part.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
      guard pieces.first == "gzip" else { return false }
      return !pieces.dropFirst().contains { ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0) }
    }
  }
}

private final class Collected: @unchecked Sendable {
  var bytes: [UInt8] = []
}

private struct CollectingWriter: ResponseBodyWriter {
  let collected: Collected

  mutating func write(_ buffer: ByteBuffer) async throws {
    collected.bytes.append(contentsOf: buffer.readableBytesView)
  }

  consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

private enum Gzip {
  /// The bytes as one gzip member (RFC 1952); nil when zlib refuses.
  static func pack(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    guard czlib_deflate_init(&stream, 5, 31) == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    var out = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let room = UInt32(out.count)
    var input = bytes
    let end = input.withUnsafeMutableBufferPointer { source in
      out.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = room
        return deflate(&stream, Z_FINISH)
      }
    }
    guard end == Z_STREAM_END else { return nil }
    out.removeLast(Int(stream.avail_out))
    return out
  }
}
