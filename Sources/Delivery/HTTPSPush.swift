import CCurl
import Curl
import Foundation

/// Hands files over by HTTPS.
struct HTTPSPush {
  let place: HTTPSPlace
  let patience: Patience
  let sockets: OpenSockets

  func bring(_ parcel: Parcel) -> DeliveryOutcome {
    do throws(Hitch) {
      let reader: ParcelReader
      let token: String?
      do {
        reader = try ParcelReader(parcel)
        token = try place.tokenFile.map(SecretFile.word)
        try place.trust.check()
      } catch {
        throw Hitch(error)
      }
      // RFC 9530, section 2: a byte sequence of structured fields.
      let digest = "sha-256=:\(Data(parcel.sha256).base64EncodedString()):"
      let exchange = HTTPExchange(
        url: url(parcel), method: place.method, headers: headers(parcel, digest), token: token,
        trust: place.trust)
      let answer = try exchange.send(reader, patience: patience, sockets: sockets)
      return outcome(answer, digest)
    } catch {
      return error.outcome
    }
  }

  private func url(_ parcel: Parcel) -> String {
    guard place.method == .put else { return place.url }
    return place.url + (place.url.hasSuffix("/") ? "" : "/")
      + Spelling.percentEncoded(parcel.name)
  }

  private func headers(_ parcel: Parcel, _ digest: String) -> [String] {
    [
      "Content-Type: \(parcel.mediaType)", "Content-Digest: \(digest)",
      "Content-Disposition: attachment; filename=\"\(parcel.name)\"",
      "Idempotency-Key: \(parcel.id.uuidString.lowercased())",
    ]
  }

  private func outcome(_ answer: HTTPExchange.Answer, _ digest: String) -> DeliveryOutcome {
    guard let status = answer.status else {
      return .unreachable("The server could not be used: \(answer.words).")
    }
    let says = "The server answers \(status)"
    switch status {
    case 200...299 where answer.isSent: return .brought("\(says).")
    case 200...299: return .unreachable("\(says) before it had the whole file.")
    case 300...399:
      return .refused("\(says), a redirection, which is never followed: set the new address.")
    case 401, 403, 407:
      return .refused("\(says): it does not believe who we are. Check the token or certificate.")
    case 408, 425, 429: return .refusedForNow("\(says): not now.", rest: answer.rest)
    case 409 where answer.digests.contains { $0.contains(digest) }:
      return .brought("\(says): it has the same file already.")
    case 409: return .refused("\(says): it has another file in its place.")
    case 400...499: return .refused("\(says): it does not take the file.")
    default: return .refusedForNow("\(says): it has a fault.", rest: answer.rest)
    }
  }
}
