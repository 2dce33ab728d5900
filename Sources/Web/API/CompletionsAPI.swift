/// What learners did, with amendments and voids.
enum CompletionsAPI {
  static let endpoints: [Endpoint] = []
}
