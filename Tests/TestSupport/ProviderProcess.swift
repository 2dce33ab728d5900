import Foundation

/// The Python process behind ``LoopbackProvider``, spoken to in lines of JSON.
final class ProviderProcess: @unchecked Sendable {
  struct Line: Decodable {
    let issuer: String?
    let done: String?
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The variable CONFERRAL_PEERS_PYTHON, else the one that `deploy/test` installs.
  static var python: String? {
    let named = ProcessInfo.processInfo.environment["CONFERRAL_PEERS_PYTHON"]
    let installed = SharedData.package?.appendingPathComponent(".build/peers/bin/python").path
    return [named, installed].compactMap { $0 }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Everything below is touched on this queue only, once the process runs.
  private let queue = DispatchQueue(label: "loopback provider")
  private let process = Process()
  private let orders = Pipe()
  private let answers = Pipe()
  private let folder: URL
  private var unread: [UInt8] = []

  init() throws {
    guard let python = ProviderProcess.python else {
      throw Failure(description: "The provider's Python is not installed: run deploy/test once.")
    }
    signal(SIGPIPE, SIG_IGN)
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("conferral-provider-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let script = folder.appendingPathComponent("provider.py")
    try Data(LoopbackProvider.script.utf8).write(to: script)
    let errors = folder.appendingPathComponent("errors.txt")
    try Data().write(to: errors)
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [script.path, folder.path]
    process.standardInput = orders
    process.standardOutput = answers
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
  }

  /// Closes the provider's input, which ends it; kills it should it not obey within a second.
  func end() {
    let (process, orders, folder) = (process, orders, folder)
    queue.async {
      try? orders.fileHandleForWriting.close()
      for _ in 0..<100 where process.isRunning { usleep(10_000) }
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      try? FileManager.default.removeItem(at: folder)
    }
  }

  func obey(_ order: some Encodable & Sendable) async throws {
    let text = try JSONEncoder().encode(order) + Data("\n".utf8)
    try await onQueue { try self.orders.fileHandleForWriting.write(contentsOf: text) }
    _ = try await line()
  }

  /// The next answer, awaited for half a minute.
  func line() async throws -> Line {
    try await onQueue { try JSONDecoder().decode(Line.self, from: try self.nextLine()) }
  }

  private func nextLine() throws -> Data {
    let deadline = Date() + 30
    let file = answers.fileHandleForReading.fileDescriptor
    while Date() < deadline {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        defer { unread.removeSubrange(...end) }
        return Data(unread[..<end])
      }
      var ready = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
      guard poll(&ready, 1, 1_000) > 0 else { continue }
      var chunk = [UInt8](repeating: 0, count: 4_096)
      let count = read(file, &chunk, chunk.count)
      guard count > 0 else { break }
      unread += chunk[..<count]
    }
    let errors = try? String(
      contentsOf: folder.appendingPathComponent("errors.txt"), encoding: .utf8)
    throw Failure(description: "The provider does not answer: \((errors ?? "").suffix(2_000))")
  }

  private func onQueue<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result(catching: body)) }
    }
  }
}
