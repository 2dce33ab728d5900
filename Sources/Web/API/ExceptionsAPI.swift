/// Waivers and substitutions.
enum ExceptionsAPI {
  static let endpoints: [Endpoint] = []
}
