import Foundation

/// A person's browser: curl with a cookie jar, and enough reading of HTML to fill in forms.
public final class Browser: Sendable {
  /// What was answered; redirects are not followed.
  public struct Page: Sendable {
    /// Where it was.
    public let url: String
    /// The HTTP status.
    public let status: Int
    /// The absolute address of a redirect.
    public let location: String?
    /// The document.
    public let body: String
  }

  private let jar = FileManager.default.temporaryDirectory
    .appendingPathComponent("conferral-cookies-\(UUID().uuidString)").path

  /// A browser without cookies.
  public init() {}

  deinit { try? FileManager.default.removeItem(atPath: jar) }

  /// Opens an address.
  public func open(_ url: String) async throws -> Page { try await run([], url) }

  /// Submits a form.
  public func submit(_ fields: [String: String], to url: String) async throws -> Page {
    try await run(fields.flatMap { ["--data-urlencode", "\($0.key)=\($0.value)"] }, url)
  }

  /// Follows redirects and fills in the provider's forms until the provider sends the browser to
  /// an address that begins with `destination`, which is returned without being opened; nil when
  /// the provider shows a page where there is nothing to do.
  public func signIn(
    _ person: LoopbackProvider.Person, at url: String, until destination: String,
    consenting: Bool = true
  ) async throws -> String? {
    var page = try await open(url)
    for _ in 0..<12 {
      if let location = page.location {
        if location.hasPrefix(destination) { return location }
        page = try await open(location)
      } else if page.status == 200, var fields = Form.hiddenFields(page.body) {
        if page.body.contains(#"name="password""#) {
          fields["username"] = person.subject
          fields["password"] = person.password
        } else if consenting {
          fields["allow"] = "Authorize"
        }
        page = try await submit(fields, to: page.url)
      } else {
        return nil
      }
    }
    return nil
  }

  private func run(_ arguments: [String], _ url: String) async throws -> Page {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["curl", "--silent", "--include", "--max-time", "20", "--cookie", jar, "--cookie-jar", jar]
      + arguments + [url]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    try process.run()
    let bytes = await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: output.fileHandleForReading.readDataToEndOfFile())
      }
    }
    return Page(url: url, answer: String(decoding: bytes, as: UTF8.self))
  }
}

extension Browser.Page {
  /// Reads what curl prints: the head, an empty line, the document.
  init(url: String, answer: String) {
    let end = answer.range(of: "\r\n\r\n")
    let head = answer[..<(end?.lowerBound ?? answer.endIndex)].components(separatedBy: "\r\n")
    self.url = url
    status = Int(head[0].split(separator: " ").dropFirst().first ?? "") ?? 0
    location = head.first { $0.lowercased().hasPrefix("location:") }
      .map { $0.dropFirst("location:".count).trimmingCharacters(in: .whitespaces) }
      .flatMap { URL(string: $0, relativeTo: URL(string: url))?.absoluteString }
    body = end.map { String(answer[$0.upperBound...]) } ?? ""
  }
}

/// The hidden fields of an HTML page's form.
enum Form {
  static func hiddenFields(_ html: String) -> [String: String]? {
    guard html.contains("<form") else { return nil }
    var fields: [String: String] = [:]
    for input in html.matches(of: /<input[^>]*>/).map({ String($0.output) })
    where input.contains(#"type="hidden""#) {
      guard let name = attribute("name", input) else { continue }
      fields[name] = attribute("value", input) ?? ""
    }
    return fields
  }

  private static func attribute(_ name: String, _ tag: String) -> String? {
    guard let start = tag.range(of: " \(name)=\"")?.upperBound,
      let end = tag[start...].firstIndex(of: "\"")
    else { return nil }
    let escapes = ["&quot;": "\"", "&#x27;": "'", "&lt;": "<", "&gt;": ">"]
    return escapes.reduce(String(tag[start..<end])) {
      $0.replacingOccurrences(of: $1.key, with: $1.value)
    }.replacingOccurrences(of: "&amp;", with: "&")
  }
}
