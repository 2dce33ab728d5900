/// The bounds of requests over HTTP.
struct RequestSettings: Sendable {
  /// The most requests of one caller in a minute.
  let ratePerMinute: Int
  /// The largest body of a request, in megabytes (1,048,576 bytes).
  let bodyMegabytes: Int
  /// The largest body of a request that brings many records.
  let bulkMegabytes: Int

  init(_ read: inout SettingReader) {
    ratePerMinute = read.number(
      "CONFERRAL_RATE_PER_MINUTE", "the most requests of one caller in a minute", 1...1_000_000,
      default: 600)
    bodyMegabytes = read.number(
      "CONFERRAL_BODY_MEGABYTES", "the largest body of a request, in megabytes", 1...64, default: 1)
    bulkMegabytes = read.number(
      "CONFERRAL_BULK_MEGABYTES",
      "the largest body of a request that brings many records, in megabytes",
      1...1_024, default: 16)
  }
}
