import Metrics
import Synchronization

/// Counts how many values were at most so large.
final class HistogramSeries: Series, RecorderHandler, TimerHandler {
  private struct State {
    /// Values in each bucket, and above the last bound.
    var counts: [UInt64]
    var sum = 0.0
  }

  let home: Home
  private let bounds: [Double]
  private let state: Mutex<State>

  init(_ home: Home, bounds: [Double]) {
    self.home = home
    self.bounds = bounds
    state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    guard !value.isNaN else { return }
    let place = bounds.firstIndex { value <= $0 } ?? bounds.count
    state.withLock { state in
      state.counts[place] &+= 1
      state.sum += value
    }
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }

  var samples: [Sample] {
    let state = state.withLock { $0 }
    var below: UInt64 = 0
    var samples: [Sample] = []
    for (place, count) in state.counts.enumerated() {
      below &+= count
      let bound = place < bounds.count ? Number.text(bounds[place]) : "+Inf"
      samples.append(Sample(suffix: "_bucket", bound: bound, value: "\(below)"))
    }
    samples.append(Sample(suffix: "_sum", value: Number.text(state.sum)))
    samples.append(Sample(suffix: "_count", value: "\(below)"))
    return samples
  }
}

/// The upper bounds of the buckets; the same for every metric of a kind, so that they can be added.
enum Bounds {
  /// From a millisecond to a minute.
  static let seconds = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
  ]
  /// From one to a million.
  static let sizes = [
    1.0, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000, 1_000_000,
  ]
}
