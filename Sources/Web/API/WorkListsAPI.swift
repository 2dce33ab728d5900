/// What waits for a person.
enum WorkListsAPI {
  static let endpoints: [Endpoint] = []
}
