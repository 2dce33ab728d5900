/// What ends a delivery early, on its way up.
struct Hitch: Error {
  let outcome: DeliveryOutcome

  init(_ outcome: DeliveryOutcome) { self.outcome = outcome }

  /// Of our own file, or a secret of ours: the place cannot help it, and another try may go better.
  init(_ error: ChannelError) { outcome = .refusedForNow(error.description) }

  /// The sentence alone.
  var words: String {
    switch outcome {
    case .brought(let words), .refusedForNow(let words, _), .refused(let words),
      .unreachable(let words):
      words
    }
  }

  /// We were told to stop.
  static let stopped = Hitch(.unreachable("It was stopped before it was done."))

  /// A file of the same name has another content.
  static func taken(_ name: String) -> Hitch {
    Hitch(
      .refused(
        "A file \(name) with another content is there already, and is never overwritten: look at"
          + " it, take it away, then send again."))
  }
}
