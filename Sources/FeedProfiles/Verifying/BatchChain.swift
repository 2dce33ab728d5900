internal import Foundation

/// The batches of one folder, in the order in which they follow each other.
public struct BatchChain: Sendable {
  /// The batches by consumer and number, those without a header first.
  public var batches: [BatchFile]
  /// Everything that is not right, in the batches and between them; empty when all is.
  public var problems: [BatchProblem]

  /// Checks every batch of a folder and how they hang together; each `FILE` has its `FILE.sha256`.
  ///
  /// What comes after the last batch that is there cannot be known from the files: compare its
  /// number with the one that the registrar has.
  ///
  /// - Throws: when the folder or a file in it cannot be read.
  public static func verify(folder: String, profiles: [FeedProfile] = []) throws -> BatchChain {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { !$0.hasPrefix(".") }
    let files = names.filter { !$0.hasSuffix(sidecarEnding) }
    var chain = try verify(files: files.map { folder + "/" + $0 }, profiles: profiles)
    for name in names where name.hasSuffix(sidecarEnding) {
      let file = String(name.dropLast(sidecarEnding.count))
      if files.contains(file) { continue }
      chain.problems.append(
        BatchProblem(file: file, message: "the file is missing; its \(name) is there"))
    }
    return chain
  }

  /// Checks these files, each with its `.sha256` beside it, and how they hang together.
  ///
  /// - Throws: when one cannot be read.
  public static func verify(files: [String], profiles: [FeedProfile] = []) throws -> BatchChain {
    var batches: [BatchFile] = []
    var hashes: [String: String] = [:]
    for path in files {
      let name = URL(fileURLWithPath: path).lastPathComponent
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      batches.append(
        try BatchFile.read(name, profiles: profiles) {
          let data = try handle.read(upToCount: 65_536) ?? Data()
          return data.isEmpty ? nil : [UInt8](data)
        })
      hashes[name] = try? String(contentsOfFile: path + sidecarEnding, encoding: .utf8)
    }
    return BatchChain(batches, sidecars: hashes)
  }

  private static let sidecarEnding = ".sha256"
}
