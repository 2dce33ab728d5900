import Foundation
import Office
import Postgres
import Rosters
import Storage
import TestSupport
import Testing

/// Bundles night after night: bulk and delta, deletions, merges, and what is not a bundle.
@Suite(.database(.conferral)) struct BundleTests {
  private static let users =
    "sourcedId,status,dateLastModified,enabledUser,username,givenName,familyName,identifier,email"
  private static let roles = "sourcedId,status,dateLastModified,userSourcedId,role"
  private static let enrollments =
    "sourcedId,status,dateLastModified,classSourcedId,userSourcedId,role,beginDate,endDate"

  private func lines(_ header: String, _ rows: [String]) -> String {
    ([header] + rows).map { $0 + "\n" }.joined()
  }

  /// A bundle of users, all of them students, and enrollments in the class c1.
  private func oneRoster(
    mode: String = "bulk", _ users: [String], _ enrollments: [String] = []
  ) -> SmallBundle {
    var files = ["users.csv": lines(Self.users, users)]
    files["roles.csv"] = lines(
      Self.roles,
      users.map { "r,active,,\($0.prefix { $0 != "," }),student" })
    if mode == "bulk" {
      files["classes.csv"] = "sourcedId,status,title,courseSourcedId\nc1,active,Class,k1\n"
    }
    files["enrollments.csv"] = lines(Self.enrollments, enrollments)
    return .oneRoster(mode: mode, files)
  }

  private func campus() async throws -> Campus {
    let campus = try await Campus.open(at: "2026-11-22T12:00:00Z")
    try await campus.apply(SampleProgram.badge())
    return campus
  }

  private func programs(_ campus: Campus) throws -> [URL] {
    [try campus.table("programs.csv", "code,program\nc1,workshop\n")]
  }

  private static let ada = "u1,active,2026-09-01T00:00:00Z,TRUE,ada,Ada,Lovelace,S1,ada@example.edu"
  private static let grace = "u2,active,2026-09-01T00:00:00Z,TRUE,grace,Grace,Hopper,S2,"
  private static let ofAda = "e1,active,2026-09-01T00:00:00Z,c1,u1,student,2026-08-24,"

  @Test func `a zip and its folder are the same bundle`() async throws {
    let campus = try await campus()
    let bundle = oneRoster([Self.ada, Self.grace], [Self.ofAda])
    let zip = try bundle.zip(in: campus)
    let report = try await campus.bundle("oneroster-1.2", zip, lookups: programs(campus))
    #expect(report.written == 3)
    #expect(report.aside == [])
    #expect(report.files[0].name == "\(zip.lastPathComponent)/users.csv")
    let before = try await campus.contents()
    let again = try await campus.bundle("oneroster-1.2", bundle, lookups: programs(campus))
    #expect(again.files.filter { !$0.report.isKnown }.isEmpty)
    #expect(try await campus.contents() == before)
  }

  @Test func `a preview tells the whole bundle and writes nothing`() async throws {
    let campus = try await campus()
    let before = try await campus.contents()
    let report = try await campus.bundle(
      "oneroster-1.2", oneRoster([Self.ada], [Self.ofAda, "e2,active,,c9,u1,student,,"]),
      lookups: programs(campus), isDryRun: true)
    #expect(report.written == 2)
    #expect(report.aside == ["enrollments.csv 3: lookup-missing classes.status"])
    #expect(try await campus.contents() == before)
  }

  @Test func `a student number that is known makes no second person`() async throws {
    let campus = try await campus()
    try await campus.people("S1,A. Lovelace")
    let report = try await campus.bundle("oneroster-1.2", oneRoster([Self.ada, Self.grace]))
    #expect(report.files[0].report.counts.amended == 1)
    #expect(report.files[0].report.counts.created == 1)
    #expect(try await campus.count("select count(*) from learner") == 2)
    #expect(
      try await campus.count("select count(*) from journal where action = 'add id'") == 1)
  }

  @Test func `two users with one student number are not made one person`() async throws {
    let campus = try await campus()
    let twin = "u3,active,,TRUE,x,Ada,Byron,S1,"
    let report = try await campus.bundle("oneroster-1.2", oneRoster([Self.ada, twin]))
    #expect(report.aside == ["users.csv 3: id-shared"])
    try await campus.people("S9,Jo Doe")
    let moved = Self.ada.replacing(",S1,", with: ",S9,")
    let conflict = try await campus.bundle("oneroster-1.2", oneRoster([moved]))
    #expect(conflict.aside == ["users.csv 2: id-conflict"])
    let changed = Self.ada.replacing(",S1,", with: ",S7,")
    let other = try await campus.bundle("oneroster-1.2", oneRoster([changed]))
    #expect(other.aside == ["users.csv 2: id-changed"])
    for reason in (report.files + conflict.files + other.files).flatMap(\.report.kept).map(\.reason)
    {
      for secret in ["Ada", "Byron", "S1", "S9", "S7"] { #expect(!reason.contains(secret)) }
    }
  }

  @Test func `a deletion ends the id and the enrollment, and the person stays`() async throws {
    let campus = try await campus()
    let programs = try programs(campus)
    try await campus.bundle(
      "oneroster-1.2", oneRoster([Self.ada, Self.grace], [Self.ofAda]), lookups: programs)
    let delta = oneRoster(
      mode: "delta", [Self.ada.deleted(on: "2026-10-02T08:00:00Z")],
      [Self.ofAda.deleted(on: "2026-10-02T08:00:00Z")])
    let report = try await campus.bundle("oneroster-1.2", delta, lookups: programs)
    #expect(report.aside == [])
    #expect(report.written == 2)
    #expect(try await campus.count("select count(*) from learner") == 2)
    #expect(
      try await campus.count(
        """
        select count(*) from enrollment where state = 'withdrawn' and ended = '2026-10-02'
        """) == 1)
    #expect(
      try await campus.count(
        """
        select count(*) from learner_alias
         where system = 'oneroster' and external_id = 'u1' and valid_until = '2026-10-02'
        """) == 1)
    #expect(
      try await campus.count("select count(*) from journal where action = 'end id'") == 1)
    let again = try await campus.bundle(
      "oneroster-1.2", delta, lookups: programs, isRepeated: true)
    #expect(again.written == 0)
  }

  @Test func `an older bundle that arrives late takes nothing back`() async throws {
    let campus = try await campus()
    let renamed = Self.ada.replacing("Lovelace", with: "King")
      .replacing("2026-09-01", with: "2026-10-05")
    try await campus.bundle("oneroster-1.2", oneRoster(mode: "delta", [renamed]))
    let late = try await campus.bundle("oneroster-1.2", oneRoster([Self.ada, Self.grace]))
    #expect(late.files[0].report.counts.created == 1)
    #expect(late.files[0].report.counts.unchanged == 1)
    #expect(try await campus.count("select count(*) from learner where name = 'Ada King'") == 1)
    let deleted = Self.ada.deleted(on: "2026-09-20T00:00:00Z")
    #expect(
      try await campus.bundle("oneroster-1.2", oneRoster(mode: "delta", [deleted])).written == 0)
  }

  @Test func `who comes back after a deletion is the same person`() async throws {
    let campus = try await campus()
    try await campus.bundle("oneroster-1.2", oneRoster([Self.grace]))
    try await campus.bundle(
      "oneroster-1.2", oneRoster(mode: "delta", [Self.grace.deleted(on: "2026-10-02")]))
    let back = Self.grace.replacing("2026-09-01", with: "2026-11-01")
    try await campus.bundle("oneroster-1.2", oneRoster(mode: "delta", [back]))
    #expect(try await campus.count("select count(*) from learner") == 1)
    #expect(
      try await campus.count(
        "select count(*) from learner_alias where external_id = 'u2' and valid_until is null")
        == 1)
  }

  @Test func `a state that comes again after another one counts again`() async throws {
    let campus = try await campus()
    let first = oneRoster(["u1,,,TRUE,ada,Ada,Byron,S1,"])
    let second = oneRoster(["u1,,,TRUE,ada,Ada,Lovelace,S1,"])
    for bundle in [first, second, first] {
      #expect(try await campus.bundle("oneroster-1.2", bundle).written == 1)
    }
    #expect(try await campus.count("select count(*) from learner where name = 'Ada Byron'") == 1)
  }

  @Test func `a merge is not undone by the nightly bundle`() async throws {
    let campus = try await campus()
    try await campus.people("S7,Ada King")
    try await campus.bundle("oneroster-1.2", oneRoster([Self.ada, Self.grace]))
    try await campus.app(
      """
      update learner l
         set merged_into = (select learner_id from learner_alias where external_id = 'S7')
        from learner_alias a
       where a.institution_id = l.institution_id and a.learner_id = l.learner_id
         and a.external_id = 'u1'
      """)
    let renumbered = Self.ada.replacing(",S1,", with: ",S7,")
      .replacing("2026-09-01", with: "2026-10-01")
    let report = try await campus.bundle("oneroster-1.2", oneRoster([renumbered, Self.grace]))
    #expect(report.aside == [])
    #expect(try await campus.count("select count(*) from learner") == 3)
    #expect(
      try await campus.count("select count(*) from learner where merged_into is not null") == 1)
  }

  @Test func `results are completions, and those taken back are voided`() async throws {
    let campus = try await campus()
    let head = "sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,"
    let items =
      "sourcedId,status,dateLastModified,title,classSourcedId,categorySourcedId\n"
      + "i1,,,Essay,c1,cat1\ni2,,,Final grade,c1,cat9\n"
    func bundle(_ rows: String) -> SmallBundle {
      .oneRoster(
        "1.1",
        [
          "users.csv":
            "sourcedId,status,dateLastModified,enabledUser,role,givenName,familyName\n"
            + "u1,,,TRUE,student,Ada,Lovelace\n",
          "classes.csv": "sourcedId,status,title,courseSourcedId\nc1,,Class,k1\n",
          "courses.csv": "sourcedId,status,title,courseCode\nk1,,Maps,GHY 217\n",
          "lineItems.csv": items,
          "results.csv": head + "score,scoreDate,comment\n" + rows,
        ])
    }
    let finals = try campus.table("final-categories.csv", "category,credits\ncat9,3\n")
    let first = try await campus.bundle(
      "oneroster-1.1",
      bundle(
        "r1,,,i1,u1,fully graded,88.5,2026-11-01,\nr2,,,i2,u1,fully graded,91,2026-12-18,\n"
          + "r3,,,i1,u9,submitted,3,2026-11-01,\nr4,,,i7,u1,fully graded,3,2026-11-01,\n"
          + "r5,,,i1,u1,not submitted,,2026-11-01,\n"), lookups: [finals])
    #expect(
      first.aside == [
        "results.csv 4: learner-unknown", "results.csv 5: lookup-missing items.categorySourcedId",
      ])
    #expect(
      try await campus.count(
        """
        select count(*) from completion
         where (kind, code, score, state) in
           (('assessment', 'I1', 88.5, 'final'), ('course', 'GHY217', 91, 'final'))
        """) == 2)
    try await campus.bundle(
      "oneroster-1.1", bundle("r1,tobedeleted,,i1,u1,fully graded,88.5,2026-11-01,\n"),
      lookups: [finals])
    #expect(try await campus.count("select count(*) from completion where state = 'voided'") == 1)
  }

  @Test func `a bundle that is not what its manifest says is refused before anything is written`()
    async throws
  {
    let campus = try await campus()
    let before = try await campus.contents()
    var lacking = oneRoster([Self.ada])
    lacking.files["roles.csv"] = nil
    var bare = oneRoster([Self.ada])
    bare.files["manifest.csv"] = nil
    var headless = oneRoster([Self.ada])
    headless.files["enrollments.csv"] = "sourcedId,role\n"
    let other = SmallBundle.oneRoster("1.1", ["users.csv": lines(Self.users, [Self.ada])])
    for (bundle, words) in [
      (lacking, ["roles.csv", "nothing was read"]), (bare, ["no manifest.csv"]),
      (other, ["oneroster.version 1.2", "choose the mapping"]),
      (headless, ["enrollments.csv", "“classSourcedId”", "nothing of the bundle was imported"]),
      (SmallBundle(files: ["manifest.csv": "propertyName,value\n"]), ["oneroster.version"]),
      (SmallBundle(files: ["notes.txt": "x"]), ["no manifest.csv"]),
    ] {
      let refusal = await #expect(throws: Refusal.self) {
        try await campus.bundle("oneroster-1.2", bundle)
      }
      for word in words { #expect(refusal?.reason.contains(word) == true, "\(refusal as Any)") }
    }
    #expect(try await campus.contents() == before)
  }

  @Test func `a manifest alone says that nothing changed`() async throws {
    let campus = try await campus()
    let report = try await campus.bundle("oneroster-1.2", SmallBundle.oneRoster(mode: "delta", [:]))
    #expect(report.files.isEmpty)
    #expect(report.notices == ["manifest.csv names no file that is read: nothing changed."])
  }

  @Test func `odd but honest bundles go in, row by row`() async throws {
    let campus = try await campus()
    var bundle = oneRoster(
      [Self.ada], [Self.ofAda, "e2,active,,c1,u1,student,2026-02-30,", "e3,active,,c1,u1,,,"])
    // As spreadsheets leave files: a mark of the byte order, other cases, another order of columns.
    bundle.files["users.csv"] =
      "\u{FEFF}GivenName,FAMILYNAME,SourcedID,Status,identifier,email\nAda,Lovelace,u1,active,S1,\n"
    bundle.files["Inner.zip"] = "PK a zip in a zip"
    let report = try await campus.bundle(
      "oneroster-1.2", bundle.zip(in: campus), lookups: programs(campus))
    #expect(report.aside == ["enrollments.csv 3: invalid-date beginDate"])
    #expect(report.written == 2)
    #expect(report.notices.contains { $0.contains("Inner.zip") })
    #expect(
      report.files.flatMap(\.report.kept).allSatisfy { !$0.reason.contains("2026-02-30") })
  }

  @Test func `a file that the manifest calls absent is not read, and that is said`() async throws {
    let campus = try await campus()
    var bundle = oneRoster([Self.ada], [Self.ofAda])
    bundle.files["manifest.csv"] = bundle.files["manifest.csv"]?
      .replacing("file.enrollments,bulk", with: "file.enrollments,absent")
    let report = try await campus.bundle("oneroster-1.2", bundle, lookups: programs(campus))
    #expect(report.written == 1)
    #expect(
      report.notices == [
        "enrollments.csv: in the bundle, though manifest.csv does not say so; not read."
      ])
  }

  @Test func `rubbish instead of a zip is refused with a sentence`() async throws {
    let campus = try await campus()
    let zip = try Data(contentsOf: oneRoster([Self.ada]).zip(in: campus))
    let cut = try campus.folder.write(zip.prefix(zip.count / 2), to: "cut.zip")
    let noise = try campus.folder.write(Data("PK\u{3}\u{4} not a zip".utf8), to: "noise.zip")
    let empty = try campus.folder.write(Data(), to: "empty.zip")
    var bytes = zip
    bytes[60] ^= 0xFF
    let flipped = try campus.folder.write(bytes, to: "flipped.zip")
    for file in [cut, noise, empty, flipped] {
      let refusal = await #expect(throws: Refusal.self) {
        try await campus.bundle("oneroster-1.2", file)
      }
      #expect(refusal?.code == .unreadableFile)
    }
    #expect(try await campus.count("select count(*) from import_run") == 0)
  }

  @Test(.enabled(if: Daemon.isPresent))
  func `an import that was killed halfway goes on, and ends as one that was not`() async throws {
    let campus = try await campus()
    let users = (1...5_000).map { "u\($0),active,,TRUE,n,Name,Number \($0),S\($0)," }
    let rows = (1...5_000).map { "e\($0),active,,c1,u\($0),student,2026-08-24," }
    let folder = try oneRoster(users, rows).folder(in: campus)
    let programs = try programs(campus)
    let command = try campus.daemon(
      "import", "oneroster-1.2", folder.path, "--lookup", programs[0].path)
    try await eventually { try await campus.count("select count(*) from enrollment") > 0 }
    await command.end()
    let report = try await campus.bundle("oneroster-1.2", folder, lookups: programs)
    #expect(report.aside == [])
    #expect(try await campus.count("select count(*) from learner") == 5_000)
    #expect(try await campus.count("select count(*) from enrollment") == 5_000)
    #expect(
      try await campus.count("select count(*) from import_run where state <> 'done'") == 0)
    let again = try await campus.bundle(
      "oneroster-1.2", folder, lookups: programs, isRepeated: true)
    #expect(again.written == 0)
  }
}

extension String {
  /// A row of OneRoster as it is when the thing is deleted: status and date are its second and
  /// third cells.
  fileprivate func deleted(on date: String) -> String {
    var cells = split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    cells[1] = "tobedeleted"
    cells[2] = date
    return cells.joined(separator: ",")
  }
}
