import Web

/// The bounds of requests over HTTP.
struct RequestSettings: Sendable {
  /// The most requests of one caller in a minute.
  let ratePerMinute: Int
  /// The largest body of a request, in megabytes (1,048,576 bytes).
  let bodyMegabytes: Int
  /// The largest body of a request that brings many records.
  let bulkMegabytes: Int
  /// The proxies that say for whom they ask.
  let trustedProxies: TrustedProxies

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
    trustedProxies =
      read.value(
        "CONFERRAL_TRUSTED_PROXIES",
        "the proxies whose X-Forwarded-For or Forwarded names whom limits count",
        form: "addresses and networks separated by commas", example: "127.0.0.1, 192.0.2.0/24",
        default: TrustedProxies(), inWords: "(not set)", parse: TrustedProxies.init(_:))
      ?? TrustedProxies()
  }
}
