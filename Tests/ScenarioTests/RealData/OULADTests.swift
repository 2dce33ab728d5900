import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// Four presentations of the Open University dataset against awards that were computed elsewhere.
@Suite(.database(.conferral), .enabled(if: OULAD.isPresent)) struct OULADTests {
  @Test func `rows in file order give the expected awards, and once more give nothing`()
    async throws
  {
    let data = try await OULAD.reading.value
    let campus = try await Campus.oulad()
    let rows = data.registrations.dropFirst()
    #expect(rows.filter { $0.contains("\"AAA\"") }.count == 748)
    try await campus.load(data.registrations(rows), data)
    try await campus.load(data.results(data.results.dropFirst()), data)
    try await campus.reconcile()
    try await campus.expectAwards(data)

    let before = try await campus.numbers()
    let again = [
      try await campus.load(data.registrations(rows), data),
      try await campus.load(data.results(data.results.dropFirst()), data),
    ]
    for report in again {
      #expect(report.counts.created == 0)
      #expect(report.counts.amended == 0)
      #expect(report.counts.waiting == 0)
      #expect(report.counts.quarantined == 0)
    }
    #expect(try await campus.reconcile().decided == 0)
    #expect(try await campus.numbers() == before)
    let swept = try await campus.office.sweep()
    #expect(swept.decided == rows.count)
    #expect(swept.marked == 0)
  }

  @Test func `shuffled rows, results before registrations, give the same awards`() async throws {
    let data = try await OULAD.reading.value
    let campus = try await Campus.oulad()
    let results = data.results.dropFirst().shuffled()
    let early = try await campus.load(data.results(results), data)
    #expect(early.counts.waiting == results.count)
    #expect(try await campus.reconcile().decided == 0)
    let half = data.registrations.dropFirst().shuffled()
    try await campus.load(data.registrations(half.prefix(half.count / 2)), data)
    try await campus.reconcile()
    try await campus.load(data.registrations(half.suffix(half.count - half.count / 2)), data)
    try await campus.reconcile()
    try await campus.expectAwards(data)
  }

  enum Arrival: CaseIterable { case byDay, byItem }

  @Test(arguments: Arrival.allCases)
  func `two reconcilers at once while the rows come in give the same awards`(
    _ arrival: Arrival
  ) async throws {
    let data = try await OULAD.reading.value
    let campus = try await Campus.oulad()
    try await campus.load(data.registrations(data.registrations.dropFirst()), data)
    // As they came in then, day by day and within a day in any order; or as the file has them, where
    // an early result of a later item comes after the award was made.
    let rows =
      switch arrival {
      case .byDay: data.results.dropFirst().shuffled().sorted { OULAD.day($0) < OULAD.day($1) }
      case .byItem: Array(data.results.dropFirst())
      }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for other in [campus.colleague(), campus.colleague()] {
        group.addTask {
          while !Task.isCancelled {
            if try await other.office.reconcileBatch() == nil {
              try? await Task.sleep(for: .milliseconds(20))
            }
          }
        }
      }
      for start in stride(from: 0, to: rows.count, by: 3_000) {
        let slice = rows[start..<min(start + 3_000, rows.count)]
        try await campus.load(data.results(slice), data)
      }
      group.cancelAll()
      while let result = await group.nextResult() {
        if case .failure(let error) = result, !(error is CancellationError) { throw error }
      }
    }
    try await campus.reconcile()
    try await campus.expectAwards(data)
  }
}

extension Campus {
  /// The institution, terms and programs of the samples.
  static func oulad() async throws -> Campus {
    let campus = try await Campus.open(
      code: "oulad", zone: "Europe/London", policy: Policy(terms: []))
    for presentation in OULAD.presentations {
      try await campus.apply(OULAD.sample("programs/\(presentation).yaml"))
    }
    return campus
  }

  @discardableResult func load(
    _ file: OULAD.File, _ data: OULAD
  ) async throws -> ImportReport {
    let place = UUID().uuidString
    try folder.write(data.courses, to: "\(place)/courses.csv")
    try folder.write(data.assessments, to: "\(place)/assessments.csv")
    let url = try folder.write(file.text, to: "\(place)/rows.csv")
    return try await office.importFile(
      ImportOrder(mapping: file.mapping, file: url, isRepeated: true), to: id, by: "test")
  }

  func expectAwards(_ data: OULAD) async throws {
    let awards = Set(try await awards().filter(\.isLive))
    #expect(awards.count > 1_500)
    #expect(data.expected.subtracting(awards).sorted().prefix(5) == [])
    #expect(awards.subtracting(data.expected).sorted().prefix(5) == [])
    #expect(try await badges().count == data.expected.count)
  }

  /// How many rows the tables of facts and decisions hold.
  func numbers() async throws -> [Int] {
    [
      try await count("select count(*) from learner"),
      try await count("select count(*) from enrollment"),
      try await count("select count(*) from completion"),
      try await count("select count(*) from award"),
      try await count("select count(*) from credential"),
      try await count("select count(*) from reconcile_pass"),
    ]
  }
}
