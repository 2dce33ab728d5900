import Foundation
import Microcredentials
import Office
import Storage
import TestSupport
import Testing

/// The same facts in any order, cut into files in any way, give the same awards.
@Suite(.database(.conferral)) struct AnyOrderTests {
  /// A row of one of the small files, or a program that is applied.
  private enum Event {
    case row(SmallFile, String)
    case program(String)
  }

  private static let programs = [
    SampleProgram.credit(),
    SampleProgram.badge(
      "choice", criteria: "{choose: 2, of: [{workshop: W 1}, {workshop: W 2}, {course: NPM 301}]}"),
    SampleProgram.badge(
      "larger", criteria: "{all: [{credential: choice}, {workshop: W 3}]}"),
    SampleProgram.badge("dated", criteria: "{workshop: W 2}", more: "award: {yearly: [09-30]}"),
  ]

  private func population(_ random: inout some RandomNumberGenerator) -> [Event] {
    var events = Self.programs.map { Event.program($0) }
    for learner in 1...8 {
      events.append(.row(.people, "\(learner),Person \(learner)"))
      for program in ["nonprofit", "choice", "larger", "dated"] {
        guard Int.random(in: 0..<5, using: &random) > 0 else { continue }
        events.append(.row(.enrollments, "\(learner),\(program),2026-08-24"))
        if Int.random(in: 0..<6, using: &random) == 0 {
          let day = Int.random(in: 10...28, using: &random)
          events.append(.row(.withdrawals, "\(learner),\(program),2026-09-\(day)"))
        }
      }
      for item in [
        "course,NPM 301", "course,NPM 302", "workshop,W 1", "workshop,W 2", "workshop,W 3",
      ] {
        guard Int.random(in: 0..<4, using: &random) > 0 else { continue }
        let day = Int.random(in: 10...28, using: &random)
        let grade =
          item.hasPrefix("course") ? ["A", "B", "C", "F"].randomElement(using: &random) ?? "A" : ""
        events.append(.row(.results, "\(learner),\(item),2026-09-\(day),\(grade)"))
      }
    }
    return events
  }

  /// Neighbours of one kind become files of any size, of which some come twice.
  private func bring(
    _ events: [Event], to campus: Campus, _ random: inout some RandomNumberGenerator
  ) async throws {
    var pending: (kind: SmallFile, rows: [String])?
    for event in events {
      if case .row(let kind, let row) = event, kind == pending?.kind,
        Int.random(in: 0..<4, using: &random) > 0
      {
        pending?.rows.append(row)
        continue
      }
      if let pending { try await campus.load(pending.kind, pending.rows) }
      if let pending, Bool.random(using: &random) {
        try await campus.load(pending.kind, pending.rows)
      }
      pending = nil
      switch event {
      case .row(let kind, let row): pending = (kind, [row])
      case .program(let text): try await campus.apply(text)
      }
    }
    if let pending { try await campus.load(pending.kind, pending.rows) }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `files in any order and cut in any way give the same awards`(_ seed: UInt64) async throws {
    var random = Seeded(seed)
    let events = population(&random)
    let first = try await Campus.open(code: "order0")
    try await bring(events, to: first, &random)
    try await first.reconcile()
    let expected = try await first.awards()
    #expect(expected.count > 5)
    for permutation in 1...4 {
      let campus = try await first.neighbour("order\(permutation)", zone: "America/New_York")
      try await bring(events.shuffled(using: &random), to: campus, &random)
      try await campus.reconcile()
      #expect(try await campus.awards() == expected)
    }
    #expect(try await first.office.sweep().marked == 0)
  }
}
