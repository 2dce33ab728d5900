internal import Microcredentials

/// Which facts a requirement looks at, and how its title and id call them.
struct Selection {
  var selector: Selector
  /// As the file writes it: `GHY 417 or GHY 418`.
  var spoken: String
  /// Short and in one spelling: `GHY417`, `pool Electives`, `any`.
  var key: String

  var isOneCode: Bool { selector.codes.count == 1 && selector.pools.isEmpty }
}

extension Reading {
  /// Reads the value of a kind's key: a code, a list of codes, `{pool: NAME}` or `any`.
  func selection(_ kind: FactKind, _ entry: Entry, key: String) -> Selection? {
    switch entry.value {
    case .text(let text) where text == "any":
      return Selection(
        selector: Selector(kind: kind), spoken: "any \(kind.spoken)", key: "any")
    case .list(let members) where members.isEmpty:
      mistake(
        at: entry.place, "'\(key)' names no code",
        "Write a code, a list of codes, {pool: NAME}, or 'any'.")
      return nil
    case .list(let members):
      let parts = members.compactMap { part(kind, $0, key: key) }
      return parts.count == members.count ? joined(parts, kind) : nil
    case .text, .mapping:
      return part(kind, entry, key: key)
    }
  }

  private func part(_ kind: FactKind, _ entry: Entry, key: String) -> Selection? {
    if case .mapping = entry.value { return pool(kind, entry, key: key) }
    guard let code = text(entry, key) else { return nil }
    guard code != "any" else {
      mistake(
        at: entry.place, "'any' cannot stand in a list of codes",
        "Write '\(key): any' for every code, or name the codes only.")
      return nil
    }
    let plain = Code.key(code)
    return Selection(
      selector: Selector(kind: kind, codes: [plain]), spoken: code, key: plain)
  }

  private func pool(_ kind: FactKind, _ entry: Entry, key: String) -> Selection? {
    guard let fields = fields(of: entry, "the choice of '\(key)'", keys: ["pool"]) else {
      return nil
    }
    guard let named = fields["pool"] else {
      mistake(at: entry.place, "'\(key)' names no pool", "Write {pool: NAME}.")
      return nil
    }
    let names = texts(named, "pool")
    let parts = names.compactMap { name -> Selection? in
      guard let codes = pools[name] else {
        undeclared(name, at: named.place)
        return nil
      }
      return Selection(
        selector: Selector(kind: kind, codes: codes, pools: [name]), spoken: name,
        key: "pool \(name)")
    }
    return parts.isEmpty || parts.count < names.count ? nil : joined(parts, kind)
  }

  private func undeclared(_ name: String, at place: Place) {
    let meant = Spelling.nearest(to: name, among: pools.keys.sorted())
    mistake(
      at: place, "the pool '\(shortened(name))' is not declared",
      meant.map { "Did you mean '\($0)'?" }
        ?? "List its codes under 'pools'; [] if staff put completions into it by hand.")
  }

  private func joined(_ parts: [Selection], _ kind: FactKind) -> Selection {
    var selector = Selector(kind: kind)
    for part in parts {
      selector.codes += part.selector.codes.filter { !selector.codes.contains($0) }
      selector.pools += part.selector.pools.filter { !selector.pools.contains($0) }
    }
    let spoken = parts.map(\.spoken)
    let shown = spoken.count > 4 ? Array(spoken.prefix(3)) + ["\(spoken.count - 3) more"] : spoken
    return Selection(
      selector: selector, spoken: alternatives(shown, quoted: false), key: parts[0].key)
  }
}

extension FactKind {
  /// The kind as a noun in a sentence.
  var spoken: String {
    switch self {
    case .signoff: "sign-off"
    case .evidence: "piece of evidence"
    default: rawValue
    }
  }

  /// Reads the key of a kind; `sign-off` is another spelling of `signoff`.
  init?(key: String) {
    self.init(rawValue: key == "sign-off" ? "signoff" : key)
  }
}
