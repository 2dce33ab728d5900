/// What became of a parcel. No text of the other side is in it, and no secret of ours; every error
/// is a sentence for an operator.
public enum DeliveryOutcome: Sendable, Hashable {
  /// It lies where it should, whole: brought now, or found there with the same content.
  case brought(String)
  /// Not now: another try may go better. The other side may have asked for a rest, in seconds.
  case refusedForNow(String, rest: Int? = nil)
  /// Never in this way: somebody has to change something first.
  case refused(String)
  /// The place was not reached, did not answer to the end, or we were told to stop: it says nothing
  /// about the parcel.
  case unreachable(String)
}
