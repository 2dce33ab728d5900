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
    workers: Int = 2, progress: @escaping @Sendable (SweepReport) -> Void = { _ in }
  ) async throws -> SweepReport {
    let institutions = try await database.read(as: Scopes.directory) {
      try Institutions.all(in: $0)
    }
    // Each institution in sixteen parts, so that several workers share it.
    let parts = institutions.flatMap { institution in (0..<16).map { (institution.id, $0) } }
    let total = SweepCounter(parts, progress)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<max(1, workers) {
        group.addTask {
          while let (institution, part) = await total.nextPart() {
            try await sweep(part: part, of: institution, total)
          }
        }
      }
      try await group.waitForAll()
    }
    return await total.sum
  }

  private func sweep(part: Int, of institution: Int, _ total: SweepCounter) async throws {
    var last: UUID?
    while let (decided, astray, next) = try await page(ofPart: part, of: institution, after: last) {
      last = next
      if !astray.isEmpty {
        try await database.write(as: Scopes.institution(institution)) {
          try Marks.add(astray, of: institution, in: $0)
        }
      }
      await total.add(decided: decided, marked: astray.count)
    }
  }

  private func page(
    ofPart part: Int, of institution: Int, after last: UUID?
  ) async throws -> (decided: Int, astray: [UUID], last: UUID)? {
    try await database.read(as: Scopes.institution(institution)) { transaction in
      let page = try Enrollments.page(
        ofPart: part, after: last, limit: Self.batchSize, of: institution, in: transaction)
      guard let next = page.last?.id else { return nil }
      let docket = try docket(page, of: institution, in: transaction)
      let astray = try docket.verdicts(isFreezing: false, in: transaction)
      return (docket.cases.count, astray.map(\.0.enrollment.id), next)
    }
  }
}

/// Hands out parts to several workers, and adds up what they find.
private actor SweepCounter {
  private(set) var sum = SweepReport()
  private var parts: ArraySlice<(institution: Int, part: Int)>
  private let tell: @Sendable (SweepReport) -> Void

  init(
    _ parts: [(institution: Int, part: Int)], _ tell: @escaping @Sendable (SweepReport) -> Void
  ) {
    self.parts = parts[...]
    self.tell = tell
  }

  func nextPart() -> (institution: Int, part: Int)? { parts.popFirst() }

  func add(decided: Int, marked: Int) {
    sum.decided += decided
    sum.marked += marked
    tell(sum)
  }
}
