import Foundation
import Microcredentials
import Synchronization
import Testing

/// Criteria and learners that are out of all proportion: decided soon, never wrongly, and within
/// the stack of a thread of the database pool.
@Suite struct BudgetTests {
  /// Runs on a thread with a stack of 512 KiB.
  private func decided(_ story: Story) -> Decision.Outcome {
    let outcome = Mutex<Decision.Outcome?>(nil)
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      let decision = story.decision()
      _ = explain(story.facts, decision)
      outcome.withLock { $0 = decision.outcome }
      done.signal()
    }
    thread.stackSize = 512 << 10
    thread.start()
    done.wait()
    return outcome.withLock { $0 } ?? .notYet
  }

  private func soon(_ story: Story, _ check: (Decision.Outcome) -> Bool) {
    let clock = ContinuousClock()
    var outcome = Decision.Outcome.notYet
    let time = clock.measure { outcome = decided(story) }
    #expect(check(outcome), "\(outcome)")
    #expect(time < .seconds(20))
  }

  private func label(_ id: String) -> Label { Label(id: id, title: id) }

  private func record(_ code: String) -> Requirement {
    .record(
      RecordRequirement(label: label(code), selector: Selector(kind: .course, codes: [code])))
  }

  private func courses(_ count: Int, _ grade: String = "B") -> [Fact] {
    (0..<count).map { index in
      .course("C\(index)", Day("2026-01-01").adding(days: index % 300), grade)
        .changed { $0.id = "\(index)" }
    }
  }

  private func pool(_ atLeast: Int, where limits: [Limit] = []) -> Requirement {
    .total(
      TotalRequirement(
        label: label("pool"), amount: .credits, atLeast: Quantity(atLeast),
        items: [.init(selector: Selector(kind: .course))], limits: limits))
  }

  private func all(_ members: Requirement..., where limits: [Limit] = []) -> Requirement {
    .group(GroupRequirement(label: label("all"), members: members, limits: limits))
  }

  private let mean = Limit(title: "Mean", measure: .meanGradePoints, atLeast: .number("3.5"))

  @Test func `five thousand facts`() {
    let missing = Story(criteria: all(pool(30), record("X"))).with(courses(5000))
    soon(missing) { $0 == .notYet }
    let many = Story(criteria: pool(9000)).with(courses(5000))
    soon(many) { if case .earned = $0 { true } else { false } }
  }

  @Test func `five thousand facts that expire`() {
    let facts = courses(5000).map { fact in
      fact.changed {
        $0.code = "A"
        $0.on = Day("2010-01-01").adding(days: Int(fact.id)!)
        $0.expires = $0.on.adding(days: 3)
      }
    }
    let story = Story(criteria: all(record("A"), record("X"))).with(facts)
    soon(story.enrolled(on: "2010-01-01")) { $0 == .notYet }
  }

  @Test func `a pool of 200 courses with a limit that cannot be kept`() {
    let story = Story(criteria: pool(30, where: [mean])).with(courses(200))
    soon(story) { $0 == .cannotBeEvaluated }
  }

  @Test func `a pool of 200 courses contested by others`() {
    let chosen = (0..<40).map { record("C\($0)") }
    let story = Story(
      criteria: all(pool(500), .group(GroupRequirement(label: label("c"), members: chosen)))
    ).with(courses(200))
    soon(story) {
      switch $0 {
      case .earned, .cannotBeEvaluated: true
      default: false
      }
    }
  }

  @Test func `ten of forty with a limit that cannot be kept`() {
    let choice = Requirement.group(
      GroupRequirement(
        label: label("choice"), need: 10, members: (0..<40).map { record("C\($0)") },
        limits: [mean]))
    soon(Story(criteria: choice).with(courses(40))) { $0 == .cannotBeEvaluated }
    soon(Story(criteria: choice).with(courses(9))) { $0 == .notYet }
  }

  @Test(arguments: [(GroupRequirement.Order.any, 60), (.sequence, 32)])
  func `as many levels of groups as a file may have`(
    order: GroupRequirement.Order, levels: Int
  ) {
    let deep = (0..<levels).reduce(record("C0")) { inner, level in
      .group(
        GroupRequirement(
          label: label("level \(level)"), members: [inner, record("D\(level)")], order: order))
    }
    soon(Story(criteria: deep).with(courses(5000))) { $0 == .notYet }
    let done =
      courses(1) + (0..<levels).map { .course("D\($0)", Day("2026-01-01").adding(days: $0)) }
    soon(Story(criteria: deep).with(done)) { if case .earned = $0 { true } else { false } }
  }

  @Test func `sixty levels of exclusions`() {
    let deep = (0..<60).reduce(record("C0")) { inner, level in
      .not(NotRequirement(label: label("level \(level)"), member: inner))
    }
    soon(Story(criteria: deep).with(courses(1))) { if case .earned = $0 { true } else { false } }
  }

  @Test(arguments: [GroupRequirement.Order.any, .sequence, .consecutiveTerms])
  func `a thousand requirements`(order: GroupRequirement.Order) {
    let wide = Requirement.group(
      GroupRequirement(
        label: label("wide"), members: (0..<1000).map { record("C\($0)") }, order: order))
    soon(Story(criteria: wide).with(courses(1000))) {
      if case .earned = $0 { order == .any } else { order != .any }
    }
  }

  @Test func `thousands of events that are all needed beside a limit`() {
    let limit = Limit(title: "Hours", measure: .total(.count), atMost: .number(4000))
    let story = Story(criteria: all(pool(6000), where: [limit])).with(courses(2500))
    soon(story) {
      switch $0 {
      case .earned, .cannotBeEvaluated: true
      default: false
      }
    }
  }
}
