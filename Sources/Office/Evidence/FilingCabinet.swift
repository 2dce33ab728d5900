public import Filing

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

  /// Makes a cabinet.
  public init(
    store: FileStore, spool: Spool, inspection: Inspection = Inspection(), scanner: ClamAV? = nil
  ) {
    self.store = store
    self.spool = spool
    self.inspection = inspection
    self.scanner = scanner
  }
}
