import NIOCore

/// How long a connection may take, and how many there are.
public struct ConnectionLimits: Sendable {
  /// How long the head of a request may take, from its first byte or the connection's opening.
  public var headTime: Duration
  /// How long a connection may be kept without a request.
  public var idleTime: Duration
  /// How long the rest of a request that is answered already may take.
  public var restTime: Duration
  /// How long a caller may take to make room for more of an answer, 32 KiB of it.
  public var takingTime: Duration
  /// How many connections there are at most; above, the one that was idle longest goes.
  public var most: Int

  /// Makes limits.
  public init(
    headTime: Duration = .seconds(10), idleTime: Duration = .seconds(60),
    restTime: Duration = .seconds(5), takingTime: Duration = .seconds(60), most: Int = 1_000
  ) {
    self.headTime = headTime
    self.idleTime = idleTime
    self.restTime = restTime
    self.takingTime = takingTime
    self.most = most
  }

  /// Above this no more are taken in, even if all are busy.
  var hardMost: Int { most + max(8, most / 40) }
}
