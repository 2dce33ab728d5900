extension LocalCluster {
  /// Starts the cluster, or joins the one that another process of this machine runs in the folder;
  /// true when it was started here and so stops with this process.
  public func startOrJoin() async throws -> Bool {
    try prepareFolder()
    for _ in 0..<600 {
      // Whoever stops the cluster for good holds this lock alone.
      if let use = try FileLock(path: paths.users, isShared: true) {
        self.use = use
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
        leave()
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw ClusterError(
      "another process uses the database in \(paths.root), but it does not become ready: look into "
        + paths.log)
  }

  /// Says that this process no longer uses the cluster that another one runs.
  public func leave() {
    use?.release()
    use = nil
  }

  /// Stops the cluster once no other process uses it; `isWaiting` is told once when it has to wait.
  public func stopWhenUnused(_ isWaiting: @Sendable () -> Void) async {
    leave()
    var hasTold = false
    var alone = try? FileLock(path: paths.users)
    while alone == nil {
      if !hasTold { isWaiting() }
      hasTold = true
      try? await Task.sleep(for: .milliseconds(50))
      if Task.isCancelled { break }
      alone = try? FileLock(path: paths.users)
    }
    await stop()
    alone?.release()
  }

  private func isRunElsewhere() throws -> Bool {
    guard let lock = try FileLock(path: paths.lock) else { return true }
    lock.release()
    return false
  }
}
