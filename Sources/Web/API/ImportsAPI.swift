/// Imports, and the rows that were kept aside.
enum ImportsAPI {
  static let endpoints: [Endpoint] = []
}
