internal import Microcredentials

/// A program file being read: the mistakes found so far, and what its parts need to know of each
/// other.
final class Reading {
  let file: String
  let grades: GradeScale
  private(set) var mistakes: [ProgramFileError] = []
  /// The codes of each pool, by its name.
  var pools: [String: [String]] = [:]
  /// Ids that are taken, the ones written in the file from the beginning.
  var takenIDs: Set<String> = []
  /// How often each derived id was asked for, beyond the first time.
  var repetitions: [String: Int] = [:]
  /// Where each requirement stands, by its id, and each section, by its key.
  var places: [String: Place] = [:]

  init(file: String, grades: GradeScale) {
    self.file = file
    self.grades = grades
  }

  func mistake(at place: Place, _ message: String, _ remedy: String) {
    mistakes.append(
      ProgramFileError(file: file, place: place, message: message, remedy: remedy))
  }

  /// The keys of a mapping; notes those that do not belong there.
  func fields(of entry: Entry, _ what: String, keys: [String]) -> Fields? {
    guard case .mapping(let all) = entry.value else {
      mistake(
        at: entry.place, "\(what) is a mapping of keys, not \(entry.kind)",
        "Write 'key: value', one a line; the keys are \(alternatives(keys.sorted())).")
      return nil
    }
    for field in all where !keys.contains(field.key) {
      unknown(field, in: what, keys: keys)
    }
    return Fields(
      what: what, place: entry.place,
      entries: Dictionary(all.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first }))
  }

  private func unknown(_ field: Entry.Field, in what: String, keys: [String]) {
    let key = shortened(field.key)
    if let home = Vocabulary.home(of: field.key) {
      mistake(at: field.place, "the key '\(key)' does not fit in \(what)", home)
    } else if let meant = Spelling.nearest(to: field.key, among: keys) {
      mistake(at: field.place, "unknown key '\(key)' in \(what)", "Did you mean '\(meant)'?")
    } else if let meant = Spelling.nearest(to: field.key, among: Vocabulary.all),
      let home = Vocabulary.home(of: meant)
    {
      mistake(
        at: field.place, "unknown key '\(key)' in \(what)", "Perhaps '\(meant)' is meant. \(home)")
    } else {
      mistake(
        at: field.place, "unknown key '\(key)' in \(what)",
        "The keys are \(alternatives(keys.sorted())).")
    }
  }
}

/// The keys of one mapping of a program file.
struct Fields {
  /// What the mapping is, in the words of an error message: `a course requirement`.
  let what: String
  let place: Place
  let entries: [String: Entry.Field]

  subscript(key: String) -> Entry? { entries[key]?.value }

  func place(of key: String) -> Place { entries[key]?.place ?? place }
}
