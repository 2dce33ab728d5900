import CCurl

/// What is said while a message is handed over: our bytes, and the server's answers.
final class Dialogue {
  private let bytes: [UInt8]
  private let isStopped: () -> Bool
  private var sent = 0
  /// Whether the server has greeted us as somebody it talks to.
  private var isGreeted = false
  /// The last answer: its status, and the enhanced one where there is any (RFC 3463).
  private var status = 0
  private var detail: String?

  init(_ bytes: [UInt8], isStopped: @escaping () -> Bool) {
    self.bytes = bytes
    self.isStopped = isStopped
  }

  static let read: curl_read_callback = { target, size, count, context in
    guard let target, let context else { return 0 }
    let dialogue = Unmanaged<Dialogue>.fromOpaque(context).takeUnretainedValue()
    return dialogue.next(size * count) { piece in
      target.withMemoryRebound(to: UInt8.self, capacity: piece.count) {
        $0.update(from: piece.baseAddress!, count: piece.count)
      }
    }
  }

  static let hear: curl_write_callback = { line, size, count, context in
    guard let line, let context else { return 0 }
    let dialogue = Unmanaged<Dialogue>.fromOpaque(context).takeUnretainedValue()
    let bytes = UnsafeRawBufferPointer(start: line, count: size * count)
    dialogue.hear(String(decoding: bytes, as: UTF8.self))
    return size * count
  }

  static let watch: curl_xferinfo_callback = { context, _, _, _, _ in
    guard let context else { return 0 }
    return Unmanaged<Dialogue>.fromOpaque(context).takeUnretainedValue().isStopped() ? 1 : 0
  }

  private func next(_ most: Int, _ give: (UnsafeBufferPointer<UInt8>) -> Void) -> Int {
    let count = min(most, bytes.count - sent)
    guard count > 0 else { return 0 }
    bytes.withUnsafeBufferPointer { give(UnsafeBufferPointer(rebasing: $0[sent..<sent + count])) }
    sent += count
    return count
  }

  private func hear(_ line: String) {
    // After a refusal libcurl takes its leave, and the farewell is no answer to the message.
    guard let number = Int(line.prefix(3)), (200...599).contains(number), number != 221 else {
      return
    }
    if number == 220 || number == 250 { isGreeted = true }
    status = number
    let word = line.dropFirst(4).prefix { $0.isNumber || $0 == "." }
    detail = word.split(separator: ".").count == 3 ? String(word.prefix(12)) : nil
  }

  /// What it comes to. Only a server that has let us in and then says 5xx to this message has
  /// refused it for ever; what it says to our name, to our password or to its own clients is
  /// another matter.
  func outcome(_ result: CURLcode) -> MailOutcome {
    if result == CURLE_OK { return .taken }
    let isAboutMessage =
      isGreeted && [CURLE_SEND_ERROR, CURLE_WEIRD_SERVER_REPLY, CURLE_RECV_ERROR].contains(result)
    let words = "\(status)" + (detail.map { " \($0)" } ?? "")
    if isAboutMessage, (500...599).contains(status), ![530, 534, 535, 538].contains(status) {
      return .refused("The mail server refused it: \(words).")
    }
    if isAboutMessage, (400...499).contains(status), status != 421 {
      return .refusedForNow("The mail server refused it for now: \(words).")
    }
    return .unreachable(
      "The mail server could not be used: \(String(cString: curl_easy_strerror(result))).")
  }
}
