import ArgumentParser

/// `conferral bench`
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure awards, sweeps and growth against floors in the same run.")
}
