import Foundation

/// Asks a ClamAV daemon about a file by its INSTREAM command (clamd(8)).
public struct ClamAV: Sendable {
  /// Where the daemon listens.
  public enum Address: Hashable, Sendable {
    /// The path of a socket on this machine, at most 107 bytes.
    case socket(path: String)
    /// A host and a port; the connection is not encrypted, so keep it within a trusted network.
    case host(String, port: Int)
  }

  /// What the daemon says of a file.
  public enum Verdict: Hashable, Sendable {
    /// Nothing was found.
    case clean
    /// Something was found; the signature's name.
    case infected(signature: String)
  }

  private let address: Address
  private let patience: Duration

  /// Takes the address and the longest time for one file, from the connection to the answer.
  public init(_ address: Address, patience: Duration = .seconds(60)) {
    self.address = address
    self.patience = patience
  }

  /// Sends a file and waits for the verdict. Throws `FilingError`: too large when the daemon's
  /// StreamMaxLength is exceeded, unavailable when there is no verdict; never clean by default.
  public func scan(_ file: SpooledFile) async throws -> Verdict {
    let address = address
    let end = ContinuousClock.now + patience
    return try await OwnThread.run {
      try ScannerConnection(address, until: end).scan(file.open())
    }
  }

  /// Reads an answer such as `stream: OK`; throws for everything that is no verdict.
  static func verdict(_ answer: String) throws -> Verdict {
    let text = answer.prefix { $0 != "\0" && $0 != "\n" }
    if text == "stream: OK" { return .clean }
    if text.hasPrefix("stream: "), text.hasSuffix(" FOUND") {
      let name = text.dropFirst("stream: ".count).dropLast(" FOUND".count)
      let isPlain = { (letter: Character) in letter.isASCII && !letter.isWhitespace }
      return .infected(signature: String(name.filter(isPlain).prefix(200)))
    }
    if text.contains("size limit exceeded") {
      throw FilingError(
        .tooLarge,
        "The file is larger than the virus scanner accepts: raise StreamMaxLength in clamd.conf to "
          + "the limit of uploads.")
    }
    throw unavailable("gave no verdict")
  }

  static func unavailable(_ reason: String) -> FilingError {
    FilingError(
      .unavailable, "The virus scanner \(reason): check that clamd runs and try again later.")
  }
}

/// A thread for one long wait, so that waits do not use up a pool's threads.
enum OwnThread {
  static func run<Result: Sendable>(
    _ work: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Swift.Result(catching: work)) }
    }
  }
}
