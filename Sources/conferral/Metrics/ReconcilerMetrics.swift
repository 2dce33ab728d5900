import Metrics
import Office
import Postgres
import Storage
import Synchronization

/// What the loop tells of its work.
final class ReconcilerMetrics: Sendable {
  /// The steps that the loop repeats.
  enum Step: String, CaseIterable, Sendable { case reconciling, sweeping, days, forgetting }

  private let office: Office
  private let codes = Mutex<[Int: String]>([:])

  /// Failures count from zero on, so that the first one is seen as a rise.
  init(_ office: Office) {
    self.office = office
    for step in Step.allCases { failures(step, "database").increment(by: 0) }
  }

  func record(_ report: BatchReport, took time: Duration) async {
    let of = [("institution", await code(of: report.institution))]
    Counter(label: "conferral_batches", dimensions: of).increment()
    Recorder(label: "conferral_batch_size", dimensions: of).record(report.decided)
    Metrics.Timer(label: "conferral_batch_duration", dimensions: of).record(duration: time)
    for (label, amount) in [
      ("conferral_decisions", report.decided), ("conferral_awards", report.awarded),
      ("conferral_awards_corrected", report.corrected),
      ("conferral_revocations_proposed", report.proposed), ("conferral_parkings", report.parked),
    ] {
      Counter(label: label, dimensions: of).increment(by: amount)
    }
  }

  func recordSweep(decided: Int, marked: Int) {
    Counter(label: "conferral_sweep_decisions").increment(by: decided)
    Counter(label: "conferral_sweep_marks").increment(by: marked)
  }

  func recordFailure(_ step: Step, _ error: any Error) {
    let kind = error is PostgresError ? "database" : error is Refusal ? "refusal" : "other"
    failures(step, kind).increment()
  }

  private func failures(_ step: Step, _ kind: String) -> Counter {
    Counter(label: "conferral_failures", dimensions: [("task", step.rawValue), ("kind", kind)])
  }

  /// The code of an institution; its number until the database tells.
  private func code(of institution: Int) async -> String {
    if let code = codes.withLock({ $0[institution] }) { return code }
    guard let all = try? await office.institutions() else { return "\(institution)" }
    codes.withLock { codes in
      codes = Dictionary(all.map { ($0.id, $0.code) }, uniquingKeysWith: { $1 })
    }
    return codes.withLock { $0[institution] } ?? "\(institution)"
  }
}
