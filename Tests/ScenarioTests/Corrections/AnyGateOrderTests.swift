import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// Facts, gates, merges and deliveries in any order, with passes in between, end in the transcript
/// that one pass at the end would have written.
@Suite(.database(.conferral)) struct AnyGateOrderTests {
  private enum Event {
    case result(String)
    case hold(HoldKind, String, Bool)
    case program(String)
    case suspension(String, Bool)
    case renumber(String, String)
    case merge, undo, term
  }

  /// Events that keep their order among themselves, each list for itself.
  private func threads(
    _ random: inout some RandomNumberGenerator, renumbering: Bool
  ) -> [[Event]] {
    var threads: [[Event]] = [
      [.program("suspended"), .program("active")], [.term],
      Bool.random(using: &random) ? [.merge] : [.merge, .undo],
    ]
    for student in ["1", "3"] {
      for (code, grade) in [("NPM 301", "A"), ("NPM 302", "B"), ("NPM 303", "B")] {
        guard code != "NPM 303" || Bool.random(using: &random) else { continue }
        let day = Int.random(in: 10...28, using: &random)
        // What is known of the record that is merged, too.
        let known = student == "1" && Bool.random(using: &random) ? "2" : student
        threads.append([.result("\(known),course,\(code),2026-09-\(day),\(grade)")])
      }
      threads.append([.suspension(student, true), .suspension(student, false)])
      for kind in [HoldKind.record, .financial] {
        threads.append([.hold(kind, student, true), .hold(kind, student, false)])
      }
    }
    if renumbering { threads.append([.renumber("3", "33"), .renumber("33", "333")]) }
    return threads
  }

  private func interleaved(
    _ threads: [[Event]], _ random: inout some RandomNumberGenerator
  ) -> [Event] {
    var (threads, events) = (threads.map { $0[...] }, [Event]())
    while let place = threads.indices.filter({ !threads[$0].isEmpty })
      .randomElement(using: &random)
    {
      events.append(threads[place].removeFirst())
    }
    return events
  }

  private func opened(_ first: Campus?, _ code: String) async throws -> Campus {
    let campus =
      if let first { try await first.neighbour(code, zone: "America/New_York") } else {
        try await Campus.open(code: code)
      }
    var policy = Policy.ofCampus
    policy.notationHolds = [.record, .financial]
    _ = try await campus.office.apply(
      InstitutionDescription(institution: campus.institution, policy: policy), by: "test")
    try await campus.apply(Campus.movable)
    try await campus.people("1,Ada", "2,A. Lovelace", "3,Grace")
    try await campus.enrollments("1,nonprofit,2026-08-24", "3,nonprofit,2026-08-24")
    return campus
  }

  /// One campus through one order of events.
  private struct Story {
    let campus: Campus
    let ids: [String: UUID]
    var merge: UUID?

    init(_ campus: Campus) async throws {
      self.campus = campus
      var ids: [String: UUID] = [:]
      for number in ["1", "2", "3"] { ids[number] = try await campus.learnerID(number) }
      self.ids = ids
    }

    mutating func take(_ event: Event) async throws {
      let technician = campus.staff(.registrar)
      switch event {
      case .result(let row):
        var row = row
        // Under the id that the student system has by then.
        let present = try await present(of: "3")
        if row.hasPrefix("3,") { row = present + row.dropFirst(1) }
        try await campus.results(row)
      case .hold(let kind, let student, let isPlaced):
        let id = try #require(ids[student])
        try await campus.office.acting(as: technician) { visit in
          _ =
            try isPlaced
            ? visit.place(kind, on: id, reason: "r")
            : visit.release(kind, of: id, reason: "r")
        }
      case .program(let state):
        let id = campus.id
        try await campus.app(
          "update program set state = \(state) where institution_id = \(id)::int")
      case .suspension(let student, let isSuspended):
        try await suspend(student, isSuspended)
      case .renumber(let old, let new): try await campus.renumber(old, to: new)
      case .merge: merge = try await campus.merge("1", into: "2")
      case .undo: try await campus.undo(try #require(merge))
      case .term: try await campus.insertTerm(from: "2026-09-20")
      }
    }

    private func present(of student: String) async throws -> String {
      let (id, institution) = (try #require(ids[student]), campus.id)
      return try await campus.database.read(as: Scopes.institution(institution)) {
        try HeldNotations.students(of: [id], institution: institution, in: $0)[id]?.first
      } ?? student
    }

    /// Only an award that is there is suspended, or resumed.
    private func suspend(_ student: String, _ isSuspended: Bool) async throws {
      let id = ids[student]
      var filter = Awards.Filter()
      filter.learner = id
      filter.state = isSuspended ? .live : .suspended
      let wanted = filter
      try await campus.office.acting(as: campus.staff(.registrar)) { visit in
        for award in try visit.awards(wanted, by: .awardedAt, after: nil, limit: 9) {
          _ = try visit.suspend(award.id, isSuspended, reason: "r")
        }
      }
    }

    /// Two registrars agree with everything that is proposed.
    func agree() async throws {
      try await campus.settle()
      let open: [Proposals.Listed] = try await campus.office.reading(
        as: campus.staff(.registrar)
      ) { try $0.proposals(Proposals.Filter(), by: .openedAt, after: nil, limit: 99) }
      for proposal in open where proposal.state == .open {
        let id = proposal.id
        let isDone = try await campus.office.acting(as: campus.staff(.registrar)) { visit in
          try visit.acceptProposal(
            id, Revocation(reason: "r", publicReason: "p", barsAnother: false)
          ).state == .accepted
        }
        if isDone { continue }
        try await campus.office.acting(as: campus.staff(.registrar)) { visit in
          _ = try visit.confirmProposal(id, reason: "r")
        }
      }
      try await campus.settle()
    }
  }

  @Test(
    arguments: [(1, false), (2, false), (3, false), (4, true), (5, true), (6, true)]
      as [(UInt64, Bool)])
  func `the transcript in the end does not depend on when what was known`(
    _ seed: UInt64, _ isDelivering: Bool
  ) async throws {
    var random = Seeded(seed)
    // An id that changes after the delivery moved along there, so that no row has to.
    let threads = threads(&random, renumbering: !isDelivering)
    var first = try await Story(opened(nil, "gates"))
    for event in interleaved(threads, &random) { try await first.take(event) }
    try await first.agree()
    let expected = try await first.campus.transcript()
    let terms = try await first.campus.standingTerms()
    #expect(!expected.isEmpty && Set(terms).isSubset(of: ["2026FA", "2026F2"]))
    for order in 1...3 {
      var story = try await Story(opened(first.campus, "gates\(order)"))
      for event in interleaved(threads, &random) {
        try await story.take(event)
        if Bool.random(using: &random) { try await story.campus.reconcile() }
        if isDelivering, Int.random(in: 0..<3, using: &random) == 0 {
          try await story.campus.deliverAll()
        }
        try await Conferral.check(story.campus.database)
      }
      try await story.agree()
      #expect(try await story.campus.transcript() == expected)
      #expect(try await story.campus.standingTerms() == terms)
      #expect(try await story.campus.heldLines() == [])
    }
  }
}
