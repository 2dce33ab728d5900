import FeedProfiles

/// What is said of a consumer on its page.
enum ConsumerWord: String, PageWords {
  case profile, units, allUnits, programs, allPrograms, channel, fetched, folder, unreadable
  case schedule, byHand, webhook, clients, new, orMore, sent, batch, read, head, nothing, silent
  case reported, never, notExpected, waiting
  case mon, tue, wed, thu, fri, sat, sun, everyDay

  /// Days of the week in words.
  static func days(_ days: [ConsumerFile.Weekday], in language: Language) -> String {
    guard days.count < 7 else { return everyDay(in: language) }
    return days.compactMap { ConsumerWord(rawValue: $0.rawValue)?(in: language) }
      .joined(separator: ", ")
  }

  var english: String {
    switch self {
    case .profile: "Profile"
    case .units: "Units that it gets"
    case .allUnits: "All"
    case .programs: "Programs that it gets"
    case .allPrograms: "All of these units"
    case .channel: "Where its batches go"
    case .fetched: "Nowhere by themselves: it fetches them, or somebody downloads them"
    case .folder: "folder"
    case .unreadable: "Its file cannot be read any more: an operator declares it again"
    case .schedule: "Released"
    case .byHand: "By hand only"
    case .webhook: "Told of each batch"
    case .clients: "Tokens that read for it"
    case .new: "New rows for it"
    case .orMore: "or more"
    case .sent: "Sent up to position"
    case .batch: "batch"
    case .read: "Says that it has read up to position"
    case .head: "The ledger ends at position"
    case .nothing: "Nothing yet"
    case .silent: "Rows of its batches that it said nothing of"
    case .reported: "Last report of what became of rows"
    case .never: "None yet"
    case .notExpected: "It is not expected to say what became of rows"
    case .waiting: "Rows that wait to be sent again"
    case .mon: "Monday"
    case .tue: "Tuesday"
    case .wed: "Wednesday"
    case .thu: "Thursday"
    case .fri: "Friday"
    case .sat: "Saturday"
    case .sun: "Sunday"
    case .everyDay: "Every day"
    }
  }
}
