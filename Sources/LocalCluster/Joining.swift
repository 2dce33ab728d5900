extension LocalCluster {
  /// Starts the cluster, or joins the one that another process of this machine runs in the folder;
  /// true when it was started here and so stops with this process.
  public func startOrJoin() async throws -> Bool {
    for _ in 0..<600 {
      if try !isRunElsewhere() {
        do {
          try await start()
          return true
        } catch let error as ClusterError {
          // Another process was faster; join it.
          guard try isRunElsewhere() else { throw error }
        }
      }
      if let server = Postmaster(file: paths.postmaster), server.isReady,
        server.isRunning(data: paths.data)
      {
        return false
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw ClusterError(
      "another process uses the database in \(paths.root), but it does not become ready: look into "
        + paths.log)
  }

  private func isRunElsewhere() throws -> Bool {
    try prepareFolder()
    guard let lock = try FileLock(path: paths.lock) else { return true }
    lock.release()
    return false
  }
}
