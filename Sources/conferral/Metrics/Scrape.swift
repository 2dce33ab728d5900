import Foundation
import Metrics
import Microcredentials
import Office
import Postgres
import Prometheus
import Storage

/// The text of /metrics. What is a state and not an event is looked up when somebody asks, at most
/// once a second.
actor Scrape {
  private let office: Office
  private let registry: PrometheusRegistry
  private var lastLook: ContinuousClock.Instant?
  private var backlogMeters: [Meter] = []
  private var feedMeters: [Meter] = []
  private var alarmMeters: [Meter] = []
  private var pool = PoolGauge.Waits()
  private var processorSeconds = 0.0

  init(_ office: Office, registry: PrometheusRegistry = Telemetry.registry) {
    self.office = office
    self.registry = registry
  }

  /// Everything at this moment; it answers within seconds also when the database does not.
  func text() async -> String {
    if lastLook.map({ .now - $0 > .seconds(1) }) ?? true {
      lastLook = .now
      lookAtProcess()
      lookAtPool()
      await lookAtBacklog()
      async let alarms = within(.seconds(2)) { [office] in try? await office.feedAlarms() }
      await lookAtFeed()
      show(await alarms ?? [])
    }
    return PrometheusExposition.text(of: registry)
  }

  private func lookAtProcess() {
    let figures = ProcessFigures()
    set("process_start_time_seconds", figures.startTime)
    set("process_resident_memory_bytes", Double(figures.residentBytes))
    set("process_open_fds", Double(figures.openDescriptors))
    set("process_max_fds", Double(figures.maxDescriptors))
    FloatingPointCounter(label: "process_cpu_seconds", factory: registry)
      .increment(by: figures.processorSeconds - processorSeconds)
    processorSeconds = figures.processorSeconds
    set("conferral_build_info", 1, [("version", Conferral.version)])
  }

  private func lookAtPool() {
    let gauge = office.database.gauge
    set("conferral_database_connections", Double(gauge.inUse), [("state", "in_use")])
    set("conferral_database_connections", Double(gauge.idle), [("state", "idle")])
    set("conferral_database_connections_limit", Double(gauge.limit))
    set("conferral_database_waiting", Double(gauge.waiting))
    Counter(label: "conferral_database_waits", factory: registry)
      .increment(by: gauge.waits.count - pool.count)
    Counter(label: "conferral_database_wait_timeouts", factory: registry)
      .increment(by: gauge.waits.timeouts - pool.timeouts)
    FloatingPointCounter(label: "conferral_database_wait_seconds", factory: registry)
      .increment(by: (gauge.waits.time - pool.time) / .seconds(1))
    pool = gauge.waits
  }

  /// What is no longer known is no longer told: an old depth of the queue would look like calm.
  private func lookAtBacklog() async {
    let lines = await within(.seconds(2)) { [office] in try? await office.backlogs() }
    let batches = await within(.seconds(2)) { [office] in try? await office.deliveryBacklogs() }
    for meter in backlogMeters { meter.destroy() }
    backlogMeters = []
    set("conferral_database_up", lines == nil ? 0 : 1)
    for line in lines ?? [] {
      let of = [("institution", line.institution)]
      for (label, value) in [
        ("conferral_queue_marks", Double(line.marks)),
        ("conferral_queue_oldest_age_seconds", line.oldest / .seconds(1)),
        ("conferral_parked_enrollments", Double(line.parked)),
        ("conferral_staff_items_open", Double(line.staffItems)),
        ("conferral_revocations_open", Double(line.proposals)),
        ("conferral_outbox_waiting", Double(line.messages)),
        ("conferral_outbox_dead", Double(line.deadMessages)),
      ] {
        backlogMeters.append(set(label, value, of))
      }
      for (reason, count) in line.heldNotations {
        backlogMeters.append(
          set("conferral_notations_held", Double(count), of + [("reason", reason.rawValue)]))
      }
    }
    for line in batches ?? [] {
      let of = [("institution", line.institution)]
      for (label, value) in [
        ("conferral_deliveries_waiting", Double(line.waiting)),
        ("conferral_deliveries_dead", Double(line.dead)),
        ("conferral_deliveries_oldest_age_seconds", line.oldest / .seconds(1)),
      ] {
        backlogMeters.append(set(label, value, of))
      }
    }
  }

  /// How long the ledgers are, and how far behind whoever reads them.
  private func lookAtFeed() async {
    let ledgers = await within(.seconds(2)) { [office] in try? await office.feedStandings() }
    for meter in feedMeters { meter.destroy() }
    feedMeters = []
    for (institution, head, consumers) in ledgers ?? [] {
      let of = [("institution", institution)]
      feedMeters.append(set("conferral_feed_head_position", Double(head), of))
      for shown in consumers {
        let of = of + [("consumer", shown.standing.consumer.name)]
        feedMeters.append(set("conferral_feed_lag_rows", Double(shown.lag?.rows ?? 0), of))
        feedMeters.append(set("conferral_feed_lag_seconds", shown.age / .seconds(1), of))
      }
    }
  }

  /// How many alarms stand, and each; one that ended is no longer told.
  private func show(_ all: [(institution: String, alarms: [FeedAlarm])]) {
    for meter in alarmMeters { meter.destroy() }
    alarmMeters = all.map { institution, alarms in
      set(
        "conferral_feed_alarms_standing", Double(alarms.count), [("institution", institution)])
    }
    alarmMeters += all.flatMap { institution, alarms in
      alarms.map { alarm in
        set(
          "conferral_feed_alarms", 1,
          [
            ("institution", institution), ("consumer", alarm.consumer ?? ""),
            ("kind", alarm.kind.rawValue),
          ])
      }
    }
  }

  @discardableResult private func set(
    _ label: String, _ value: Double, _ dimensions: [(String, String)] = []
  ) -> Meter {
    let meter = Meter(label: label, dimensions: dimensions, factory: registry)
    meter.set(value)
    return meter
  }
}

/// What comes in time; nil for what does not.
private func within<Value: Sendable>(
  _ patience: Duration, _ work: @escaping @Sendable () async -> Value?
) async -> Value? {
  await withTaskGroup(of: Value?.self) { group in
    group.addTask { await work() }
    group.addTask {
      try? await Task.sleep(for: patience)
      return nil
    }
    let first = await group.next() ?? nil
    group.cancelAll()
    return first
  }
}
