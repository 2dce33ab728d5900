import Microcredentials
import Rosters
import Testing

@Suite(.enabled(if: SharedData.hasOULAD)) struct OULADTests {
  /// All rows of a table through one of the sample mappings.
  private func read(_ table: String, _ sample: String) throws -> [RosterRow] {
    let mapping = try Mapping(SharedData.text("deploy/samples/oulad/\(sample).yaml"))
    let tables = try mapping.lookups.map { lookup in
      var table = LookupTable(lookup)
      try table.feed(SharedData.oulad(String(lookup.file.dropLast(4))))
      try table.finish()
      return table
    }
    var reader = try RosterReader(mapping, lookups: tables)
    var rows: [RosterRow] = []
    let source = pieces(try SharedData.oulad(table))
    while let row = try reader.next(from: source) { rows.append(row) }
    return rows
  }

  @Test func `every registration becomes a learner, an enrollment and, where so, a withdrawal`()
    throws
  {
    let rows = try read("studentRegistration", "registrations")
    #expect(rows.count == 32_593)
    #expect(rows.compactMap(\.quarantine) == [])
    var learners: Set<String> = []
    var enrollments: [EnrollmentRow] = []
    var withdrawals: [WithdrawalRow] = []
    for record in rows.flatMap(\.records) {
      switch record {
      case .learner(let row): learners.insert(row.key)
      case .enrollment(let row): enrollments.append(row)
      case .withdrawal(let row): withdrawals.append(row)
      default: Issue.record("another kind of record")
      }
    }
    #expect(learners.count == 28_785)
    #expect(enrollments.count == 32_593)
    #expect(Set(enrollments.map(\.key)).count == 32_593)
    #expect(Set(enrollments.map(\.program)).count == 22)
    #expect(withdrawals.count == 10_072)
    #expect(
      enrollments.first
        == EnrollmentRow(learner: "11391", program: "AAA-2013J", on: Day("2013-04-25")!))
    #expect(
      withdrawals.first
        == WithdrawalRow(learner: "30268", program: "AAA-2013J", on: Day("2013-10-13")!))
  }

  @Test func `no withdrawal is later than the end of its presentation`() throws {
    let ends = try Dictionary(
      uniqueKeysWithValues: programs().map { ($0.code, $0.awardedOn) })
    let withdrawals = try read("studentRegistration", "registrations").flatMap(\.records)
      .compactMap { record -> WithdrawalRow? in
        if case .withdrawal(let row) = record { row } else { nil }
      }
    #expect(withdrawals.allSatisfy { $0.on! <= ends[$0.program]! })
    #expect(withdrawals.contains { $0.on == ends[$0.program]! })
  }

  @Test func `every result becomes a completion, also those without a score`() throws {
    let rows = try read("studentAssessment", "results")
    #expect(rows.count == 173_912)
    #expect(rows.compactMap(\.quarantine) == [])
    let completions = rows.compactMap(\.completion)
    #expect(completions.count == 173_912)
    #expect(Set(completions.map(\.key)).count == 173_912)
    #expect(completions.filter { $0.score == nil }.count == 173)
    #expect(completions.filter { $0.origin == .transfer }.count == 1_909)
    #expect(completions.allSatisfy { $0.kind == .assessment && $0.status == .final })
    let first = CompletionRow(
      learner: "11391", kind: .assessment, code: "1752", on: Day("2013-10-19")!, score: 78)
    #expect(completions.first == first)
    #expect(first.key == "assessment||11391|1752")
    #expect(Set(rows.map(\.hash)).count == 173_912)
  }

  @Test func `the records and the sample programs give the expected awards, day for day`() throws {
    let programs = try programs()
    var withdrawn: Set<String> = []
    var enrolled: [EnrollmentRow] = []
    for record in try read("studentRegistration", "registrations").flatMap(\.records) {
      if case .enrollment(let row) = record { enrolled.append(row) }
      if case .withdrawal(let row) = record { withdrawn.insert(row.key) }
    }
    let completions = try read("studentAssessment", "results").compactMap(\.completion)
    let results = Dictionary(grouping: completions, by: \.learner)
    let byCode = Dictionary(uniqueKeysWithValues: programs.map { ($0.code, $0) })
    var awards: Set<String> = []
    for enrollment in enrolled where !withdrawn.contains(enrollment.key) {
      let program = byCode[enrollment.program]!
      if let day = program.earned(results[enrollment.learner] ?? []) {
        awards.insert("\(program.code),\(enrollment.learner),\(day)")
      }
    }
    let expected = rows(try SharedData.oulad("oracle_A")).dropFirst().map { row in
      let start = Self.start(row[1])
      return "\(row[0])-\(row[1]),\(row[2]),\(start.adding(days: Int(row[4])!))"
    }
    #expect(expected.count == 17_171)
    #expect(awards == Set(expected))
  }

  private static func start(_ presentation: String) -> Day {
    Day(presentation.prefix(4) + (presentation.hasSuffix("B") ? "-02-01" : "-10-01"))!
  }

  @Test func `a reading that stopped in the middle goes on with the next row`() throws {
    let mapping = try Mapping(SharedData.text("deploy/samples/oulad/registrations.yaml"))
    var table = LookupTable(mapping.lookups[0])
    try table.feed(SharedData.oulad("courses"))
    try table.finish()
    let bytes = try SharedData.oulad("studentRegistration")
    let whole = try read("studentRegistration", "registrations")
    var reader = try RosterReader(mapping, lookups: [table], resumingAt: whole[20_000].next)
    var rest: [RosterRow] = []
    let source = pieces(bytes)
    while let row = try reader.next(from: source) { rest.append(row) }
    #expect(rest.map(\.outcome) == whole[20_001...].map(\.outcome))
    #expect(rest.map(\.position) == whole[20_001...].map(\.position))
  }

  struct SampleProgram {
    var code: String
    var awardedOn: Day
    var weights: [String: Quantity]

    /// The first day on which the weighted mean over all items was at least 40.
    func earned(_ results: [CompletionRow]) -> Day? {
      let needed = weights.values.reduce(0) { $0 + $1.tenThousandths } * 400_000
      var sum: Int64 = 0
      for result in results.sorted(by: { $0.on < $1.on }) {
        guard let weight = weights[result.code], let score = result.score else { continue }
        sum += weight.tenThousandths * score.tenThousandths
        if sum >= needed { return result.on }
      }
      return nil
    }
  }

  /// The sample program files, as far as they follow the dataset.
  private func programs() throws -> [SampleProgram] {
    let courses = rows(try SharedData.oulad("courses")).dropFirst().map(\.texts)
    return try courses.map { course in
      let code = "\(course[0])-\(course[1])"
      let text = try SharedData.text("deploy/samples/oulad/programs/\(code).yaml")
      let award = try #require(text.firstMatch(of: /award: \{on: \[(.+)\]\}/))
      let items = text.matches(of: /assessment: "(\d+)", weight: ([\d.]+)/)
      #expect(text.contains("program: \(code)\n"))
      return SampleProgram(
        code: code, awardedOn: try #require(Day(award.1)),
        weights: Dictionary(
          uniqueKeysWithValues: items.map { (String($0.1), Quantity($0.2)!) }))
    }
  }

  @Test func `the sample programs weigh the coursework as the dataset does`() throws {
    let programs = try programs()
    #expect(programs.count == 22)
    let assessments = rows(try SharedData.oulad("assessments")).dropFirst().map(\.texts)
    for program in programs {
      let items = assessments.filter { "\($0[0])-\($0[1])" == program.code && $0[3] != "Exam" }
      let weights = items.map { (id: $0[2], weight: Quantity($0[5])!) }
      let expected =
        weights.allSatisfy { $0.weight == 0 }
        ? weights.map { ($0.id, 1) } : weights.filter { $0.weight > 0 }.map { ($0.id, $0.weight) }
      #expect(program.weights == Dictionary(uniqueKeysWithValues: expected))
    }
  }

  @Test func `the sample programs are awarded at the end of the presentation`() throws {
    let courses = rows(try SharedData.oulad("courses")).dropFirst().map(\.texts)
    for (course, program) in zip(courses, try programs()) {
      #expect(program.awardedOn == Self.start(course[1]).adding(days: Int(course[2])!))
    }
  }
}
