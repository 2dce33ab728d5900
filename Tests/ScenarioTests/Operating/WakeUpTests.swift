import Office
import Postgres
import Storage
import TestSupport
import Testing

/// A hint that there is something to do, which may be missed but never blocks anything.
@Suite(.database(.conferral)) struct WakeUpTests {
  private static let long = Duration.seconds(60)

  private func bell() async throws -> (office: Office, bell: WakeUp) {
    let campus = try await Campus.open(at: "2026-09-10T12:00:00Z")
    return (campus.office, campus.office.wakeUp)
  }

  @Test func `rung before anybody sleeps it lets the next not fall asleep, and only that one`()
    async throws
  {
    let (_, bell) = try await bell()
    while await bell.sleep(atMost: .milliseconds(1)) {}
    bell.ring()
    bell.ring()
    #expect(await bell.sleep(atMost: Self.long))
    #expect(await !bell.sleep(atMost: .milliseconds(20)))
  }

  @Test func `one ring wakes one sleeper`() async throws {
    let (_, bell) = try await bell()
    while await bell.sleep(atMost: .milliseconds(1)) {}
    let woken = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<3 { group.addTask { await bell.sleep(atMost: .milliseconds(400)) } }
      try? await Task.sleep(for: .milliseconds(50))
      bell.ring()
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(woken == 1)
  }

  @Test func `a sleeper whose task is cancelled wakes at once`() async throws {
    let (_, bell) = try await bell()
    let start = ContinuousClock.now
    for pause in 0..<20 {
      let sleeper = Task { await bell.sleep(atMost: Self.long) }
      try await Task.sleep(for: .microseconds(pause * 50))
      sleeper.cancel()
      _ = await sleeper.value
    }
    #expect(ContinuousClock.now - start < .seconds(30))
  }

  @Test func `whoever acts rings once it is committed`() async throws {
    let campus = try await Campus.open(at: "2026-09-10T12:00:00Z")
    let bell = campus.office.wakeUp
    while await bell.sleep(atMost: .milliseconds(1)) {}
    let caller = Caller(
      institution: try await campus.office.institution(nil), id: "token:test",
      grants: [Caller.Grant(.registrar)])
    try await campus.office.acting(as: caller) { _ in }
    #expect(await bell.sleep(atMost: Self.long))
  }
}
