import NIOCore
import NIOHTTPTypes

/// Ends connections of callers that are too slow: with the head of a request, with the rest of one
/// that is answered already, or with taking the answer.
final class Patience: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private enum Wait { case head, rest, taking }

  private let limits: ConnectionLimits
  private let crowd: ConnectionCrowd
  private var waits: [Wait: Scheduled<Void>] = [:]
  private var (heads, ends, answers) = (0, 0, 0)
  private var isOpen = false

  init(_ limits: ConnectionLimits, _ crowd: ConnectionCrowd) {
    self.limits = limits
    self.crowd = crowd
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let bytes = ByteWatch { [unowned self] forward in watchBytes(context, forward) }
    try? context.pipeline.syncOperations.addHandler(bytes, position: .first)
    if context.channel.isActive { open(context) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { close(context) }

  func channelActive(context: ChannelHandlerContext) {
    open(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    close(context)
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if isOpen, event as? ChannelEvent == .inputClosed { crowd.left(context.channel) }
    context.fireUserInboundEventTriggered(event)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      heads += 1
      end(.head)
      crowd.became(idle: false, context.channel)
    case .body: break
    case .end:
      ends += 1
      end(.rest)
      restIfIdle(context)
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) {
      answers += 1
      if answers > ends { begin(.rest, limits.restTime, context) }
      restIfIdle(context)
    }
    context.write(data, promise: promise)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable {
      end(.taking)
    } else {
      begin(.taking, limits.takingTime, context)
    }
    context.fireChannelWritabilityChanged()
  }

  /// Bytes that end no head begin one.
  private func watchBytes(_ context: ChannelHandlerContext, _ forward: () -> Void) {
    let before = heads
    forward()
    if isOpen, heads == before, heads == ends { begin(.head, limits.headTime, context) }
  }

  private func open(_ context: ChannelHandlerContext) {
    guard !isOpen else { return }
    isOpen = true
    crowd.opened(context.channel)
    begin(.head, limits.headTime, context)
  }

  private func close(_ context: ChannelHandlerContext) {
    for wait in waits.keys { end(wait) }
    guard isOpen else { return }
    isOpen = false
    crowd.closed(context.channel)
  }

  private func restIfIdle(_ context: ChannelHandlerContext) {
    if isOpen, heads == ends, heads == answers { crowd.became(idle: true, context.channel) }
  }

  private func begin(_ wait: Wait, _ time: Duration, _ context: ChannelHandlerContext) {
    guard waits[wait] == nil else { return }
    waits[wait] = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) { [self] in
      waits[wait] = nil
      // Nothing more is read while answers are owed: that is not the caller's doing.
      if wait == .head, heads > answers { return begin(wait, time, context) }
      context.close(promise: nil)
    }
  }

  private func end(_ wait: Wait) { waits.removeValue(forKey: wait)?.cancel() }
}

/// Sees bytes before they are understood.
private final class ByteWatch: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let watch: (() -> Void) -> Void

  init(_ watch: @escaping (() -> Void) -> Void) { self.watch = watch }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    watch { context.fireChannelRead(data) }
  }
}
