import Metrics
import Synchronization

/// Where a series belongs.
struct Home: Sendable {
  let name: String
  let labels: Labels
}

/// The values of one metric under one set of labels.
protocol Series: AnyObject, Sendable {
  var home: Home { get }
  /// What its lines say: a suffix of the name, the bound of a bucket, the value as text.
  var samples: [Sample] { get }
}

/// One line of a series.
struct Sample {
  var suffix = ""
  var bound: String?
  let value: String
}

/// Only grows; whole numbers stay exact.
final class CounterSeries: Series, CounterHandler, FloatingPointCounterHandler {
  let home: Home
  private let sum = Mutex((whole: Int64(0), rest: 0.0))

  init(_ home: Home) { self.home = home }

  func increment(by amount: Int64) {
    guard amount > 0 else { return }
    sum.withLock { sum in
      let (whole, isTooLarge) = sum.whole.addingReportingOverflow(amount)
      sum.whole = isTooLarge ? .max : whole
    }
  }

  func increment(by amount: Double) {
    guard amount > 0, amount.isFinite else { return }
    sum.withLock { sum in sum.rest += amount }
  }

  func reset() { sum.withLock { $0 = (0, 0) } }

  var samples: [Sample] {
    let (whole, rest) = sum.withLock { $0 }
    return [Sample(value: rest == 0 ? "\(whole)" : Number.text(Double(whole) + rest))]
  }
}

/// A value that goes up and down.
final class GaugeSeries: Series, MeterHandler, RecorderHandler {
  let home: Home
  private let value = Mutex(0.0)

  init(_ home: Home) { self.home = home }

  func set(_ new: Int64) { set(Double(new)) }

  func set(_ new: Double) { value.withLock { $0 = new } }

  func record(_ new: Int64) { set(Double(new)) }

  func record(_ new: Double) { set(new) }

  func increment(by amount: Double) { value.withLock { $0 += amount } }

  func decrement(by amount: Double) { value.withLock { $0 -= amount } }

  var samples: [Sample] { [Sample(value: Number.text(value.withLock { $0 }))] }
}
