import Metrics
import Prometheus
import TestSupport
import Testing

/// Prometheus's own judgement of the text.
@Suite(.enabled(if: Promtool.isWanted)) struct PromtoolTests {
  @Test func `promtool finds nothing wrong with any kind of metric`() throws {
    let registry = PrometheusRegistry(help: ["requests_total": "Requests, \"all\" \\ of\nthem."])
    for status in ["200", "404", "\"\\\n"] {
      Counter(label: "requests", dimensions: [("status", status)], factory: registry).increment()
      Metrics.Timer(label: "request.duration", dimensions: [("status", status)], factory: registry)
        .recordMilliseconds(12)
    }
    Recorder(label: "batch.size", factory: registry).record(1_000)
    Meter(label: "depth", factory: registry).set(-0.5)
    FloatingPointCounter(label: "9 strange/näme", factory: registry).increment(by: 1e-7)
    let answer = try Promtool.check(PrometheusExposition.text(of: registry))
    #expect(answer == "")
  }

  @Test func `promtool does find what is wrong`() throws {
    #expect(try Promtool.check("requests_total{status=\"2\"} x\n") != "")
  }
}
