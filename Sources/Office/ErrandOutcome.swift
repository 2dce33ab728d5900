import Delivery
import Storage

extension Office {
  /// What becomes of an errand.
  enum ErrandOutcome {
    /// It is done.
    case done(String)
    /// It is tried again after a rest in seconds; what says nothing of the errand does not count.
    case putOff(String, rest: Int, counts: Bool)
    /// It waits for an operator.
    case givenUp(String)
    /// Nobody needs it any more.
    case dropped(String)
  }
}

extension Office.ErrandOutcome {
  /// The word for the books; nil where nothing was tried.
  var word: FeedDeliveries.Outcome? {
    switch self {
    case .done: .brought
    case .putOff: .putOff
    case .givenUp: .refused
    case .dropped: nil
    }
  }

  /// The sentence.
  var detail: String {
    switch self {
    case .done(let words), .putOff(let words, _, _), .givenUp(let words), .dropped(let words): words
    }
  }

  /// What a file's fate is to its errand, after so many tries.
  init(_ outcome: DeliveryOutcome, after attempts: Int) {
    self =
      switch outcome {
      case .brought(let words): .done(words)
      case .refusedForNow(let error, let asked) where attempts < Office.mostRefusals:
        .putOff(error, rest: max(asked ?? 0, Office.rest(after: attempts)), counts: true)
      case .refusedForNow(let error, _), .refused(let error): .givenUp(error)
      // It says nothing about the batch, which is never given up for that.
      case .unreachable(let error): .putOff(error, rest: Office.shortRest, counts: false)
      }
  }
}
