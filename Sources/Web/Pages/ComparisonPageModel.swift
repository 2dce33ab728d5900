import Microcredentials
import Office
import Storage

/// What the pages of comparisons show.
enum ComparisonPageModel {
  static let listsAtOnce = 50
  static let rowsAtOnce = 100
  /// What can be sent again: of extra lines the voids.
  static let sendable: Set<String> = ["missing", "different", "extra"]

  /// What is looked at first: what does not agree.
  static func firstOutcome(of found: Comparisons.Listed) -> String {
    zip(Comparisons.outcomes, found.counts).first {
      $0 != "matched" && $0 != "not sent" && $1 > 0
    }?.0 ?? "missing"
  }

  /// The comparisons of a consumer, and a form for another one.
  struct Lists {
    struct Row {
      let link: String
      let file: String
      let day: DateShown
      let state: String
      let tone: String
      let sum: String
    }

    /// A mapping that can be chosen by its name.
    struct Choice {
      let name: String
      let label: String
    }

    let name: String
    let title: String
    let token: String
    let mappings: [Choice]
    let example: String
    let rows: [Row]
    let hasRows: Bool

    init(
      _ consumer: FeedConsumers.Standing, _ found: [Comparisons.Listed], _ visit: PageVisit,
      token: String, mappings: [(name: String, summary: String)]
    ) {
      let (name, language) = (consumer.consumer.name, visit.language)
      self.name = name
      title = consumer.consumer.title.isEmpty ? name : consumer.consumer.title
      self.token = token
      self.mappings = mappings.map {
        Choice(name: $0.name, label: $0.summary.isEmpty ? $0.name : "\($0.name): \($0.summary)")
      }
      example = ComparisonWord.example
      rows = found.prefix(listsAtOnce).map { one in
        let apart = one.counts[1...4].reduce(0, +)
        return Row(
          link: "/feed/\(name)/comparisons/\(one.id.text)", file: one.file,
          day: DateShown(one.startedAt, in: visit.institution.zone, language),
          state: ComparisonWord.state(of: one)(in: language), tone: tone(one),
          sum: one.state == "done" ? "\(one.listed) / \(apart)" : "–")
      }
      hasRows = !found.isEmpty
    }
  }

  static func tone(_ found: Comparisons.Listed) -> String {
    found.state != "done" ? "warn" : found.counts[1...4].allSatisfy { $0 == 0 } ? "good" : "bad"
  }

  /// One comparison: its counts, and the rows of one outcome.
  struct Comparison {
    struct Count {
      let link: String
      let label: String
      let meaning: String
      let count: Int
      let isCurrent: Bool
    }

    struct Row {
      let number: Int
      let line: String
      let position: String
      let why: String?
      let there: Side?
      let sent: Side?
      let again: DateShown?
    }

    /// A line, as one side has it.
    struct Side {
      let student: String
      let text: String
      let more: String
    }

    struct Sending {
      let action: String
      let token: String
      let outcome: String
      let hint: String
    }

    let name: String
    let file: String
    let day: DateShown
    let by: String
    let state: String
    let tone: String
    let isDone: Bool
    let isStrange: Bool
    let unread: Int?
    let asOf: Int
    let sentThrough: Int
    let listed: Int
    let withdrawn: Int
    let done: String?
    let counts: [Count]
    let outcome: String
    let rows: [Row]
    let isEmpty: Bool
    let next: String?
    let sending: Sending?
    let csv: String
    let xlsx: String

    /// `rows` may be one more than a page has.
    init(
      _ found: Comparisons.Listed, _ outcome: String, _ rows: [Comparisons.Compared],
      by actor: String, _ visit: PageVisit, token: String, sent: String?
    ) {
      let language = visit.language
      let path = "/feed/\(found.consumer)/comparisons/\(found.id.text)"
      func address(_ outcome: String) -> String { "\(path)?outcome=\(URLText.escaped(outcome))" }
      name = found.consumer
      file = found.file
      day = DateShown(found.startedAt, in: visit.institution.zone, language)
      by = actor
      state = ComparisonWord.state(of: found)(in: language)
      tone = ComparisonPageModel.tone(found)
      isDone = found.state == "done"
      isStrange = isDone && found.isStrange
      unread = isDone ? found.counts.last.flatMap { $0 > 0 ? $0 : nil } : nil
      (asOf, sentThrough) = (found.asOf, found.sentThrough)
      (listed, withdrawn) = (found.listed, found.withdrawn)
      done = sent.flatMap { Int($0) }.map { "\($0) \(ComparisonWord.wereSent(in: language))" }
      counts = zip(Comparisons.outcomes, found.counts).map { one, count in
        let words = ComparisonWord.of(one)
        return Count(
          link: address(one), label: words.label(in: language),
          meaning: words.meaning(in: language), count: count, isCurrent: one == outcome)
      }
      self.outcome = ComparisonWord.of(outcome).label(in: language)
      let shown = rows.prefix(rowsAtOnce)
      self.rows = shown.map { Row($0, visit) }
      isEmpty = rows.isEmpty
      next =
        rows.count > rowsAtOnce
        ? shown.last.map { "\(address(outcome))&after=\($0.number)#rows" } : nil
      let canSend = sendable.contains(outcome) && !rows.isEmpty
      sending =
        canSend
        ? Sending(
          action: path + "/send-again", token: token, outcome: outcome,
          hint: (outcome == "extra" ? ComparisonWord.sendVoids : .sendRows)(in: language)) : nil
      let export = "\(API.root)/feed/comparisons/\(found.id.text)/export?format="
      (csv, xlsx) = (export + "csv", export + "xlsx")
    }
  }
}

extension ComparisonPageModel.Comparison.Row {
  fileprivate init(_ row: Comparisons.Compared, _ visit: PageVisit) {
    number = row.number
    line = row.line.map { "\($0)" } ?? "–"
    position = row.position.map { "\($0)" } ?? "–"
    why =
      ([row.reason] + row.differs.map { ComparisonWord.field($0, in: visit.language) })
      .compactMap { $0 }.joined(separator: ", ").nonEmpty
    there = row.student.map { student in
      .init(
        student, row.program, row.text, row.term, row.earnedOn?.description, row.credits)
    }
    sent = row.here.map { here in
      .init(
        here.student, here.program, here.text, here.term, here.earnedOn.description, here.credits)
    }
    again = row.resentAt.map { DateShown($0, in: visit.institution.zone, visit.language) }
  }
}

extension ComparisonPageModel.Comparison.Side {
  fileprivate init(
    _ student: String, _ program: String?, _ text: String?, _ term: String?, _ day: String?,
    _ credits: Quantity?
  ) {
    self.student = student
    self.text = text ?? program ?? ""
    more = [text == nil ? nil : program, term, day, credits?.description].compactMap { $0 }
      .joined(separator: " · ")
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
