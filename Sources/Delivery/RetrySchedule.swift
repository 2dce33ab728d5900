/// When something that failed is tried again.
public struct RetrySchedule: Sendable, Hashable {
  /// The rests after the first failure, the second one and so on, in seconds.
  public let rests: [Int]

  /// A schedule of its own.
  public init(rests: [Int]) { self.rests = rests }

  /// The one of Standard Webhooks 1.0.0: ten tries in 75 hours and a half.
  public static let standardWebhooks = RetrySchedule(
    rests: [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400])

  /// How many seconds to rest after a number of failures, up to a tenth more or less, so that not
  /// everything comes at once; at least what the other side asked for. Nil when it is given up.
  public func rest(afterFailures failures: Int, asked: Int? = nil) -> Int? {
    guard failures >= 1, failures <= rests.count else { return nil }
    let rest = rests[failures - 1]
    return max(Int.random(in: rest * 9 / 10...rest * 11 / 10), asked ?? 0)
  }
}
