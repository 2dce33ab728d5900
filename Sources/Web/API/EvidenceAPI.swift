/// Evidence from draft to review.
enum EvidenceAPI {
  static let endpoints: [Endpoint] = []
}
