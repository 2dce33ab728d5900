/// Files that learners bring as evidence.
enum UploadsAPI {
  static let endpoints: [Endpoint] = []
}
