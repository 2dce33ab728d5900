/// What the page of a program says.
enum ProgramWord: String, PageWords {
  case catalogue, version, versions, retired, suspended, otherVersion, toCurrent
  case facts, offeredBy, level, credit, ways, window, awards, awardedOn, partners, stacks
  case gives, badgeAndNotation, badge, criteria, evidence, noEvidence, kinds, skills
  case competencies, pathway, buildsOn, countsToward, pathways, enroll, write, suggest
  case since, always, from, until, moreThan, current, data, badgeOf, fixedDates

  var english: String {
    switch self {
    case .catalogue: "All micro-credentials"
    case .version: "Version"
    case .versions: "Versions"
    case .retired:
      "This program is retired: it takes no new enrollments. Badges that were awarded stay valid."
    case .suspended: "This program takes no new enrollments just now."
    case .otherVersion: "This is what another version asked for. New enrollments get version"
    case .toCurrent: "Show that version"
    case .facts: "At a glance"
    case .offeredBy: "Offered by"
    case .level: "Level"
    case .credit: "Credit"
    case .ways: "Credits, by the way it is earned"
    case .window: "Enrollment"
    case .awards: "Awarded so far"
    case .awardedOn: "Awarded"
    case .partners: "Partners"
    case .stacks: "Can count toward"
    case .gives: "You get"
    case .badgeAndNotation: "a digital badge and a notation on the transcript"
    case .badge: "a digital badge"
    case .criteria: "What it asks for"
    case .evidence: "Evidence in the badge"
    case .noEvidence: "None beyond what is recorded."
    case .kinds: "Accepted:"
    case .skills: "Skills"
    case .competencies: "Competencies"
    case .pathway: "Pathway"
    case .buildsOn: "Builds on"
    case .countsToward: "Counts toward"
    case .pathways: "All pathways"
    case .enroll: "How to enroll"
    case .write: "Write to"
    case .suggest: "Suggest a program"
    case .since: "in force from"
    case .always: "in force from the beginning"
    case .from: "from"
    case .until: "until"
    case .moreThan: "more than"
    case .current: "for new enrollments"
    case .data: "As data:"
    case .badgeOf: "Badge of"
    case .fixedDates: "on fixed dates only"
    }
  }
}
