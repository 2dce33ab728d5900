/// People, roles and tokens.
enum AccessAPI {
  static let endpoints: [Endpoint] = []
}
