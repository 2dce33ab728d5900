import Metrics
import Prometheus
import Synchronization

/// The metrics of this process: where they are kept, and what each of them is.
enum Telemetry {
  /// What swift-metrics records is kept here.
  static let registry = PrometheusRegistry(help: help)

  private static let hasBegun = Mutex(false)

  /// Lets swift-metrics record into the registry; to be called before the first metric is made.
  static func begin() {
    let isFirst = hasBegun.withLock { begun in
      defer { begun = true }
      return !begun
    }
    if isFirst { MetricsSystem.bootstrap(registry) }
  }

  private static let help = [
    "http_requests_total": "Requests over HTTP, by method, route and status.",
    "http_request_duration_seconds": "How long requests over HTTP took.",
    "conferral_batches_total": "Batches of the reconciliation.",
    "conferral_batch_size": "Enrollments that a batch decided.",
    "conferral_batch_duration_seconds": "How long batches took.",
    "conferral_decisions_total": "Enrollments that were decided.",
    "conferral_awards_total": "Awards that were made.",
    "conferral_awards_corrected_total": "Awards and notations that were made anew, corrected.",
    "conferral_revocations_proposed_total": "Revocations that were proposed.",
    "conferral_parkings_total": "Enrollments that were parked.",
    "conferral_failures_total": "Steps that failed and are tried again, by task and kind of error.",
    "conferral_sweep_decisions_total": "Enrollments that sweeps decided again.",
    "conferral_sweep_marks_total": "Enrollments that did not agree with a sweep.",
    "conferral_queue_marks": "Marks that wait to be decided.",
    "conferral_queue_oldest_age_seconds": "Age of the oldest mark that waits; 0 without one.",
    "conferral_parked_enrollments": "Enrollments that are parked.",
    "conferral_staff_items_open": "Enrollments that cannot be evaluated and wait for staff.",
    "conferral_revocations_open": "Proposals to revoke or correct that wait for a registrar.",
    "conferral_notations_held": "Notations that wait for a gate to open, by reason.",
    "conferral_feed_head_position": "The last position of the transcript ledger.",
    "conferral_feed_lag_rows": "Rows that a consumer of the feed has not read.",
    "conferral_feed_lag_seconds": "For how long the oldest of them has waited; 0 without one.",
    "conferral_feed_alarms_standing": "Alarms of the feed that stand.",
    "conferral_feed_alarms": "1 for each alarm of the feed that stands, by consumer and kind.",
    "conferral_deliveries_total": "Tries to bring batches and to tell of them, by outcome.",
    "conferral_deliveries_waiting": "Batches that wait to be brought.",
    "conferral_deliveries_dead": "Batches whose delivery was given up and waits for an operator.",
    "conferral_deliveries_oldest_age_seconds": "Age of the oldest of both; 0 without one.",
    "conferral_database_up": "Whether the database answered when this was fetched.",
    "conferral_database_connections": "Connections of the pool, in use and idle.",
    "conferral_database_connections_limit": "The largest number of connections.",
    "conferral_database_waiting": "Transactions that wait for a connection.",
    "conferral_database_waits_total": "Transactions that had to wait for a connection.",
    "conferral_database_wait_seconds_total": "The time that transactions waited for a connection.",
    "conferral_database_wait_timeouts_total": "Transactions that waited for nothing.",
    "conferral_build_info": "The version that runs; always 1.",
    "process_start_time_seconds": "When the process started, since 1970-01-01 UTC.",
    "process_cpu_seconds_total": "CPU time of the process.",
    "process_resident_memory_bytes": "Resident memory of the process.",
    "process_open_fds": "Open file descriptors.",
    "process_max_fds": "The most file descriptors that may be open.",
  ]
}
