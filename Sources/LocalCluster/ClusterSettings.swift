/// The settings of PostgreSQL that are given on its command line.
public struct ClusterSettings: Sendable {
  /// Settings by name, such as `shared_buffers`.
  public var values: [String: String]
  /// Whether nothing has to survive a crash.
  public let isThrowaway: Bool

  /// Durable, for one machine: `memory` is what `shared_buffers` gets, `connections` the largest
  /// number of connections; `more` overrides everything.
  public static func durable(
    memory: String = "256MB", connections: Int = 100, more: [String: String] = [:]
  ) -> ClusterSettings {
    var values = base(connections: connections)
    values["shared_buffers"] = memory
    values["max_wal_size"] = "2GB"
    // Half the processor time of the default method, and nearly as small.
    values["wal_compression"] = "lz4"
    values["random_page_cost"] = "1.1"
    values["idle_in_transaction_session_timeout"] = "60s"
    values.merge(more) { $1 }
    return ClusterSettings(values: values, isThrowaway: false)
  }

  /// For tests: nothing is flushed, so it is fast and a crash of the machine loses it.
  public static func throwaway(
    connections: Int = 300, more: [String: String] = [:]
  ) -> ClusterSettings {
    var values = base(connections: connections)
    values["shared_buffers"] = "128MB"
    values["fsync"] = "off"
    values["full_page_writes"] = "off"
    values["synchronous_commit"] = "off"
    values["wal_level"] = "minimal"
    values["max_wal_senders"] = "0"
    values["autovacuum"] = "off"
    // Shared memory as files of the folder goes with it when the process is killed.
    values["dynamic_shared_memory_type"] = "mmap"
    values.merge(more) { $1 }
    return ClusterSettings(values: values, isThrowaway: true)
  }

  /// `plpgsql` is loaded once at the start: after a minor upgrade of the package a running server
  /// would otherwise load a library that no longer fits it.
  private static func base(connections: Int) -> [String: String] {
    [
      "max_connections": "\(connections)",
      "shared_preload_libraries": "plpgsql",
      "client_connection_check_interval": "1s",
      "log_line_prefix": "%m [%p] %q%u@%d ",
      "log_min_duration_statement": "5s",
      "log_lock_waits": "on",
      "timezone": "UTC",
      "log_timezone": "UTC",
    ]
  }

  var arguments: [String] {
    values.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
  }
}
