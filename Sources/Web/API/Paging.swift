import Foundation
import Hummingbird
import LinkedData
import Postgres

/// Where a page of a list begins: the sort keys of the last row before it, opaque to callers.
struct Cursor: Sendable, Hashable {
  let keys: [String]

  init(_ keys: [String]) { self.keys = keys }

  init?(_ text: String) {
    guard let bytes = Base64URL.decode(text.utf8), let json = try? JSONValue(parsing: bytes),
      case .array(let values) = json, values.count <= 8
    else { return nil }
    keys = values.compactMap(\.string)
    // No text of the database has a NUL in it, and so no key of a row.
    guard keys.count == values.count, !keys.contains(where: { $0.utf8.contains(0) }) else {
      return nil
    }
  }

  var text: String {
    let json = JSONValue.array(keys.map { .string($0) }).serialized
    return String(decoding: Base64URL.encode(json), as: UTF8.self)
  }
}

enum Paging {
  static let most = 500
  static let usual = 50

  static let parameters = [
    Endpoint.Parameter(
      "limit", Schema(.integer(1...most)), "How many at most; \(usual) unless said otherwise."),
    Endpoint.Parameter(
      "after", Schema(.text(.token(1_000))), "The `next` of the page before this one."),
  ]

  /// The address of the same list from a place on.
  static func address(of request: Request, from cursor: Cursor) -> String {
    let kept = (request.uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("after=") }
    return request.uri.path + "?" + (kept + ["after=\(cursor.text)"]).joined(separator: "&")
  }
}

extension Call {
  var limit: Int { query["limit"].flatMap { Int($0) } ?? Paging.usual }

  /// Where the page begins; keys that do not fit the list are refused.
  func after<Place>(_ read: ([String]) -> Place?) throws -> Place? {
    guard let text = query["after"] else { return nil }
    guard let place = Cursor(text).flatMap({ read($0.keys) }) else {
      throw Problem.unprocessable([
        Fault(place: "after", detail: "It is no `next` of this list: begin without it.")
      ])
    }
    return place
  }

  /// A page of rows of which one more than `limit` was read.
  func page<Row>(
    _ rows: [Row], key: (Row) -> [String], json: (Row) throws -> JSONValue
  ) throws -> Reply {
    let shown = rows.prefix(limit)
    let next = rows.count > limit ? shown.last.map { Cursor(key($0)) } : nil
    return .page(try shown.map(json), next: next)
  }
}
