/// Who did what, when and why.
enum JournalAPI {
  static let endpoints: [Endpoint] = []
}
