import Foundation

/// Workbooks as openpyxl reads them: the tests' interpreter has it (deploy/requirements-peers.txt).
public enum Openpyxl {
  private static let python = ProcessInfo.processInfo.environment["CONFERRAL_PEERS_PYTHON"]

  /// Whether tests with it run: where the interpreter is named, and in CI, where it must be.
  public static var isExpected: Bool {
    python != nil || ProcessInfo.processInfo.environment["CI"] == "true"
  }

  /// What it sees of a workbook.
  public struct Seen: Decodable, Sendable {
    /// The names of the sheets.
    public var names: [String]
    /// Of each sheet the rows; of each cell its kind (`n`, `s`, `d`, `f` for a formula) and its
    /// value as text.
    public var sheets: [[[[String]]]]
    /// Of each sheet where its frozen part ends.
    public var frozen: [String?]

    /// The values of a sheet alone.
    public func values(_ sheet: Int) -> [[String]] { sheets[sheet].map { $0.map { $0[1] } } }
  }

  private static let program = """
    import json, sys, openpyxl
    book = openpyxl.load_workbook(sys.argv[1])
    def text(value):
        if value is None: return ""
        if hasattr(value, "strftime"): return value.strftime("%Y-%m-%d")
        return str(value)
    json.dump({
        "names": book.sheetnames,
        "sheets": [[[[c.data_type, text(c.value)] for c in row] for row in s.iter_rows()] for s in book],
        "frozen": [s.freeze_panes for s in book],
    }, sys.stdout)
    """

  /// Reads a workbook; throws what openpyxl says when it cannot.
  public static func read(_ workbook: [UInt8]) throws -> Seen {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("workbook-\(UUID().uuidString).xlsx")
    try Data(workbook).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let said = try SpreadsheetProcess.run(python ?? "", ["-c", program, file.path])
    return try JSONDecoder().decode(Seen.self, from: said)
  }
}

/// Workbooks as LibreOffice opens them.
public enum LibreOffice {
  private static let program = "/usr/bin/soffice"

  /// Whether tests with it run: where it is installed.
  public static var isWanted: Bool { FileManager.default.isExecutableFile(atPath: program) }

  /// The first sheet of a workbook as CSV.
  public static func csv(of workbook: [UInt8]) throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("soffice-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("book.xlsx")
    try Data(workbook).write(to: file)
    // A profile of its own: another soffice that runs would take the order and do nothing.
    _ = try SpreadsheetProcess.run(
      program,
      [
        "-env:UserInstallation=file://\(folder.path)/profile", "--headless", "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", folder.path, file.path,
      ])
    return try String(
      contentsOf: folder.appendingPathComponent("book.csv"), encoding: .utf8)
  }
}

enum SpreadsheetProcess {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  static func run(_ program: String, _ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(
        description: "\(process.terminationStatus): \(String(decoding: said, as: UTF8.self))")
    }
    return said
  }
}
