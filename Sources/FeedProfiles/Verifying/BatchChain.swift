internal import Foundation

/// The batches of one folder, in the order in which they follow each other.
public struct BatchChain: Sendable {
  /// The batches by consumer and number, those without a header first.
  public var batches: [BatchFile]
  /// Everything that is not right, in the batches and between them; empty when all is.
  public var problems: [BatchProblem]

  /// Checks every batch of a folder and how they hang together; each `FILE` has its `FILE.sha256`.
  /// What lies in folders within it is somebody else's.
  ///
  /// What comes after the last batch that is there cannot be known from the files: compare its
  /// number with the one that the registrar has.
  ///
  /// - Throws: when the folder or a file in it cannot be read.
  public static func verify(folder: String, profiles: [FeedProfile] = []) throws -> BatchChain {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { !$0.hasPrefix(".") && type(folder + "/" + $0) != .typeDirectory }
    let files = names.filter { !$0.hasSuffix(sidecarEnding) }
    let readable = files.filter { type(folder + "/" + $0) == .typeRegular }
    var chain = try verify(files: readable.map { folder + "/" + $0 }, profiles: profiles)
    for name in Set(files).subtracting(readable).sorted() {
      chain.problems.append(
        BatchProblem(file: name, message: "this is no file, and so it was not read"))
    }
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
      hashes[name] = sidecar(path + sidecarEnding)
    }
    return BatchChain(batches, sidecars: hashes)
  }

  /// What a file of a hash says; nil without one. A pipe or a device would never end.
  private static func sidecar(_ path: String) -> String? {
    guard type(path) == .typeRegular, let handle = FileHandle(forReadingAtPath: path) else {
      return nil
    }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: 1_000)).flatMap { String(bytes: $0, encoding: .utf8) }
  }

  /// What a name stands for, also by a link; nil for nothing.
  private static func type(_ path: String) -> FileAttributeType? {
    let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    return (try? FileManager.default.attributesOfItem(atPath: real))?[.type] as? FileAttributeType
  }

  private static let sidecarEnding = ".sha256"
}
