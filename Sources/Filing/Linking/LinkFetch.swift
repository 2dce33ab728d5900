import Foundation
import NIOCore

/// Asks for links, only where the rules allow it and never within the own network.
public struct LinkFetch: Sendable {
  /// What a host answered in the end.
  public struct Result: Hashable, Sendable {
    /// Where the answer came from, after redirects.
    public let link: Link
    /// The status, 200 to 599.
    public let status: Int
    /// The media type as declared, in lower case and without parameters.
    public let mediaType: String?
    /// The SHA-256 of the body.
    public let id: ContentID
    /// The body's bytes.
    public let length: Int
    /// The body, where the rules say that it is kept.
    public let body: [UInt8]?
  }

  typealias Resolver = @Sendable (String, NIODeadline) async throws -> [IPAddress]

  private let rules: LinkRules
  private let resolve: Resolver

  /// Takes the rules.
  public init(_ rules: LinkRules) {
    self.init(rules) { try await Resolution.addresses(of: $0, until: $1) }
  }

  init(_ rules: LinkRules, resolve: @escaping Resolver) {
    self.rules = rules
    self.resolve = resolve
  }

  /// Asks for a link. Each host on the way must be allowed, is resolved once, and is connected to
  /// under the very address that was checked. Throws `FilingError` (refused, unavailable, too
  /// large, too slow).
  public func fetch(_ link: Link) async throws -> Result {
    let seconds = rules.patience.components
    let deadline =
      NIODeadline.now()
      + .milliseconds(seconds.seconds * 1_000 + seconds.attoseconds / 1_000_000_000_000_000)
    return try await withThrowingTaskGroup(of: Result.self) { group in
      group.addTask { try await follow(link, until: deadline) }
      group.addTask {
        try await Task.sleep(for: rules.patience)
        throw FilingError(.tooSlow, "The linked host took longer than \(rules.patience).")
      }
      defer { group.cancelAll() }
      guard let result = try await group.next() else { throw CancellationError() }
      return result
    }
  }

  private func follow(_ first: Link, until deadline: NIODeadline) async throws -> Result {
    var link = first
    for _ in 0...max(0, rules.redirects) {
      try rules.check(link)
      let address = try await rules.checked(resolve(link.name, deadline), of: link)
      switch try await PinnedRequest(link: link, address: address, rules: rules).send(deadline) {
      case .answer(let result): return result
      case .redirect(let location): link = try next(location, from: link)
      }
    }
    throw FilingError(
      .unavailable, "The linked host redirects more than \(rules.redirects) times.")
  }

  private func next(_ location: String, from link: Link) throws -> Link {
    guard let base = URL(string: link.text),
      let text = URL(string: location, relativeTo: base)?.absoluteString
    else { throw LinkCheck.refusal("The linked host redirects to something that is no link.") }
    let next = try LinkCheck.link(text)
    guard next.isSecure || !link.isSecure else {
      throw LinkCheck.refusal("The linked host redirects from https to http.")
    }
    return next
  }
}
