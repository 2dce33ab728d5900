internal import Microcredentials

/// The totals of the records that were read, to be held against the trailer.
struct BatchTotals {
  private(set) var added = 0
  private(set) var voided = 0
  private var resent = 0
  private var creditsAdded = Quantity.zero
  private var creditsVoided = Quantity.zero
  private var students: Set<[UInt8]> = []
  private var last: Int?

  /// Counts a record; what is wrong with it, else nil.
  mutating func count(_ reading: RowReading, _ header: BatchHeader) -> String? {
    guard let position = reading.position else { return "expected a record with its position" }
    guard let kind = reading.kind else { return "expected a record that adds or voids" }
    let credits = reading.credits ?? .zero
    if kind == .add { added += 1 } else { voided += 1 }
    if kind == .add { creditsAdded += credits } else { creditsVoided += credits }
    if let student = reading.student { students.insert(student) }
    if position < header.first {
      resent += 1
      return nil
    }
    defer { last = position }
    if position > header.last {
      return "expected a position up to \(header.last), found \(position)"
    }
    if let last, position <= last {
      return "expected a position after \(last), found \(position)"
    }
    return nil
  }

  /// What the trailer says otherwise. Credits and persons are held against it only where the
  /// records of the profile tell them.
  func differences(
    _ trailer: BatchTrailer, tellsCredits: Bool, tellsStudents: Bool
  ) -> [String] {
    var differences: [String] = []
    func compare<Value: Equatable>(_ what: String, _ found: Value, _ stated: Value) {
      if found != stated { differences.append("\(what): \(found), the trailer says \(stated)") }
    }
    compare("rows that add", added, trailer.added)
    compare("rows that void", voided, trailer.voided)
    compare("rows sent again", resent, trailer.resent)
    if tellsCredits {
      compare("credits added", creditsAdded, trailer.creditsAdded)
      compare("credits voided", creditsVoided, trailer.creditsVoided)
    }
    if tellsStudents { compare("persons", students.count, trailer.persons) }
    return differences
  }
}

extension FeedProfile {
  /// Whether each record tells the value, whatever else it is.
  func tells(_ placeholder: Placeholder) -> Bool {
    form.fields.contains { field in
      field.conditions.isEmpty && !field.isCut && field.substitute == nil && field.table == nil
        && !field.isUpper && field.parts.contains(.placeholder(placeholder))
    }
  }
}
