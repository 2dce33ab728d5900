import Foundation
import Hummingbird
import NIOCore

/// A form as browsers send it (application/x-www-form-urlencoded), at most 64 KiB.
struct Form {
  private let fields: [String: String]

  /// Reads a form that arrives within `time`.
  init(_ request: Request, within time: Duration = .seconds(10)) async throws {
    let type = request.headers[.contentType]?.lowercased() ?? ""
    guard type.hasPrefix("application/x-www-form-urlencoded") else {
      throw Problem(.unsupportedMediaType, "unsupported-media-type", "A form is wanted.")
    }
    let bytes = try await request.body.collected(most: 65_536, within: time)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Problem.badRequest("body", "The form is not UTF-8.")
    }
    fields = Form.fields(text)
    guard !fields.values.contains(where: { $0.utf8.contains(0) }) else {
      throw Problem.badRequest("body", "The form has a NUL character.")
    }
  }

  subscript(name: String) -> String? { fields[name] }

  /// The names of all fields.
  var names: some Collection<String> { fields.keys }

  /// The fields of a query or form; of those given twice the first.
  static func fields(_ text: String) -> [String: String] {
    var fields: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { $0.replacing("+", with: " ").removingPercentEncoding ?? "" }
      let value = parts.count > 1 ? parts[1] : ""
      if fields[parts[0]] == nil { fields[parts[0]] = value }
    }
    return fields
  }
}

/// The state in a callback's query.
enum CallbackState {
  static func of(_ query: String) -> String? { Form.fields(query)["state"] }
}

/// This machine itself.
enum Loopback {
  static func isPeer(_ address: String?) -> Bool {
    guard let address else { return false }
    return address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
  }

  /// Whether a Host header names this machine, and not a name that somebody made point here.
  static func isHost(_ authority: String?) -> Bool {
    guard let authority, let parts = URLComponents(string: "http://\(authority)") else {
      return false
    }
    let host = (parts.host ?? "").trimmingCharacters(in: ["[", "]"])
    return ["localhost", "127.0.0.1", "::1"].contains(host)
  }
}
