import CCurl
import Curl
public import Foundation

/// What became of a webhook.
public enum WebhookOutcome: Sendable, Hashable {
  /// The receiver answered 2xx.
  case taken
  /// It did not: try again by the schedule, and not before the rest that it asked for (seconds).
  case failed(String, rest: Int? = nil)
  /// It answered 410: it wants no more of them, ever.
  case gone(String)
}

/// Sends signed webhooks to one address (Standard Webhooks 1.0.0).
///
/// The address is an operator's setting, so that it may be one of an inner network; nothing that
/// the receiver says leads anywhere else, and nothing of its answer is kept but the status.
public struct WebhookSender: Sendable {
  private let url: String
  private let signer: WebhookSigner
  private let trust: HTTPSPlace.Trust
  private let seconds: Int

  /// A sender; throws ``ChannelError`` for an address that is not https (or http on loopback), or
  /// has a name or password in it. An answer is waited for up to `seconds`.
  public init(
    url: String, signer: WebhookSigner, trust: HTTPSPlace.Trust = HTTPSPlace.Trust(),
    seconds: Int = 20
  ) throws(ChannelError) {
    try Address.check(url)
    self.url = url
    self.signer = signer
    self.trust = trust
    self.seconds = seconds
  }

  /// Sends a body of JSON; when the task is cancelled, it failed.
  public func send(id: UUID, body: [UInt8]) async -> WebhookOutcome {
    let instant = Int64(Date().timeIntervalSince1970)
    let headers = signer.headers(id: id.uuidString.lowercased(), at: instant, body: body)
      .map { "\($0.name): \($0.value)" }
    let exchange = HTTPExchange(
      url: url, method: .post, headers: ["Content-Type: application/json"] + headers, trust: trust)
    let patience = Patience(connectSeconds: 10, seconds: seconds, silenceSeconds: seconds)
    return await OwnThread.run { sockets in
      do throws(Hitch) {
        try readable()
        let answer = try exchange.send(ParcelReader(body), patience: patience, sockets: sockets)
        return outcome(answer)
      } catch {
        return .failed(error.words)
      }
    }
  }

  private func readable() throws(Hitch) {
    do throws(ChannelError) {
      try trust.check()
    } catch {
      throw Hitch(error)
    }
  }

  private func outcome(_ answer: HTTPExchange.Answer) -> WebhookOutcome {
    guard let status = answer.status else {
      return .failed("The receiver could not be used: \(answer.words).")
    }
    let says = "The receiver answers \(status)"
    switch status {
    case 200...299: return .taken
    case 300...399:
      return .failed("\(says), a redirection, which is never followed: set the new address.")
    case 410: return .gone("\(says): it wants no more webhooks.")
    default: return .failed("\(says).", rest: answer.rest)
    }
  }
}
