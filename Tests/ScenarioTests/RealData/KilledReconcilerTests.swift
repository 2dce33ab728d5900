import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// The program itself, killed without warning again and again.
@Suite(
  .database(.conferral), .enabled(if: OULAD.isPresent && Daemon.isPresent))
struct KilledReconcilerTests {
  @Test func `a reconciler that is killed several times leaves nothing half done`() async throws {
    let data = try await OULAD.reading.value
    let campus = try await Campus.oulad()
    try await campus.load(data.registrations(data.registrations.dropFirst()), data)
    try await campus.load(data.results(data.results.dropFirst()), data)

    var interrupted = 0
    for _ in 0..<6 {
      let awards = try await campus.count("select count(*) from award")
      let daemon = try campus.daemon("reconcile")
      try await eventually {
        try await campus.count("select count(*) from award") > awards || !daemon.isRunning
      }
      try await Task.sleep(for: .milliseconds(Int.random(in: 0...120)))
      await daemon.end()
      try await Conferral.check(campus.database)
      if try await campus.count("select count(*) from dirty_log") == 0 { break }
      interrupted += 1
    }
    #expect(interrupted > 0)
    let last = try campus.daemon("reconcile")
    #expect(await last.finish() == 0, "\(last.said)")
    #expect(try await campus.count("select count(*) from dirty_log") == 0)
    try await campus.expectAwards(data)
  }

  @Test func `an import that is killed goes on where it stopped`() async throws {
    let data = try await OULAD.reading.value
    let campus = try await Campus.oulad()
    try await campus.load(data.registrations(data.registrations.dropFirst()), data)
    let file = try data.results(data.results.dropFirst())
    try campus.folder.write(data.assessments, to: "assessments.csv")
    let rows = try campus.folder.write(file.text, to: "results.csv")
    let mapping = try campus.folder.write(file.mapping, to: "results.yaml")

    var interrupted = 0
    for round in 0..<5 {
      let done = try await campus.count("select count(*) from completion")
      let daemon = try campus.daemon("import", mapping.path, rows.path)
      try await eventually {
        try await campus.count("select count(*) from completion") > done || !daemon.isRunning
      }
      try await Task.sleep(for: .milliseconds(Int.random(in: 0...15 * round)))
      await daemon.end()
      if try await campus.count("select count(*) from import_run where state = 'running'") == 0 {
        break
      }
      interrupted += 1
    }
    #expect(interrupted > 0)
    let last = try campus.daemon("import", mapping.path, rows.path)
    #expect(await last.finish() == 0, "\(last.said)")
    // The last kill may have come too late to interrupt anything.
    #expect(
      last.said.contains("resumed") || last.said.contains("imported before"), "\(last.said)")
    #expect(
      try await campus.count("select count(*) from completion") == data.results.count - 1)
    #expect(
      try await campus.count(
        "select count(*) from import_run where state = 'done' and file_name = 'results.csv'") == 1)
    #expect(
      try await campus.count(
        "select coalesce(sum(created_count), 0)::int8 from import_run where file_name = 'results.csv'"
      )
        == data.results.count - 1)
    try await campus.reconcile()
    try await campus.expectAwards(data)
  }
}
