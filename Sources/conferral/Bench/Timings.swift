/// Durations of one kind that were measured; binary floating point is right here and nowhere else.
struct Timings {
  private var nanoseconds: [UInt64] = []
  private var isSorted = true

  var count: Int { nanoseconds.count }

  mutating func add(_ nanoseconds: UInt64) {
    self.nanoseconds.append(nanoseconds)
    isSorted = false
  }

  mutating func add(_ duration: Duration) {
    let (seconds, atto) = duration.components
    add(UInt64(seconds) * 1_000_000_000 + UInt64(atto / 1_000_000_000))
  }

  mutating func add(_ other: Timings) {
    nanoseconds += other.nanoseconds
    isSorted = false
  }

  /// Milliseconds below which this share of them is; zero without any.
  mutating func milliseconds(_ share: Double) -> Double {
    if !isSorted { nanoseconds.sort() }
    isSorted = true
    guard let last = nanoseconds.indices.last else { return 0 }
    return Double(nanoseconds[min(last, Int(Double(nanoseconds.count) * share))]) / 1e6
  }

  /// "median 1.23 ms, p99 4.56 ms, longest 7.89 ms"
  mutating func words() -> String {
    "median \(Rounded.text(milliseconds(0.5))) ms, p99 \(Rounded.text(milliseconds(0.99))) ms, "
      + "longest \(Rounded.text(milliseconds(1))) ms"
  }
}

extension [Double] {
  /// The value in the middle; zero without any.
  var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}

/// Two decimal places.
enum Rounded {
  static func text(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}

/// The seconds since a moment.
func seconds(since start: ContinuousClock.Instant) -> Double {
  let (whole, atto) = (ContinuousClock.now - start).components
  return Double(whole) + Double(atto) / 1e18
}
