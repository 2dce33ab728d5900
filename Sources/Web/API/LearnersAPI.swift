/// Learners, the ids that others know them by, and merges.
enum LearnersAPI {
  static let endpoints: [Endpoint] = []
}
