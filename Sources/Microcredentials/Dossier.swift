/// What is known about a learner, in order, and how it is matched: shared by all searches.
final class Dossier {
  /// Facts in the order of their days, each once.
  let facts: [Fact]
  /// Exceptions in the order of their days.
  let exceptions: [Exception]
  let matching: Matching

  init(_ facts: Facts, countingProvisional: Bool) {
    self.facts = facts.known.inOrder
    self.exceptions =
      facts.exceptions.count < 2
      ? facts.exceptions : facts.exceptions.sorted { ($0.on, $0.id) < ($1.on, $1.id) }
    self.matching = Matching(
      policy: facts.policy, enrollmentBegan: facts.enrollment.began,
      countsProvisional: countingProvisional)
  }

  /// Whether the selector finds the fact. Most are not found, so it is not copied.
  @inline(__always)
  func finds(_ fact: Int, _ selector: Selector) -> Bool {
    selector.finds(
      kind: facts[fact].kind, code: facts[fact].code, tags: facts[fact].tags)
  }
}

extension [Fact] {
  /// In the order of their days; of two revisions of a fact the later one.
  fileprivate var inOrder: [Fact] {
    let order = indices.sorted { comesBefore($0, $1) }
    var latest: [String: Int] = [:]
    latest.reserveCapacity(count)
    for index in order {
      if let other = latest[self[index].id], self[other].revision >= self[index].revision {
        continue
      }
      latest[self[index].id] = index
    }
    if latest.count == count { return order.map { self[$0] } }
    return order.filter { latest[self[$0].id] == $0 }.map { self[$0] }
  }

  private func comesBefore(_ a: Int, _ b: Int) -> Bool {
    if self[a].on != self[b].on { return self[a].on < self[b].on }
    if self[a].code != self[b].code { return self[a].code < self[b].code }
    if self[a].id != self[b].id { return self[a].id < self[b].id }
    return self[a].revision < self[b].revision
  }
}
