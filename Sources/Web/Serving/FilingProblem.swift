import Filing
import HTTPTypes

extension Problem {
  /// What an error of a file is for whoever sent it or asks for it.
  init(_ error: FilingError) {
    switch error.kind {
    case .tooLarge:
      self.init(.contentTooLarge, "too-large", "The file is too large.", detail: error.description)
    case .tooSlow:
      self.init(
        .requestTimeout, "too-slow", "The file took too long to arrive.",
        detail: error.description)
    case .empty, .refused:
      self.init(
        .unprocessableContent, "file-refused", "The file is refused.", detail: error.description)
    case .interrupted:
      self.init(
        .badRequest, "interrupted", "The file did not arrive as a whole.",
        detail: error.description)
    case .notFound, .damaged, .full, .unavailable:
      // What is wrong with the storage is the operator's affair; it stands in the log.
      self.init(
        .serviceUnavailable, "storage-away", "Files cannot be kept or fetched just now.",
        detail: "Try again in a while, or share the evidence by a link.")
      retryAfter = 30
    }
  }
}
