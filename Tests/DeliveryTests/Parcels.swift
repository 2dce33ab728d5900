import Crypto
import Delivery
import Foundation
import Testing

/// A folder of one test, and what is brought from it.
final class Bench: Sendable {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "conferral-delivery-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A folder of a name, made when it is not there.
  func folder(_ name: String) throws -> URL {
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  /// A file that only its owner can read.
  func secret(_ text: String) throws -> String {
    let url = folder.appendingPathComponent(UUID().uuidString)
    try Data(text.utf8).write(to: url)
    chmod(url.path, 0o600)
    return url.path
  }

  /// A parcel of a large file: its numbered lines compress to nothing, and differ all the same.
  func large(_ name: String = "large.csv", megabytes: Int = 100) throws -> Parcel {
    let url = folder.appendingPathComponent("large-\(megabytes)")
    #expect(FileManager.default.createFile(atPath: url.path, contents: nil))
    let file = try FileHandle(forWritingTo: url)
    var hash = SHA256()
    for number in 0..<megabytes {
      let piece = Data(repeating: UInt8(truncatingIfNeeded: number), count: 1_048_576)
      hash.update(data: piece)
      try file.write(contentsOf: piece)
    }
    try file.close()
    return try Parcel(
      id: UUID(), name: name, content: .file(path: url.path), sha256: Array(hash.finalize()))
  }

  /// A parcel of zeros that nobody sees the end of in the time of a test, and that takes no room.
  func endless(_ name: String = "large.csv") throws -> Parcel {
    let path = folder.appendingPathComponent("endless").path
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    #expect(truncate(path, 8 << 30) == 0)
    return try Parcel(
      id: UUID(), name: name, content: .file(path: path), sha256: [UInt8](repeating: 0, count: 32))
  }
}

extension Parcel {
  /// A parcel of a text.
  static func of(_ text: String, name: String = "batch-000001.csv") throws -> Parcel {
    try Parcel(
      id: UUID(), name: name, content: .bytes(Array(text.utf8)),
      sha256: Array(SHA256.hash(data: Data(text.utf8))), mediaType: "text/csv; charset=utf-8")
  }
}

extension URL {
  /// The names in a folder, hidden ones as well.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }

  /// The text of a file of the folder.
  func text(_ name: String) throws -> String {
    try String(contentsOf: appendingPathComponent(name), encoding: .utf8)
  }

  /// The size of a file of the folder; nil when it is not there.
  func size(_ name: String) -> Int? {
    let path = appendingPathComponent(name).path
    return (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
  }
}

extension DeliveryOutcome {
  /// The sentence.
  var words: String {
    switch self {
    case .brought(let words), .refusedForNow(let words, _), .refused(let words),
      .unreachable(let words):
      words
    }
  }
  var isBrought: Bool { if case .brought = self { true } else { false } }
  var isRefused: Bool { if case .refused = self { true } else { false } }
  var isRefusedForNow: Bool { if case .refusedForNow = self { true } else { false } }
  var isUnreachable: Bool { if case .unreachable = self { true } else { false } }
}

/// The most memory that this process ever held meanwhile, beyond what it held before, in bytes; for
/// a process that does nothing else.
func memory(_ body: () async throws -> Void) async throws -> Int {
  func figure(_ name: String) throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
    return (line?.split(whereSeparator: { !$0.isNumber }).first).flatMap { Int($0) }! * 1_024
  }
  try Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
  let before = try figure("VmRSS")
  try await body()
  return try figure("VmHWM") - before
}

/// Waits until something is so, for a minute.
func eventually(_ isSo: () throws -> Bool) async throws -> Bool {
  for _ in 0..<30_000 {
    if try isSo() { return true }
    try await Task.sleep(for: .milliseconds(2))
  }
  return false
}

/// Runs a program; what it prints, and whether it succeeds.
@discardableResult
func runs(_ arguments: String..., in folder: URL? = nil) throws -> Bool {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = arguments
  process.currentDirectoryURL = folder
  process.standardOutput = FileHandle.nullDevice
  process.standardError = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  return process.terminationStatus == 0
}
