/// Proposals to revoke, and their decision.
enum ProposalsAPI {
  static let endpoints: [Endpoint] = []
}
