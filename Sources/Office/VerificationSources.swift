import Filing
public import Foundation
public import OpenBadges

/// Where the documents come from that badges rest on: DID documents, keys and status lists.
///
/// Every host of the public Internet may be asked, over https at port 443 and without redirects,
/// for a few megabytes and a few seconds; no address within the own network ever is, unless a
/// prefix is mapped there by whoever runs the program.
public struct VerificationSources: Sendable {
  /// What stands in for the URLs that begin with a prefix.
  public struct Mapping: Sendable, Hashable {
    /// Such as `https://badges.example.edu`.
    public let prefix: String
    /// A URL, or a folder.
    public let target: String

    /// Reads `PREFIX=TARGET`; nil when it has another form.
    public init?(_ text: String) {
      guard let sign = text.firstIndex(of: "="), sign != text.startIndex else { return nil }
      prefix = Self.withoutSlash(text[..<sign])
      target = Self.withoutSlash(text[text.index(after: sign)...])
      guard prefix.hasPrefix("https://") || prefix.hasPrefix("http://"), !target.isEmpty else {
        return nil
      }
    }

    private static func withoutSlash(_ text: Substring) -> String {
      String(text.hasSuffix("/") ? text.dropLast() : text)
    }

    /// What stands in for a URL; nil when the prefix is not that of its whole path segments.
    func stand(inFor url: String) -> String? {
      guard url.hasPrefix(prefix) else { return nil }
      let rest = url.dropFirst(prefix.count)
      guard rest.isEmpty || rest.hasPrefix("/") || rest.hasPrefix("?") else { return nil }
      return target + rest
    }
  }

  /// The most bytes of one document.
  private static let limit = 8 << 20

  private let mappings: [Mapping]

  /// Sources with mappings, of which the longest prefix counts.
  public init(mappings: [Mapping] = []) {
    self.mappings = mappings.sorted { $0.prefix.count > $1.prefix.count }
  }

  /// The function that a verifier asks with.
  public var fetch: FetchDocument {
    { url, accept in try await document(at: url, accept: accept) }
  }

  private func document(at url: String, accept: [String]) async throws -> FetchedDocument {
    let target = mappings.lazy.compactMap { $0.stand(inFor: url) }.first
    if let target, !target.contains("://") { return try Self.file(target) }
    var rules = LinkRules()
    rules.allowsEveryPublicHost = true
    rules.redirects = 0
    rules.keepsBody = true
    rules.bytes = Self.limit
    rules.accept = accept.joined(separator: ", ")
    let link = try LinkCheck.link(target ?? url)
    if target != nil {
      rules.hosts = [Self.authority(of: link)]
      rules.allowsLoopback = true
    }
    let result = try await LinkFetch(rules).fetch(link)
    guard result.status == 200 else {
      throw VerificationProblem("The host answers with the status \(result.status).")
    }
    return FetchedDocument(bytes: result.body ?? [], mediaType: result.mediaType)
  }

  private static func authority(of link: Link) -> String {
    String(link.origin.drop { $0 != ":" }.dropFirst(3))
  }

  private static func file(_ path: String) throws -> FetchedDocument {
    let plain = String(path.prefix { $0 != "?" })
    guard !plain.split(separator: "/").contains(".."),
      let file = FileHandle(forReadingAtPath: plain),
      let data = try file.read(upToCount: limit + 1), data.count <= limit
    else { throw VerificationProblem("The file that stands in for it cannot be read.") }
    return FetchedDocument(bytes: [UInt8](data), mediaType: nil)
  }
}
