public import Filing
public import Foundation

/// Where uploaded evidence is received, judged, kept and scanned.
public struct FilingCabinet: Sendable {
  /// Where it is kept.
  public var store: FileStore
  /// Where it is received, and how much of it.
  public var spool: Spool
  /// What is taken.
  public var inspection: Inspection
  /// What looks for viruses; nil where there is none.
  public var scanner: ClamAV?
  /// The folder of the operator's own mappings, for files that are handed in; nil for none.
  public var mappings: URL?

  /// Makes a cabinet.
  public init(
    store: FileStore, spool: Spool, inspection: Inspection = Inspection(), scanner: ClamAV? = nil,
    mappings: URL? = nil
  ) {
    self.store = store
    self.spool = spool
    self.inspection = inspection
    self.scanner = scanner
    self.mappings = mappings
  }
}
