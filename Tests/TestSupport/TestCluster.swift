import Foundation
public import LocalCluster

/// The PostgreSQL of this test process: started by the first test that needs it, gone at its end.
public enum TestCluster {
  private static let starting = Task {
    let cluster = try LocalCluster.throwaway(prefix: "conferral-tests")
    try await cluster.start()
    abandoned = cluster
    atexit { TestCluster.abandoned?.abandon() }
    return cluster
  }

  /// Written once, before the handler that reads it is installed.
  nonisolated(unsafe) private static var abandoned: LocalCluster?

  /// The running cluster.
  public static func running() async throws -> LocalCluster { try await starting.value }
}
