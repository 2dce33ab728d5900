/// Awards, and why they were made.
enum AwardsAPI {
  static let endpoints: [Endpoint] = []
}
