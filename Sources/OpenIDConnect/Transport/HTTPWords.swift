/// HTTP's words as AsyncHTTPClient's types want them. They are declared in a module that this
/// target does not depend on, so only what Swift's own protocols offer is used.
enum HTTPWords {
  static func method<Method: RawRepresentable<String>>(_ name: String) -> Method {
    guard let method = Method(rawValue: name) else { preconditionFailure("any word is a method") }
    return method
  }

  /// The code of a status that describes itself as `404 Not Found`; 0 when it has none.
  static func status(_ status: some CustomStringConvertible) -> Int {
    Int(status.description.prefix(3)) ?? 0
  }

  static func fields<Fields: ExpressibleByDictionaryLiteral>(
    authorization: String?
  ) -> Fields where Fields.Key == String, Fields.Value == String {
    guard let authorization else { return ["accept": "application/json"] }
    return ["accept": "application/json", "authorization": authorization]
  }

  static func formFields<Fields: ExpressibleByDictionaryLiteral>(
    authorization: String?
  ) -> Fields where Fields.Key == String, Fields.Value == String {
    let kind = "application/x-www-form-urlencoded"
    guard let authorization else { return ["accept": "application/json", "content-type": kind] }
    return [
      "accept": "application/json", "content-type": kind, "authorization": authorization,
    ]
  }
}
