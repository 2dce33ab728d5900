import Foundation
import Office
import Storage

/// Small files in one simple form, and their mappings.
enum SmallFile: String, CaseIterable {
  case people, enrollments, withdrawals, results, evidence

  var header: String {
    switch self {
    case .people: "id,name,email"
    case .enrollments: "id,program,on"
    case .withdrawals: "id,program,on"
    case .results: "id,kind,code,on,grade,score,credits,status"
    case .evidence: "id,program,on,kind,url"
    }
  }

  var mapping: String {
    let record =
      switch self {
      case .people:
        #"learner: {id: "{id}", name: "{name}", email: "{email}"}"#
      case .enrollments:
        #"enrollment: {learner: "{id}", program: "{program}", on: "{on}"}"#
      case .withdrawals:
        #"withdrawal: {learner: "{id}", program: "{program}", on: "{on}"}"#
      case .results:
        #"completion: {learner: "{id}", kind: "{kind}", code: "{code}", on: "{on}", "#
          + #"grade: "{grade}", score: "{score}", credits: "{credits}", status: "{status}"}"#
      case .evidence:
        #"evidence: {learner: "{id}", program: "{program}", on: "{on}", kind: "{kind}", "#
          + #"url: "{url}", reviewer: coordinator}"#
      }
    return "mapping: \(rawValue)\nrecords:\n  - \(record)\n"
  }

  /// The rows as a file: short rows are filled up with empty cells.
  func text(_ rows: [String]) -> String {
    let width = header.split(separator: ",").count
    let full = rows.map { row in
      let cells = row.split(separator: ",", omittingEmptySubsequences: false).count
      return row + String(repeating: ",", count: max(0, width - cells))
    }
    return ([header] + full).map { $0 + "\n" }.joined()
  }
}

extension Campus {
  @discardableResult func people(_ rows: String...) async throws -> ImportReport {
    try await load(.people, rows)
  }

  @discardableResult func enrollments(_ rows: String...) async throws -> ImportReport {
    try await load(.enrollments, rows)
  }

  @discardableResult func withdrawals(_ rows: String...) async throws -> ImportReport {
    try await load(.withdrawals, rows)
  }

  @discardableResult func results(_ rows: String...) async throws -> ImportReport {
    try await load(.results, rows)
  }

  @discardableResult func evidence(_ rows: String...) async throws -> ImportReport {
    try await load(.evidence, rows)
  }

  @discardableResult func load(_ kind: SmallFile, _ rows: [String]) async throws -> ImportReport {
    try await load(kind.mapping, Data(kind.text(rows).utf8))
  }

  /// Imports a file of its own; one that is known is read again unless the test says otherwise.
  @discardableResult func load(
    _ mapping: String, _ data: Data, isDryRun: Bool = false, isAllOrNothing: Bool = false,
    isRepeated: Bool = true
  ) async throws -> ImportReport {
    let file = try folder.write(data, to: "\(UUID().uuidString)/roster.csv")
    return try await office.importFile(
      ImportOrder(
        mapping: mapping, file: file, isDryRun: isDryRun, isAllOrNothing: isAllOrNothing,
        isRepeated: isRepeated),
      to: id, by: "test")
  }
}
