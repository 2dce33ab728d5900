import Metrics
import Prometheus
import Testing

/// What Prometheus fetches, letter by letter.
struct ExpositionTests {
  private let registry = PrometheusRegistry(
    help: ["jobs_total": "Jobs \\ done\nso far", "wait_seconds": "How long it took."],
    seriesLimit: 3)

  private var text: String { PrometheusExposition.text(of: registry) }

  @Test func `nothing recorded is an empty text`() { #expect(text.isEmpty) }

  @Test func `counters gauges and sizes are written in a stable order`() {
    Counter(label: "jobs", dimensions: [("kind", "b"), ("at", "x")], factory: registry)
      .increment(by: 2)
    Counter(label: "jobs", dimensions: [("at", "x"), ("kind", "a")], factory: registry)
      .increment()
    Counter(label: "jobs", dimensions: [("kind", "b"), ("at", "x")], factory: registry)
      .increment(by: 40)
    FloatingPointCounter(label: "spent.seconds", factory: registry).increment(by: 0.25)
    Meter(label: "depth", factory: registry).set(7)
    Gauge(label: "age", factory: registry).record(1.5)
    #expect(
      text == """
        # HELP age What the program records as age.
        # TYPE age gauge
        age 1.5
        # HELP depth What the program records as depth.
        # TYPE depth gauge
        depth 7
        # HELP jobs_total Jobs \\\\ done\\nso far
        # TYPE jobs_total counter
        jobs_total{at="x",kind="a"} 1
        jobs_total{at="x",kind="b"} 42
        # HELP spent_seconds_total What the program records as spent_seconds_total.
        # TYPE spent_seconds_total counter
        spent_seconds_total 0.25

        """)
  }

  @Test func `a timer is a histogram of seconds`() {
    let timer = Metrics.Timer(label: "wait", factory: registry)
    timer.recordMilliseconds(5)
    timer.recordMilliseconds(6)
    timer.recordSeconds(120)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(
      lines[0...1] == ["# HELP wait_seconds How long it took.", "# TYPE wait_seconds histogram"])
    #expect(lines.contains(#"wait_seconds_bucket{le="0.0025"} 0"#))
    #expect(lines.contains(#"wait_seconds_bucket{le="0.005"} 1"#))
    #expect(lines.contains(#"wait_seconds_bucket{le="0.01"} 2"#))
    #expect(lines.contains(#"wait_seconds_bucket{le="60"} 2"#))
    #expect(
      lines.suffix(3) == [
        #"wait_seconds_bucket{le="+Inf"} 3"#, "wait_seconds_sum 120.011", "wait_seconds_count 3",
      ])
  }

  @Test func `whatever is written into labels and names stays on its line`() {
    let dimensions = [
      ("le", "\"x\"\r\n\\"), ("1 ü", "\u{0}é"), ("__name__", "n"), ("twice", "1"), ("twice", "2"),
    ]
    Counter(label: "9 strange/näme", dimensions: dimensions, factory: registry).increment()
    let line = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(line.count == 4)
    #expect(
      line[2].unicodeScalars.elementsEqual(
        ("_9_strange_n_me_total{_1__=\"\u{0}é\",label___name__=\"n\",label_le=\"\\\"x\\\"\r\\n\\\\\","
          + "twice=\"2\"} 1").unicodeScalars))
  }

  @Test func `more series than allowed become one that says so`() {
    for number in 1...50 {
      Counter(label: "visits", dimensions: [("who", "\(number)")], factory: registry).increment()
    }
    Counter(label: "visits", dimensions: [("who", "2")], factory: registry).increment()
    #expect(
      text.split(separator: "\n").dropFirst(2) == [
        #"visits_total{overflow="true"} 47"#, #"visits_total{who="1"} 1"#,
        #"visits_total{who="2"} 2"#, #"visits_total{who="3"} 1"#,
      ])
  }

  @Test func `a name that is taken by another kind is not written twice`() {
    Metrics.Timer(label: "wait", factory: registry).recordSeconds(1)
    Meter(label: "wait_seconds", factory: registry).set(1)
    Meter(label: "wait_seconds_count", factory: registry).set(99)
    #expect(!text.contains("gauge"))
    #expect(!text.contains(" 99\n"))
  }

  @Test func `a destroyed series is gone and may come again`() {
    let meter = Meter(label: "depth", dimensions: [("of", "a")], factory: registry)
    meter.set(3)
    meter.destroy()
    #expect(text.isEmpty)
    Meter(label: "depth", dimensions: [("of", "a")], factory: registry).set(4)
    #expect(text.hasSuffix("depth{of=\"a\"} 4\n"))
  }

  @Test func `numbers that are no numbers are written as Prometheus reads them`() {
    Meter(label: "a", factory: registry).set(Double.infinity)
    Meter(label: "b", factory: registry).set(Double.nan)
    Recorder(label: "c", factory: registry).record(Double.nan)
    let counter = Counter(label: "d", factory: registry)
    counter.increment(by: Int64.max)
    counter.increment(by: Int64.max)
    counter.increment(by: -5)
    #expect(text.contains("\na +Inf\n"))
    #expect(text.contains("\nb NaN\n"))
    #expect(text.contains("\nc_count 0\n"))
    #expect(text.contains("\nd_total 9223372036854775807\n"))
  }

  @Test func `many threads at once lose no count`() async {
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask { [registry] in
          for number in 0..<2_000 {
            Counter(label: "hits", dimensions: [("n", "\(number % 5)")], factory: registry)
              .increment()
            Metrics.Timer(label: "took", factory: registry).recordNanoseconds(Int64(task + number))
            if number % 500 == 0 { _ = PrometheusExposition.text(of: registry) }
          }
        }
      }
    }
    let hits = text.split(separator: "\n").filter { $0.hasPrefix("hits_total{") }
      .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
    #expect(hits.count == 4)
    #expect(hits.reduce(0, +) == 16_000)
    #expect(text.contains("took_seconds_count 16000\n"))
  }
}
