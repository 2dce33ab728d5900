import Foundation
import Microcredentials
import Storage

/// That a live award, or the notation of it, says something else than the facts do now.
struct Correction {
  /// What a line in the transcript says of an award.
  struct Line: Hashable {
    var earnedOn: Day
    var term: String?
    var credits: Quantity?
    /// The student that it names; nil for an award without a notation.
    var student: String?

    /// Its values under their names, in the order in which they are shown.
    var values: [(name: String, value: String?)] {
      [
        ("earnedOn", "\(earnedOn)"), ("term", term), ("credits", credits.map { "\($0)" }),
        ("student", student),
      ]
    }

    var words: String {
      var words = "Earned on \(earnedOn)"
      if let term { words += " in \(term)" }
      if let credits { words += ", \(credits) credits" }
      if let student { words += ", student \(student)" }
      return words + "."
    }
  }

  let award: UUID
  let before: Line
  let after: Line
  /// The decision that the award is made anew from; nil when only the notation names another
  /// student.
  let decision: Decision?

  /// Nil when the award and its notation say what the facts do.
  ///
  /// The date and the credits follow from the learner's facts, and the term from the date by the
  /// table of terms as it is now (DOMAIN invariant 8): whichever became known first, the line is the
  /// same in the end. A name stays as it was at the award.
  init?(of live: StoredAward, _ docketCase: Docket.Case, _ decision: Decision) {
    let before = Line(
      earnedOn: live.earnedOn, term: live.term, credits: live.credits, student: live.student)
    var after = before
    if let earned = decision.earned {
      after.earnedOn = earned.on
      after.term = earned.term?.code
      after.credits = earned.credits
    }
    let isAnother = after != before
    if let student = live.student, let present = docketCase.ledger.student,
      !docketCase.ledger.students.contains(student)
    {
      after.student = present
    }
    guard after != before else { return nil }
    award = live.id
    self.before = before
    self.after = after
    self.decision = isAnother ? decision : nil
  }

  /// In words, as a registrar reads it.
  var change: WorkList.Change {
    WorkList.Change(before: before.words, after: after.words, missing: [])
  }

  /// The change as JSON text, with each value that differs.
  func record(dependents: [String]) -> String {
    let values = zip(before.values, after.values).filter { $0.value != $1.value }
    return DecisionRecord.change(
      change, dependents: dependents,
      corrections: values.map { (name: $0.name, before: $0.value, after: $1.value) })
  }
}
