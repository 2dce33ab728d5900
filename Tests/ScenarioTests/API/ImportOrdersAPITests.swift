import Filing
import Foundation
import HTTPTypes
import HummingbirdTesting
import LinkedData
import NIOCore
import Office
import Postgres
import Rosters
import Storage
import TestSupport
import Testing

@testable import Web

/// Files that are handed in over the API: received at once, imported afterwards.
@Suite(.database(.conferral)) struct ImportOrdersAPITests {
  static func open(
    _ folder: TemporaryFolder, limits: Spool.Limits = Spool.Limits()
  ) async throws -> Campus {
    var cabinet = try UploadsAPITests.cabinet(folder, limits: limits)
    cabinet.mappings = folder.url.appendingPathComponent("mappings")
    let campus = try await Campus.open(at: "2026-11-22T12:00:00Z", cabinet: cabinet)
    try await campus.apply(SampleProgram.badge())
    return campus
  }

  private static func bundle(_ people: Int = 2) -> SmallBundle {
    var users = """
      sourcedId,status,dateLastModified,enabledUser,username,givenName,familyName,identifier,email

      """
    var roles = "sourcedId,status,dateLastModified,userSourcedId,role\n"
    var rows = """
      sourcedId,status,dateLastModified,classSourcedId,userSourcedId,role,beginDate,endDate

      """
    for number in 1...people {
      users += "u\(number),active,,TRUE,n,Name,Number \(number),S\(number),\n"
      roles += "r\(number),active,,u\(number),student\n"
      rows += "e\(number),active,,c1,u\(number),student,2026-08-24,\n"
    }
    rows += "e0,active,,c1,u1,student,never,\n"
    return .oneRoster(
      mode: "bulk",
      [
        "users.csv": users, "roles.csv": roles, "enrollments.csv": rows,
        "classes.csv": "sourcedId,status,title,courseSourcedId\nc1,active,Class,k1\n",
        "programs.csv": "code,program\nc1,workshop\n",
      ])
  }

  @Test func `a bundle is taken with its address, read afterwards, and its bytes are removed`()
    async throws
  {
    let folder = try TemporaryFolder()
    let campus = try await Self.open(folder)
    let zip = Array(try Data(contentsOf: Self.bundle().zip(in: campus)))
    try await APIClient.serve(campus) { api in
      let technician = try await api.person(.recordsTechnician)
      let taken = try await api.handIn(zip, "oneroster-1.2", "nightly.zip", by: technician)
      #expect(taken.status == 202, "\(taken.text)")
      #expect(taken["state"] == "waiting")
      let path = try #require(taken.headers[.location]).replacing("/api/v1", with: "")
      // The same file while it waits is the same.
      let twice = try await api.handIn(zip, "oneroster-1.2", "again.zip", by: technician)
      #expect(twice["id"] == taken["id"])
      try await Conferral.check(campus.database)
      #expect(try await campus.office.takeInNext())
      #expect(try await !campus.office.takeInNext())
      let done = try await api.get(path, by: technician)
      #expect(done["state"] == "done" && done.json["known"] == false, "\(done.text)")
      let imports = done.json["imports"]?.elements ?? []
      #expect(
        imports.compactMap { $0["file"]?.string } == [
          "nightly.zip/users.csv", "nightly.zip/enrollments.csv",
          "nightly.zip/users.csv (departures)",
        ])
      #expect(imports.compactMap { $0["created"] } == [2, 2, 0])
      let rows = try await api.get(
        "/imports/\(imports[1]["id"]?.string ?? "")/rows?outcome=quarantined", by: technician)
      #expect(rows.json["items"]?.elements.compactMap { $0["column"]?.string } == ["beginDate"])
      let isOther = { @Sendable (table: String) in !["import_order", "journal"].contains(table) }
      let before = try await campus.contents().filter { isOther($0.key) }
      let again = try await api.handIn(zip, "oneroster-1.2", "nightly.zip", by: technician)
      #expect(again["id"] != taken["id"])
      #expect(try await campus.office.takeInNext())
      let known = try await api.get("/import-orders/\(again["id"] ?? "")", by: technician)
      #expect(known["state"] == "done" && known.json["known"] == true, "\(known.text)")
      #expect(known.text.contains("imported before, nothing was changed"))
      #expect(try await campus.contents().filter { isOther($0.key) } == before)
      let all = try await api.get("/import-orders?state=done&limit=1", by: technician)
      #expect(all.json["items"]?.elements.count == 1 && all["next"] != nil)
    }
    #expect(try await campus.count("select count(*) from import_piece") == 0)
    #expect(
      try await campus.journal(ofKind: "import order").count == 4)
    #expect(try await campus.count("select count(*) from enrollment") == 2)
    try await Conferral.check(campus.database)
  }

  @Test func `a file goes through a mapping of the operator's, alone or beside its lookups`()
    async throws
  {
    let folder = try TemporaryFolder()
    let campus = try await Self.open(folder)
    try folder.write(
      """
      mapping: people
      csv: {delimiter: ";"}
      lookups:
        names: {file: names.csv, key: id, optional: true}
      records:
        - learner: {id: "{id}", name: {value: "{names.name}", default: Somebody}}
      """, to: "mappings/people.yaml")
    let csv = Array("id\n7\n8\n".utf8)
    let zip = SmallBundle(files: ["people.csv": "id\n7\n9\n", "names.csv": "id;name\n9;Ada\n"])
    let packed = Array(try Data(contentsOf: zip.zip(in: campus)))
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let visitor = api.bearer(registrar)
      for bytes in [csv, packed] {
        let taken = try await api.handIn(bytes, "people", "people.csv", by: visitor)
        #expect(taken.status == 202, "\(taken.text)")
        #expect(try await campus.office.takeInNext())
        let done = try await api.get("/import-orders/\(taken["id"] ?? "")", by: visitor)
        #expect(done["state"] == "done", "\(done.text)")
      }
    }
    #expect(try await campus.count("select count(*) from learner") == 3)
    #expect(try await campus.count("select count(*) from learner where name = 'Ada'") == 1)
  }

  @Test func `what cannot be read is refused at once, or with its reason afterwards`()
    async throws
  {
    let folder = try TemporaryFolder()
    let campus = try await Self.open(folder)
    var lacking = Self.bundle()
    lacking.files["roles.csv"] = nil
    var headless = Self.bundle()
    headless.files["enrollments.csv"] = "sourcedId,role\nAda Lovelace,x\n"
    let bundles = try [lacking, headless].map {
      Array(try Data(contentsOf: $0.zip(in: campus)))
    }
    try await APIClient.serve(campus) { api in
      let technician = try await api.person(.recordsTechnician)
      for (bytes, mapping, name, status) in [
        (Array("no zip".utf8), "oneroster-1.2", "x.zip", 422), ([], "oneroster-1.2", "x.zip", 422),
        (bundles[0], "oneroster-9", "x.zip", 422), (bundles[0], "../people", "x.zip", 422),
        (bundles[0], "", "x.zip", 400), (bundles[0], "oneroster-1.2", "", 400),
        (bundles[0], "oneroster-1.2", "a%0Ab", 400),
      ] {
        let answer = try await api.handIn(bytes, mapping, name, by: technician)
        #expect(answer.status == status, "\(mapping) \(name): \(answer.text)")
      }
      for (bundle, words) in zip(bundles, [["roles.csv"], ["enrollments.csv", "classSourcedId"]]) {
        let taken = try await api.handIn(bundle, "oneroster-1.2", "x.zip", by: technician)
        #expect(taken.status == 202)
        #expect(try await campus.office.takeInNext())
        let refused = try await api.get("/import-orders/\(taken["id"] ?? "")", by: technician)
        #expect(refused["state"] == "refused")
        for word in words { #expect(refused["reason"]?.contains(word) == true, "\(refused.text)") }
        #expect(!refused.text.contains("Lovelace"))
      }
    }
    #expect(try await campus.count("select count(*) from import_run where state = 'done'") == 0)
    #expect(try await campus.count("select count(*) from import_piece") == 0)
    try await Conferral.check(campus.database)
  }

  @Test func `only those hand in who import, not too much, and never their own record`()
    async throws
  {
    let folder = try TemporaryFolder()
    let campus = try await Self.open(folder)
    try await campus.app(
      "insert into unit (institution_id, code, name) values (\(campus.id)::int, 'arts', 'Arts')")
    let zip = Array(try Data(contentsOf: Self.bundle().zip(in: campus)))
    try await campus.people("S1,Ada Lovelace")
    let ada = try await campus.learner("S1", and: .recordsTechnician)
    try await APIClient.serve(campus) { api in
      for role in [Role.auditor, .instructor, .machineClient] {
        let answer = try await api.handIn(zip, "oneroster-1.2", "x", by: api.person(role))
        #expect(answer.status == 403, "\(role)")
      }
      let limited = api.bearer(try await api.token(.recordsTechnician, unit: "arts"))
      #expect(try await api.handIn(zip, "oneroster-1.2", "x", by: limited).status == 403)
      #expect(
        try await api.handIn(zip, "oneroster-1.2", "x", by: Visitor(person: nil, headers: [:]))
          .status == 401)
      let technician = try await api.person(.recordsTechnician)
      for number in 0..<21 {
        var bytes = Array("id\n".utf8)
        bytes += Array("\(number)\n".utf8)
        try folder.write(
          "mapping: p\nrecords:\n  - learner: {id: \"{id}\", name: N}\n", to: "mappings/p.yaml")
        let answer = try await api.handIn(bytes, "p", "p.csv", by: technician)
        #expect(answer.status == (number < 20 ? 202 : 409), "\(number): \(answer.text)")
      }
      while try await campus.office.takeInNext() {}
      #expect(try await api.get("/import-orders", by: api.person(.instructor)).status == 403)
    }
    let (stream, sender) = AsyncStream.makeStream(of: ByteBuffer.self)
    sender.yield(ByteBuffer(bytes: zip))
    sender.finish()
    _ = try await campus.office.handIn(
      HandedFile(mapping: "oneroster-1.2", name: "own.zip"), stream, length: nil, by: ada)
    #expect(try await campus.office.takeInNext())
    #expect(try await campus.count("select count(*) from enrollment") == 1)
    #expect(
      try await campus.count("select count(*) from import_row where code = 'own-record'") == 1)
  }

  @Test func `a file whose importer died is taken up again, by one and where it stopped`()
    async throws
  {
    let folder = try TemporaryFolder()
    let campus = try await Self.open(folder)
    let zip = Array(try Data(contentsOf: Self.bundle(3_000).zip(in: campus)))
    try await APIClient.serve(campus) { api in
      let technician = try await api.person(.recordsTechnician)
      #expect(
        try await api.handIn(zip, "oneroster-1.2", "x.zip", by: technician).status == 202)
      let task = Task { try await campus.office.takeInNext() }
      try await eventually { try await campus.count("select count(*) from learner") > 0 }
      // Nobody else takes it while it is held.
      #expect(try await !campus.office.takeInNext())
      task.cancel()
      _ = try? await task.value
      let isOpen =
        try await campus.count(
          "select count(*) from import_order where state = 'running'") == 1
      #expect(isOpen)
      try await Conferral.check(campus.database)
      #expect(try await campus.office.takeInNext())
    }
    #expect(try await campus.count("select count(*) from learner") == 3_000)
    #expect(try await campus.count("select count(*) from enrollment") == 3_000)
    #expect(try await campus.count("select count(*) from import_run where state = 'done'") == 3)
    #expect(try await campus.count("select count(*) from import_order where state = 'done'") == 1)
    try await Conferral.check(campus.database)
  }

  @Test(.enabled(if: Daemon.isPresent))
  func `daemons that are killed in the middle lose nothing and do nothing by halves`()
    async throws
  {
    let folder = try TemporaryFolder()
    let campus = try await Self.open(folder)
    let zip = Array(try Data(contentsOf: Self.bundle(4_000).zip(in: campus)))
    try await APIClient.serve(campus) { api in
      let technician = try await api.person(.recordsTechnician)
      #expect(
        try await api.handIn(zip, "oneroster-1.2", "x.zip", by: technician).status == 202)
    }
    let begun: [SQL] = ["select count(*) from learner", "select count(*) from enrollment"]
    for count in begun {
      let daemon = try campus.daemon("serve", port: FreePort.next())
      try await eventually { try await campus.count(count) > 1 || !daemon.isRunning }
      await daemon.end()
      try await Conferral.check(campus.database)
      // What half a minute does.
      try await campus.owner("update import_order set taken_until = now()")
    }
    let daemon = try campus.daemon("serve", port: FreePort.next())
    try await eventually(within: .seconds(90)) {
      try await campus.count("select count(*) from import_order where state = 'done'") == 1
        || !daemon.isRunning
    }
    #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)")
    #expect(try await campus.count("select count(*) from learner") == 4_000)
    #expect(try await campus.count("select count(*) from enrollment") == 4_000)
    #expect(
      try await campus.count("select count(*) from import_row where outcome = 'waiting'") == 0)
    try await Conferral.check(campus.database)
  }
}

extension APIClient {
  func handIn(
    _ bytes: [UInt8], _ mapping: String, _ name: String, by visitor: Visitor
  ) async throws -> Answer {
    var headers = visitor.headers
    headers[.contentType] = "application/octet-stream"
    return try await raw(
      .post, "/imports?mapping=\(mapping)&name=\(name)", bytes, as: nil, headers)
  }

  /// Somebody with a token.
  func bearer(_ token: String) -> Visitor {
    Visitor(person: nil, headers: [.authorization: "Bearer \(token)"])
  }
}
