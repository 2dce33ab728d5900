import Storage

/// What the pages of comparisons say.
enum ComparisonWord: String, PageWords {
  case title, place, feed, intro, none, day, file, state, sum, compare, compareHint, list, mapping
  case ownMapping, ownFile, ownText, someUnread, mappingHint, width, comparison, by, asOf,
    sentThrough, listed, withdrawn, notDone, counts
  case outcome, lines, csv, xlsx, noRows, line, there, sent, why, position, sentAgain, more
  case sendAgain, sendRows, sendVoids, sure, reason, wereSent, broughtList, loading, refused
  case agrees, apart, strange
  case matched, missing, extra, different, twice, notSent, quarantined
  case matchedText, missingText, extraText, differentText, twiceText, notSentText
  case quarantinedText
  case student, program, text, term, earnedOn, credits, notation

  /// A mapping for a list with the columns that most have.
  static let example = """
    mapping: list
    records:
      - notation: {student: "{student}", program: "{program}", term: "{term}"}

    """

  /// The words of an outcome.
  static func of(_ outcome: String) -> (label: ComparisonWord, meaning: ComparisonWord) {
    switch outcome {
    case "matched": (.matched, .matchedText)
    case "missing": (.missing, .missingText)
    case "extra": (.extra, .extraText)
    case "different": (.different, .differentText)
    case "twice": (.twice, .twiceText)
    case "not sent": (.notSent, .notSentText)
    default: (.quarantined, .quarantinedText)
    }
  }

  /// How a comparison ended.
  static func state(of found: Comparisons.Listed) -> ComparisonWord {
    switch found.state {
    case "loading": .loading
    case "refused": .refused
    default: found.counts[1...4].allSatisfy { $0 == 0 } ? .agrees : .apart
    }
  }

  /// The name of a field that differs.
  static func field(_ name: String, in language: Language) -> String {
    ComparisonWord(rawValue: name)?(in: language) ?? name
  }

  var english: String {
    switch self {
    case .title: "Its own list, compared"
    case .place: "Where you are"
    case .feed: "Transcript feed"
    case .intro:
      "What the student system has in its transcripts, held against what it was sent. Comparing "
        + "changes nothing."
    case .none: "No list was compared yet."
    case .day: "Day"
    case .file: "List"
    case .state: "Result"
    case .sum: "Lines / not as sent"
    case .compare: "Compare a list"
    case .compareHint:
      "Up to 4 MB. A longer list is compared at the machine with “conferral feed compare”."
    case .list: "The list (CSV)"
    case .mapping: "The mapping: which column is what"
    case .ownMapping: "A mapping of my own"
    case .ownFile: "My mapping as a file (YAML)"
    case .ownText: "Or written here"
    case .someUnread:
      "lines could not be read. What they say may count as missing: look at them before anything is "
        + "sent again."
    case .mappingHint:
      "Choose it in the list above. The fields are student, program or text, term, on, credits, notation (our id) and kind; "
        + "braces name a column of the list."
    case .width: "Texts are cut there after so many characters (may be left out)"
    case .comparison: "Comparison of"
    case .by: "Compared by"
    case .asOf: "Ledger up to position"
    case .sentThrough: "Sent up to position"
    case .listed: "Lines in the list"
    case .withdrawn: "Lines that the list marks as taken out"
    case .notDone:
      "Nothing can be said yet. A comparison that was stopped does not go on by itself: compare "
        + "the list again."
    case .counts: "Counts"
    case .outcome: "Outcome"
    case .lines: "Lines"
    case .csv: "All that do not match, as CSV"
    case .xlsx: "All that do not match, for Excel"
    case .noRows: "There are no such lines to show."
    case .line: "Line"
    case .there: "There"
    case .sent: "As we sent it"
    case .why: "Why"
    case .position: "Position"
    case .sentAgain: "Sent again:"
    case .more: "More lines"
    case .sendAgain: "Send again"
    case .sendRows:
      "Every row of this outcome that was not sent again yet comes with the next batch."
    case .sendVoids:
      "For every line that was voided here, the row that takes it back comes with the next batch. "
        + "Lines that nobody knows here are for the student system to take out."
    case .sure: "I looked at these lines."
    case .reason: "Reason for the journal"
    case .wereSent: "rows come with the next batch."
    case .broughtList: "List brought on the page"
    case .loading: "Not done"
    case .refused: "Came to no end"
    case .agrees: "Agrees"
    case .apart: "Does not agree"
    case .strange:
      "Nothing in the list is as it was sent. Is it the list of this system, whole, and with the "
        + "right mapping?"
    case .matched: "As sent"
    case .missing: "Missing there"
    case .extra: "Extra there"
    case .different: "Different"
    case .twice: "There twice"
    case .notSent: "Not sent yet"
    case .quarantined: "Could not be read"
    case .matchedText: "Of these nothing is kept but the count."
    case .missingText: "Sent, and not in the list."
    case .extraText: "Not known here, voided here, or not in what the system gets."
    case .differentText: "The line is there, and says something else."
    case .twiceText: "Another line of the list is closer to the same row."
    case .notSentText: "The row, or its void, goes with the next batch."
    case .quarantinedText: "The line has no student or a value that is none."
    case .student: "student"
    case .program: "program"
    case .text: "text"
    case .term: "term"
    case .earnedOn: "earned on"
    case .credits: "credits"
    case .notation: "our id"
    }
  }
}
