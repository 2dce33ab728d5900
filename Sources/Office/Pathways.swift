import Microcredentials

/// How the programs of a catalogue build on each other: one whose criteria ask for the credential
/// of another counts on it. Codes are keys, as ``Code/key(_:)`` writes them.
public struct Pathways: Sendable {
  /// Which programs a program counts toward, by its key; in the order of the catalogue.
  private let onward: [String: [String]]
  /// Which programs it builds on.
  private let below: [String: [String]]
  /// The keys of all programs, in the order of the catalogue.
  private let order: [String]

  init(_ programs: [CatalogueProgram]) {
    order = programs.map(\.key)
    let known = Set(order)
    var onward: [String: [String]] = [:]
    var below: [String: [String]] = [:]
    for program in programs {
      let asked = program.text.criteria.credentials.intersection(known).subtracting([program.key])
      for code in order where asked.contains(code) {
        onward[code, default: []].append(program.key)
        below[program.key, default: []].append(code)
      }
    }
    self.onward = onward
    self.below = below
  }

  /// The programs whose criteria ask for this one.
  public func goals(of key: String) -> [String] { onward[key] ?? [] }

  /// The programs that this one's criteria ask for.
  public func foundations(of key: String) -> [String] { below[key] ?? [] }

  /// All that lead to a program and all that it leads to, with itself, from the first step to the
  /// last; only itself where it stands alone.
  public func around(_ key: String) -> [String] {
    sorted(reached(from: key, by: below).union(reached(from: key, by: onward)))
  }

  /// The groups of programs that hang together, each from the first step to the last; programs that
  /// stand alone are in none.
  public var all: [[String]] {
    var seen: Set<String> = []
    var groups: [[String]] = []
    let both = onward.merging(below) { $0 + $1 }
    for key in order where both[key] != nil && !seen.contains(key) {
      let group = reached(from: key, by: both)
      seen.formUnion(group)
      groups.append(sorted(group))
    }
    return groups
  }

  private func reached(from key: String, by steps: [String: [String]]) -> Set<String> {
    var reached: Set<String> = [key]
    var next = [key]
    while let key = next.popLast() {
      for step in steps[key] ?? [] where reached.insert(step).inserted { next.append(step) }
    }
    return reached
  }

  /// First those that build on nothing in the group, then what builds on them. Programs that ask
  /// for each other cannot be earned, but a file may say so: the one that is left last is put first.
  private func sorted(_ group: Set<String>) -> [String] {
    var waiting = order.filter(group.contains)
    var done: Set<String> = []
    var result: [String] = []
    while !waiting.isEmpty {
      let ready = waiting.filter { key in
        foundations(of: key).allSatisfy { !group.contains($0) || done.contains($0) }
      }
      let step = ready.isEmpty ? [waiting[0]] : ready
      result += step
      done.formUnion(step)
      waiting.removeAll { done.contains($0) }
    }
    return result
  }
}

extension Requirement {
  /// The keys of the programs whose credentials are asked for, anywhere but below a `not`.
  var credentials: Set<String> {
    switch self {
    case .record(let node): node.selector.credentials
    case .total(let node):
      node.items.reduce(into: []) { $0.formUnion($1.selector.credentials) }
    case .mean(let node): node.items.reduce(into: []) { $0.formUnion($1.selector.credentials) }
    case .group(let node): node.members.reduce(into: []) { $0.formUnion($1.credentials) }
    case .not: []
    }
  }
}

extension Selector {
  fileprivate var credentials: Set<String> { kind == .credential ? Set(codes) : [] }
}
