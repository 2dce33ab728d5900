import Foundation
import Microcredentials
import Postgres
import Storage

/// What a sweep found.
public struct SweepReport: Hashable, Sendable {
  /// Enrollments that were decided again.
  public var decided = 0
  /// Those whose rows did not agree with their decision, and were marked.
  public var marked = 0
}

extension Office {
  /// Decides every enrollment of every institution again, in chunks and without locks, and marks
  /// those whose rows do not agree: what a trigger could have missed. Where all agree it writes
  /// nothing.
  public func sweep(
    progress: @escaping @Sendable (SweepReport) -> Void = { _ in }
  ) async throws -> SweepReport {
    var report = SweepReport()
    let institutions = try await database.read(as: Scopes.directory) {
      try Institutions.all(in: $0)
    }
    for institution in institutions {
      var last: UUID?
      while let (decided, astray, next) = try await sweepPage(of: institution.id, after: last) {
        report.decided += decided
        report.marked += astray.count
        last = next
        if !astray.isEmpty {
          try await database.write(as: Scopes.institution(institution.id)) {
            try Marks.add(astray, of: institution.id, in: $0)
          }
        }
        progress(report)
      }
    }
    return report
  }

  private func sweepPage(
    of institution: Int, after last: UUID?
  ) async throws -> (decided: Int, astray: [UUID], last: UUID)? {
    try await database.read(as: Scopes.institution(institution)) { transaction in
      let page = try Enrollments.page(
        after: last, limit: Self.batchSize, of: institution, in: transaction)
      guard let next = page.last?.id else { return nil }
      let docket = try docket(page, of: institution, in: transaction)
      let astray = docket.cases.filter { docketCase in
        let decision = Microcredentials.decide(docketCase.facts, at: docket.today)
        return !Verdict(docketCase, decision).isNothing
      }
      return (docket.cases.count, astray.map(\.enrollment.id), next)
    }
  }
}
