public import Metrics
import Synchronization

/// Keeps what is recorded through swift-metrics, for Prometheus to fetch as text.
///
/// Its memory is bounded: a metric has at most `seriesLimit` series, and what would be one more goes
/// into a series with the label `overflow="true"`. Two metrics that would be written under the same
/// name are a mistake of the program; the later one is kept out of the text.
public final class PrometheusRegistry: MetricsFactory {
  /// The largest number of metrics.
  static let familyLimit = 1_000

  private struct State {
    var families: [String: Family] = [:]
    /// Every name that stands at the beginning of a line, histograms' parts included.
    var taken: Set<String> = []
  }

  private let help: [String: String]
  private let seriesLimit: Int
  private let state = Mutex(State())

  /// Makes an empty registry; `help` says what a metric is, by the name under which it is written.
  public init(help: [String: String] = [:], seriesLimit: Int = 500) {
    self.help = help
    self.seriesLimit = max(1, seriesLimit)
  }

  /// A counter; its name ends in `_total`.
  public func makeCounter(
    label: String, dimensions: [(String, String)]
  ) -> any CounterHandler {
    series(MetricName.of(label, ending: "_total"), .counter, dimensions, CounterSeries.init)
  }

  /// A counter of fractions; its name ends in `_total`.
  public func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    series(MetricName.of(label, ending: "_total"), .counter, dimensions, CounterSeries.init)
  }

  /// A gauge.
  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    series(MetricName.of(label), .gauge, dimensions, GaugeSeries.init)
  }

  /// A histogram of sizes, or a gauge where nothing is to be aggregated.
  public func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    guard aggregate else {
      return series(MetricName.of(label), .gauge, dimensions, GaugeSeries.init)
    }
    return series(MetricName.of(label), .histogram, dimensions) { home in
      HistogramSeries(home, bounds: Bounds.sizes)
    }
  }

  /// A histogram of seconds; its name ends in `_seconds`.
  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    series(MetricName.of(label, ending: "_seconds"), .histogram, dimensions) { home in
      HistogramSeries(home, bounds: Bounds.seconds)
    }
  }

  /// Forgets the counter's series.
  public func destroyCounter(_ handler: any CounterHandler) { forget(handler as? any Series) }

  /// Forgets the meter's series.
  public func destroyMeter(_ handler: any MeterHandler) { forget(handler as? any Series) }

  /// Forgets the counter's series.
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
    forget(handler as? any Series)
  }

  /// Forgets the recorder's series.
  public func destroyRecorder(_ handler: any RecorderHandler) { forget(handler as? any Series) }

  /// Forgets the timer's series.
  public func destroyTimer(_ handler: any TimerHandler) { forget(handler as? any Series) }

  /// All metrics with their series at this moment, in no particular order.
  var families: [(name: String, family: Family)] {
    state.withLock { state in state.families.map { (name: $0.key, family: $0.value) } }
  }

  private func series<Made: Series>(
    _ name: String, _ kind: Family.Kind, _ dimensions: [(String, String)],
    _ make: (Home) -> Made
  ) -> Made {
    let labels = Labels(dimensions)
    return state.withLock { state in
      if let found = state.families[name]?.series[labels] as? Made { return found }
      guard let count = begin(name, kind, &state) else {
        return make(Home(name: name, labels: labels))
      }
      let place = count < seriesLimit ? labels : .overflow
      if let found = state.families[name]?.series[place] as? Made { return found }
      let new = make(Home(name: name, labels: place))
      state.families[name]?.series[place] = new
      return new
    }
  }

  /// How many series a metric of that name and kind has, the overflow left out; it is made when it
  /// is new, and nil when it cannot be.
  private func begin(_ name: String, _ kind: Family.Kind, _ state: inout State) -> Int? {
    if let family = state.families[name] {
      guard family.kind == kind else { return nil }
      return family.series.count - (family.series[.overflow] == nil ? 0 : 1)
    }
    let names = kind.names(of: name)
    guard state.families.count < Self.familyLimit, state.taken.isDisjoint(with: names) else {
      return nil
    }
    state.taken.formUnion(names)
    state.families[name] = Family(kind: kind, help: help[name])
    return 0
  }

  private func forget(_ series: (any Series)?) {
    guard let series, series.home.labels != .overflow else { return }
    state.withLock { state in
      guard state.families[series.home.name]?.series[series.home.labels] === series else { return }
      state.families[series.home.name]?.series[series.home.labels] = nil
    }
  }
}
