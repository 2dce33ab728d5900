/// Programs and their versions, from proposal to retirement.
enum ProgramsAPI {
  static let endpoints: [Endpoint] = []
}
