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

/// Calls about one learner that arrive in any order and at once: what comes of them is what some
/// order, one after another, would have made.
@Suite(.database(.conferral)) struct AnyOrderCallsTests {
  /// What is done; each is one request.
  enum Step: String, CaseIterable {
    case passes, fails, amends, voids, withdraws, reinstates, enrolls
  }

  /// What the API should do, in a few lines.
  struct Books: Hashable {
    var grade = "C"
    var isVoided = false
    var revisions = 1
    var isEnrolled = true
    var isInOther = false

    /// Takes a step; the status that it is answered with.
    mutating func take(_ step: Step) -> Int {
      switch step {
      case .passes, .fails:
        let new = step == .passes ? "A" : "F"
        if isVoided || grade != new { revisions += 1 }
        (grade, isVoided) = (new, false)
      case .amends:
        guard !isVoided else { return 409 }
        if grade != "B" { revisions += 1 }
        grade = "B"
      case .voids:
        guard !isVoided else { return 409 }
        revisions += 1
        isVoided = true
      case .withdraws:
        guard isEnrolled else { return 409 }
        isEnrolled = false
      case .reinstates:
        guard !isEnrolled else { return 409 }
        isEnrolled = true
      case .enrolls:
        guard !isInOther else { return 409 }
        isInOther = true
        return 201
      }
      return 200
    }

    var earns: Bool { isEnrolled && !isVoided && grade != "F" }
  }

  struct Outcome: Hashable {
    let books: Books
    let statuses: [Int]

    /// What each order of the steps leads to.
    static func all(of steps: [Step]) -> Set<Outcome> {
      var outcomes: Set<Outcome> = []
      func go(_ left: [Int], _ books: Books, _ statuses: [Int: Int]) {
        guard !left.isEmpty else {
          outcomes.insert(
            Outcome(books: books, statuses: steps.indices.map { statuses[$0] ?? 0 }))
          return
        }
        for place in left {
          var (next, known) = (books, statuses)
          known[place] = next.take(steps[place])
          go(left.filter { $0 != place }, next, known)
        }
      }
      go(Array(steps.indices), Books(), [:])
      return outcomes
    }
  }

  private static let program = """
    program: single
    title: One course
    version: "1"
    description: One course.
    credit: 3
    evidence: none
    criteria: {course: NPM 301, credits: 3, grade: C}

    """

  @Test(arguments: 1...4)
  func `what many requests at once make is what one order of them makes`(_ seed: UInt64)
    async throws
  {
    let campus = try await Campus.open(at: "2026-10-10T12:00:00Z")
    try await campus.apply(Self.program)
    try await campus.apply(SampleProgram.badge("other"))
    let students = (1...5).map { "\(seed)-\($0)" }
    try await campus.load(.people, students.map { "\($0),Person \($0)" })
    try await campus.load(.enrollments, students.map { "\($0),single,2026-08-24" })
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.recordsTechnician)
      var random = Seeded(seed)
      var rounds: [(String, [Step], Paths)] = []
      for student in students {
        let steps = (0..<6).map { _ in
          Step.allCases.randomElement(using: &random) ?? .passes
        }
        rounds.append((student, steps, try await paths(of: student, api, registrar)))
      }
      let loop = Task {
        while !Task.isCancelled, seed.isMultiple(of: 2) {
          _ = try? await campus.office.reconcileBatch()
        }
      }
      defer { loop.cancel() }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (student, steps, paths) in rounds {
          group.addTask {
            let found = try await atOnceInOrder(steps) { step in
              try await send(step, student, paths, api, registrar).status
            }
            let outcome = Outcome(
              books: try await books(paths, student, api, registrar), statuses: found)
            #expect(
              Outcome.all(of: steps).contains(outcome), "\(seed) \(student) \(steps): \(outcome)")
          }
        }
        try await group.waitForAll()
      }
      loop.cancel()
      _ = await loop.result
      try await settle(rounds, api, registrar)
    }
  }

  /// The loop comes to the same end whatever it saw in between.
  private func settle(
    _ rounds: [(String, [Step], Paths)], _ api: APIClient, _ token: String
  ) async throws {
    let campus = api.campus
    try await campus.reconcile()
    #expect(try await campus.office.sweep().marked == 0)
    let awards = try await campus.awards().filter { $0.isLive && $0.program == "single" }
    let open = try await campus.proposals().filter { $0 == "open" }.count
    var unearned = 0
    for (student, steps, paths) in rounds {
      let books = try await books(paths, student, api, token)
      let isAwarded = awards.contains { $0.student == student }
      if books.earns { #expect(isAwarded, "\(student) \(steps)") }
      // Awarded at a moment at which it was earned: people decide what becomes of it.
      if !books.earns, isAwarded { unearned += 1 }
    }
    #expect(unearned == open)
  }

  /// Where a learner's completion and enrollment are.
  struct Paths: Sendable {
    let learner: String
    let completion: String
    let enrollment: String
  }

  private func paths(
    of student: String, _ api: APIClient, _ token: String
  ) async throws -> Paths {
    let recorded = try await api.post(
      "/completions", result(student, "C"), as: token)
    let completion = try #require(recorded.json["completion"]?["id"]?.string)
    return Paths(
      learner: try await api.campus.learnerID(student).text,
      completion: "/completions/\(completion)",
      enrollment: "/enrollments/\(try await api.campus.enrollmentID(student, "single").text)")
  }

  private func result(_ student: String, _ grade: String) -> JSONValue {
    [
      "externalId": .string(student), "kind": "course", "code": "NPM 301", "credits": "3",
      "happenedOn": "2026-09-01", "grade": .string(grade), "key": "k", "reason": "Graded.",
    ]
  }

  private func send(
    _ step: Step, _ student: String, _ paths: Paths, _ api: APIClient, _ token: String
  ) async throws -> APIClient.Answer {
    let because: JSONValue = ["reason": "x"]
    let key: HTTPFields = [.idempotencyKey: UUID().text]
    return switch step {
    case .passes: try await api.post("/completions", result(student, "A"), as: token, key)
    case .fails: try await api.post("/completions", result(student, "F"), as: token, key)
    case .amends:
      try await api.patch(
        paths.completion, ["grade": "B", "reason": "x"], as: token, [.ifMatch: "*"])
    case .voids: try await api.post(paths.completion + "/void", because, as: token, key)
    case .withdraws:
      // Before the course, so that what it left was never earned.
      try await api.post(
        paths.enrollment + "/withdraw", ["on": "2026-08-25", "reason": "x"], as: token, key)
    case .reinstates: try await api.post(paths.enrollment + "/reinstate", because, as: token, key)
    case .enrolls:
      try await api.post(
        "/enrollments",
        ["learner": .string(paths.learner), "program": "other", "reason": "x"], as: token, key)
    }
  }

  private func books(
    _ paths: Paths, _ student: String, _ api: APIClient, _ token: String
  ) async throws -> Books {
    let completion = try await api.get(paths.completion, as: token)
    let enrollment = try await api.get(paths.enrollment, as: token)
    let others = try await api.get(
      "/enrollments?learner=\(paths.learner)&program=other", as: token)
    return Books(
      grade: completion["grade"] ?? "-", isVoided: completion["state"] == "voided",
      revisions: completion.json["revisions"]?.elements.count ?? 0,
      // A live award shows as completed, whatever came after it.
      isEnrolled: enrollment["ended"] == nil,
      isInOther: others.json["items"]?.elements.count == 1)
  }
}
