import Foundation
import HTTPTypes
import HummingbirdTesting
import LinkedData
import Microcredentials
import NIOCore
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Several people change the same thing at the same time: one of them comes first.
@Suite(.database(.conferral)) struct RacingCallsTests {
  private func onStage(_ body: @escaping @Sendable (Stage) async throws -> Void) async throws {
    let campus = try await Campus.open(at: "2026-10-10T12:00:00Z")
    try await APIClient.serve(campus) { try await body(Stage.open($0)) }
  }

  /// Holds a table's rows, lets the calls come one after another up to where they wait, and lets
  /// them go: none finishes before all have begun.
  private func race(
    _ stage: Stage, holding table: SQL, _ calls: [UnsafeCall]
  ) async throws -> [APIClient.Answer] {
    let campus = stage.campus
    let (held, release) = (AsyncStream<Void>.makeStream(), DispatchSemaphore(value: 0))
    let holder = Task {
      try await campus.database.write { transaction in
        _ = try transaction.query("select 1 from \(sql: table) for update")
        held.continuation.yield()
        guard release.wait(timeout: .now() + 10) == .success else { throw NeverHappened() }
      }
    }
    for await _ in held.stream { break }
    let answers = try await withThrowingTaskGroup(of: (Int, APIClient.Answer).self) { group in
      for (place, call) in calls.enumerated() {
        group.addTask {
          (place, try await Apart.$isWanted.withValue(true) { try await call.send(stage.api) })
        }
        // One that does not wait has answered too soon, which its status will tell.
        try? await eventually(within: .seconds(2)) {
          try await campus.count(
            """
            select count(*) from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock'
            """) > place
        }
      }
      release.signal()
      return try await group.reduce(into: []) { $0.append($1) }
    }
    _ = try await holder.value
    return answers.sorted { $0.0 < $1.0 }.map(\.1)
  }

  @Test func `of two edits of what was read at the same time exactly one wins`() async throws {
    try await onStage { stage in
      let ids = API.endpoints.filter(\.needsMatch).map(\.id)
      #expect(ids.count >= 4)
      for id in ids {
        for round in 0..<4 {
          let call = try await stage.prepared(id)
          let answers = try await atOnce(2) { place in
            try await call.with("reason", .string("Reader \(place)")).send(stage.api)
          }
          #expect(answers.map(\.status).sorted() == [200, 412], "\(id) in round \(round)")
        }
      }
    }
  }

  @Test func `of two steps that say what they have read only the first is taken`() async throws {
    try await onStage { stage in
      for (steps, table, path) in try await paths(stage) {
        let tag = try await stage.tag(path, by: stage.by(.registrar))
        let calls = steps.map { step in
          UnsafeCall(
            endpoint: step.endpoint, visitor: step.visitor, path: path + step.path,
            body: step.body, tag: tag)
        }
        let answers = try await race(stage, holding: table, calls)
        #expect(answers.map(\.status) == [200, 412], "\(path): \(answers.map(\.text))")
      }
    }
  }

  /// Steps of which the second would be possible after the first.
  private func paths(_ stage: Stage) async throws -> [([UnsafeCall], SQL, String)] {
    let (registrar, advisor) = (stage.by(.registrar), stage.by(.advisor))
    let (one, two) = (
      try await stage.api.person(.coordinator), try await stage.api.person(.coordinator)
    )
    let because: JSONValue = ["reason": "x"]
    func step(_ id: String, _ visitor: Visitor, _ path: String, _ body: JSONValue? = nil)
      -> UnsafeCall
    { UnsafeCall(endpoint: id, visitor: visitor, path: path, body: body ?? because) }
    return [
      (
        [
          step("withdrawEnrollment", advisor, "/withdraw"),
          step("reinstateEnrollment", advisor, "/reinstate"),
        ], "enrollment", try await stage.enrolled().path
      ),
      (
        [
          step("moveEnrollment", registrar, "/move", ["version": "2", "reason": "x"]),
          step("withdrawEnrollment", advisor, "/withdraw"),
        ], "enrollment", try await stage.enrolled().path
      ),
      (
        [
          step("reviewEvidence", one, "/reviews", Atelier.accept()),
          step("reviewEvidence", two, "/reviews", Atelier.say("invalidated")),
        ], "enrollment", try await stage.evidence()
      ),
      (
        [
          step("suspendAward", registrar, "/suspend"), step("resumeAward", registrar, "/resume"),
        ], "enrollment", try await stage.award().path
      ),
      (
        [
          step("voidCompletion", stage.by(.instructor), "/void"),
          step(
            "amendCompletion", stage.by(.instructor), "", ["hours": "2", "reason": "Longer."]),
        ], "learner", try await stage.completion()
      ),
    ]
  }

  @Test func `two who decide the same thing otherwise do not both succeed`() async throws {
    try await onStage { stage in
      for _ in 0..<3 {
        try await oneOf(stage, "withdrawEnrollment", "expireEnrollment") {
          let path = try await stage.enrolled().path
          return [path + "/withdraw", path + "/expire"]
        }
        try await oneOf(stage, "acceptEnrollment", "denyEnrollment") {
          let path = try await stage.enrolled(applying: true).path
          return [path + "/accept", path + "/deny"]
        }
      }
      for _ in 0..<3 {
        let path = try await stage.evidence() + "/reviews"
        let reviewers = [
          try await stage.api.person(.coordinator), try await stage.api.person(.coordinator),
        ]
        let reviews = try await atOnce(2) { place in
          try await stage.api.post(
            path, Atelier.say(place == 0 ? "accepted" : "rejected"), by: reviewers[place])
        }
        #expect(reviews.map(\.status).sorted() == [200, 409])

        let proposal = try await stage.proposal() + "/decide"
        let registrars = [
          try await stage.api.person(.registrar), try await stage.api.person(.registrar),
        ]
        let rulings = try await atOnce(2) { place in
          try await stage.api.post(
            proposal,
            place == 0 ? Stage.acceptance : ["outcome": "declined", "reason": "It stays."],
            by: registrars[place])
        }
        #expect(rulings.map(\.status).sorted() == [200, 409])
      }
    }
  }

  /// Two advisors take different steps at the same time.
  private func oneOf(
    _ stage: Stage, _ first: String, _ second: String, _ paths: () async throws -> [String]
  ) async throws {
    let (paths, ids) = (try await paths(), [first, second])
    let answers = try await atOnce(2) { place in
      try await UnsafeCall(
        endpoint: ids[place], visitor: stage.by(.advisor), path: paths[place],
        body: ["reason": "x"]
      ).send(stage.api)
    }
    #expect(answers.map(\.status).sorted() == [200, 409], "\(first) and \(second)")
  }

  @Test func `two who merge the same records crosswise leave one that stands`() async throws {
    try await onStage { stage in
      for _ in 0..<4 {
        let ids = [try await stage.learner().id, try await stage.learner().id]
        let answers = try await atOnce(2) { place in
          try await stage.api.post(
            "/learners/\(ids[place])/merge",
            ["into": .string(ids[1 - place]), "reason": "Registered twice."],
            by: stage.by(.registrar))
        }
        #expect(answers.filter { $0.status == 201 }.count == 1, "\(answers.map(\.text))")
        #expect(answers.allSatisfy { [201, 409, 422].contains($0.status) })
      }
    }
  }

  @Test func `two releases of a term at once make each result final once`() async throws {
    try await onStage { stage in
      let students = try await atOnce(6) { _ in try await stage.learner().number }
      for student in students {
        try await stage.completion(of: student, [("state", "provisional"), ("term", "2026FA")])
      }
      let answers = try await atOnce(4) { _ in
        try await stage.api.post(
          "/completions/release", ["term": "2026FA", "reason": "It is over."],
          by: stage.by(.registrar))
      }
      #expect(answers.allSatisfy { $0.status == 200 }, "\(answers.map(\.text))")
      let released = answers.compactMap { Fields($0.json).integerIfAny("released") }
      #expect(released.reduce(0, +) == 6, "\(released)")
    }
    let campus = TestDatabase.current.database
    let revisions: Int = try await campus.read {
      try $0.query("select count(*) from completion").only()
    }
    #expect(revisions == 12)
  }
}
