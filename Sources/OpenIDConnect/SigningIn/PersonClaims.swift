import Foundation

/// A person's claims from the ID token and, for what it lacks, from the userinfo endpoint.
struct PersonClaims: Sendable {
  let provider: Provider
  let idToken: [String: JSON]
  var userinfo: [String: JSON] = [:]

  init(provider: Provider, idToken: [String: JSON]) {
    self.provider = provider
    self.idToken = idToken
  }

  /// Whether something that was asked for is not there.
  var isIncomplete: Bool {
    (provider.scopes.contains("profile") && name == nil)
      || (provider.scopes.contains("email") && email.address == nil)
      || (provider.rolesClaim != nil && roles == nil)
      || extras.count < Set(provider.extraClaims).count
  }

  var name: String? {
    for claims in [idToken, userinfo] {
      if let name = PersonClaims.short(claims["name"]?.text) { return name }
      let parts = ["given_name", "family_name"].compactMap {
        PersonClaims.short(claims[$0]?.text)
      }
      if !parts.isEmpty { return parts.joined(separator: " ") }
    }
    return nil
  }

  /// The address and the word for it come from the same place.
  var email: (address: String?, isVerified: Bool) {
    for claims in [idToken, userinfo] {
      if let address = PersonClaims.short(claims["email"]?.text), address.contains("@") {
        let verified = claims["email_verified"]
        return (address, verified?.bool == true || verified?.text == "true")
      }
    }
    return (nil, false)
  }

  /// Nil when the claim is nowhere; at most 1,000.
  var roles: [String]? {
    guard let path = provider.rolesClaim,
      let value = PersonClaims.value(path, in: idToken)
        ?? PersonClaims.value(path, in: userinfo)
    else { return nil }
    let texts = value.text.map { [$0] } ?? value.list?.compactMap(\.text) ?? []
    var seen: Set<String> = []
    return texts.compactMap(PersonClaims.short).filter { seen.insert($0).inserted }
      .prefix(1_000).map { $0 }
  }

  var extras: [String: String] {
    var extras: [String: String] = [:]
    for name in provider.extraClaims {
      extras[name] =
        [idToken, userinfo].lazy.compactMap { PersonClaims.value(name, in: $0) }
        .compactMap(PersonClaims.words).first
    }
    return extras
  }

  /// A name may contain dots itself, as URLs do: the whole name comes before the path.
  private static func value(_ path: String, in claims: [String: JSON]) -> JSON? {
    if let value = claims[path], value != .null { return value }
    var value = JSON.object(claims)
    for name in path.split(separator: ".") {
      guard let next = value.object?[String(name)] else { return nil }
      value = next
    }
    return value == .null ? nil : value
  }

  /// A text, or a whole number as its digits: some providers write student numbers so.
  private static func words(_ value: JSON) -> String? {
    if let text = value.text { return short(text) }
    return value.number.flatMap { Int64(exactly: $0) }
      .flatMap { $0.magnitude < 1 << 53 ? String($0) : nil }
  }

  /// Nil for empty texts and those that no honest provider sends.
  static func short(_ text: String?) -> String? {
    guard let text, (1...1_024).contains(text.utf8.count),
      !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f })
    else { return nil }
    return text
  }
}
