import Crypto
public import Filing
public import Foundation
import Logging
import Postgres
import Rosters
public import Storage

/// A file that somebody hands in over the network, and how it is to be read.
public struct HandedFile: Sendable {
  /// The name of the mapping: one that comes with the program, or a file of the operator's.
  public var mapping: String
  /// What the file is called.
  public var name: String
  /// Whether what was imported before is read again.
  public var isRepeated: Bool

  /// Names them.
  public init(mapping: String, name: String, isRepeated: Bool = false) {
    self.mapping = mapping
    self.name = name
    self.isRepeated = isRepeated
  }
}

/// Files that are handed in over the network: kept in the database until an import took them in, so
/// that none is lost with a machine, and removed then.
extension Office {
  /// The most bytes of a file that is handed in.
  public static let mostImportBytes = 256 << 20
  /// The most files of an institution that wait.
  static let mostWaitingImports = 20
  private static let pieceBytes = 1 << 20

  /// Receives a file that is to be imported. The same file again while it waits is the same order.
  ///
  /// Throws `FilingError` for what is not taken, and refusals for a mapping that is not there and a
  /// zip that cannot be read.
  public func handIn<Stream: AsyncSequence & Sendable>(
    _ handed: HandedFile, _ stream: Stream, length: Int?, by caller: Caller
  ) async throws -> ImportOrders.Listed where Stream.Element == FileContent.Element {
    try caller.check(.importRosters)
    let cabinet = try importCabinet
    // Whoever may not is not kept sending.
    try await reading(as: caller) { _ = try $0.may(.importRosters, unit: nil) }
    let text = try cabinet.mappingShelf.text(handed.mapping)
    let file = try await Self.spool(of: cabinet).receive(stream, length: length)
    defer { file.discard() }
    try Self.check(file.url, text)
    let order = ImportOrders.New(
      mapping: (handed.mapping, text, [UInt8](SHA256.hash(data: Data(text.utf8)))),
      file: (handed.name, file.id.bytes, file.length), isRepeated: handed.isRepeated,
      learner: caller.learner)
    return try await acting(as: caller) { visit in try visit.handIn(order, file.url) }
  }

  /// Where files to import are received.
  static func spool(of cabinet: FilingCabinet) -> Spool {
    var limits = cabinet.spool.limits
    limits.bytes = mostImportBytes
    return Spool(folder: cabinet.spool.folder, limits: limits)
  }

  var importCabinet: FilingCabinet {
    get throws {
      guard let cabinet else {
        throw Refusal(
          .unavailable, "No files are received here: import the file with `conferral import`.")
      }
      return cabinet
    }
  }

  /// Refuses at once what no import could read; the rest is found when its rows are.
  private static func check(_ file: URL, _ mapping: String) throws {
    do {
      switch try MappingFile(mapping) {
      case .bundle: _ = try ZipArchive(file)
      case .file(let mapping):
        guard mapping.purpose == .roster else {
          throw Refusal(
            .invalid, "The mapping “\(mapping.name)” is not for facts about learners.")
        }
        if try RosterContent.file(file).isZip { _ = try ZipArchive(file) }
      }
    } catch let mistakes as MappingMistakes {
      throw Refusal(.invalid, "The mapping has mistakes, which its operator mends: \(mistakes)")
    }
  }

  fileprivate static func eachPiece(of file: URL, _ body: ([UInt8], Int) throws -> Void) throws {
    let handle = try FileHandle(forReadingFrom: file)
    var number = 0
    while let data = try handle.read(upToCount: pieceBytes), !data.isEmpty {
      try body([UInt8](data), number)
      number += 1
    }
  }
}

extension Visit {
  fileprivate func handIn(_ order: ImportOrders.New, _ file: URL) throws -> ImportOrders.Listed {
    let role = try may(.importRosters, unit: nil)
    let (same, count) = try ImportOrders.open(like: order, of: institution, in: transaction)
    if let same { return try importOrder(same) }
    guard count < Office.mostWaitingImports else {
      throw Refusal(
        .wrongState, "\(count) files wait to be imported already: hand it in when they are done.")
    }
    let id = try ImportOrders.add(order, by: caller.id, of: institution, in: transaction)
    try Office.eachPiece(of: file) { piece, number in
      try ImportOrders.add(
        piece: piece, number: number, to: id, of: institution, in: transaction)
    }
    try journal(
      "hand in", "import order", id.text, to: "waiting",
      reason: "To be imported as \(order.mapping.name).", as: role)
    return try importOrder(id)
  }

  /// A file that was handed in.
  public func importOrder(_ id: UUID) throws -> ImportOrders.Listed {
    try may(.readWorkLists, unit: nil)
    guard let order = try ImportOrders.one(id, of: institution, in: transaction) else {
      throw Refusal(.nothingThere, "No file of this id was handed in.")
    }
    return order
  }

  /// The imports of the files that a file which was handed in consists of.
  public func imports(ofOrder id: UUID) throws -> [Imports.Listed] {
    try may(.readWorkLists, unit: nil)
    return try Imports.all(ofOrder: id, institution: institution, in: transaction)
  }

  /// Up to `limit` files that were handed in and one more, the newest first.
  public func importOrders(
    state: String?, after place: Imports.Place?, limit: Int
  ) throws -> [ImportOrders.Listed] {
    try may(.readWorkLists, unit: nil)
    return try ImportOrders.page(
      state: state, after: place, limit: limit + 1, of: institution, in: transaction)
  }
}
