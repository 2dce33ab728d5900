import Foundation
import HTTPTypes
import LinkedData
import Microcredentials
import Office
import Storage

/// Versions of programs: proposed, reviewed, put into force.
enum ProgramVersionsAPI {
  private static let code = ProgramsAPI.code
  private static let label = Endpoint.Parameter("version", .line(200), "The version's label.")
  private static let version = ProgramVersionShapes.version

  private static let file = Schema.Property.must(
    "source", .prose(1_000_000, "The program file (YAML), kept byte for byte."))
  private static let example: JSONValue = """
    program: grant-writing
    title: Grant Writing
    version: "2027"
    description: Finding and winning grants for charities.
    credit: 6
    evidence: none
    criteria:
      all:
        - {course: NPM 301, credits: 3, grade: C}
        - {course: NPM 302, credits: 3, grade: C}

    """

  static let endpoints: [Endpoint] = proposing + reading + deciding

  private static let proposing: [Endpoint] = [
    .post(
      "/programs", "proposeProgram", .programs, "Proposes a program with its first version",
      .proposePrograms,
      note:
        "The file is checked as `conferral program check` does; mistakes come with their lines.",
      body: .object(
        "NewProgram", nil,
        [
          file, .may("suggestion", .line(200, "The code of the suggestion that it takes up.")),
          ProgramsAPI.reason,
        ]
      ).example(["source": example, "reason": "Asked for by three employers."]),
      answer: .json(.created, version)
    ) { visit, call in
      let new = try visit.proposeProgram(
        call.body.text("source"), suggestion: call.body.textIfAny("suggestion"),
        reason: call.body.text("reason"))
      return .created(try visit.details(of: new).json, at: path(of: new))
    },
    .post(
      "/programs/{program}/versions", "proposeVersion", .programs,
      "Proposes another version of a program", .proposePrograms,
      note: "A program has one draft at a time.",
      body: .object("NewProgramVersion", nil, [file, ProgramsAPI.reason])
        .example(["source": example, "reason": "A third course is offered from fall on."]),
      answer: .json(.created, version)
    ) { visit, call in
      let new = try visit.proposeVersion(
        call.body.text("source"), of: call.text("program"), reason: call.body.text("reason"))
      return .created(try visit.details(of: new).json, at: path(of: new))
    }.with(code),
    .patch(
      "/programs/{program}/versions/{version}", "changeDraft", .programs,
      "Gives a draft another file", .proposePrograms,
      note: "Not while it is under review; after that only when it was returned.",
      body: .object("ProgramDraft", nil, [file, ProgramsAPI.reason]),
      answer: .json(.ok, version)
    ) { visit, call in
      let changed = try visit.changeDraft(
        call.text("version"), of: call.text("program"), to: call.body.text("source"),
        reason: call.body.text("reason")
      ) { draft in try call.check(isStill: visit.details(of: draft).json) }
      return .json(try visit.details(of: changed).json)
    }.with(code, label),
    step("submit", "submitVersion", "Sends a draft to review", .proposePrograms) { visit, call in
      try visit.submitVersion(
        call.text("version"), of: call.text("program"), reason: call.body.text("reason"))
    },
  ]

  private static let reading: [Endpoint] = [
    .list(
      "/programs/{program}/versions", "listVersions", .programs, "Lists the versions of a program",
      .readPrograms, of: ProgramVersionShapes.listed
    ) { visit, call in
      let rows = try visit.versions(
        of: call.text("program"), after: call.after(Call.place), limit: call.limit)
      return try call.page(rows) {
        Call.place($0.recordedAt, $0.id)
      } json: {
        $0.json
      }
    }.with(code),
    .get(
      "/programs/{program}/versions/{version}", "getVersion", .programs,
      "Shows a version with its criteria", .readPrograms, answer: .json(.ok, version)
    ) { visit, call in
      let version = try visit.version(call.text("version"), of: call.text("program"))
      return .json(try visit.details(of: version).json)
    }.with(code, label),
    .get(
      "/programs/{program}/versions/{version}/source", "getVersionSource", .programs,
      "Shows the program file of a version, byte for byte", .readPrograms,
      answer: .bytes(types: ["application/yaml"], note: "The program file.")
    ) { visit, call in
      let version = try visit.version(call.text("version"), of: call.text("program"))
      let source = Array(try visit.source(of: version).utf8)
      return Reply(
        status: .ok,
        headers: [.contentType: "application/yaml", .eTag: Reply.tag(of: source)], body: source)
    }.with(code, label),
  ]

  private static let deciding: [Endpoint] = [
    .post(
      "/programs/{program}/versions/{version}/approvals", "decideStep", .programs,
      "Decides a step of the review", .approvePrograms,
      note: "The steps are department, dean, committee, in this order, each by somebody else; "
        + "nobody decides about what they wrote.",
      body: .object(
        "NewProgramApproval", nil,
        [
          .must("step", .choice(ApprovalStep.allCases.map(\.rawValue))),
          .must("outcome", .choice(["approved", "returned"])), ProgramsAPI.reason,
        ]
      ).example([
        "step": "department", "outcome": "approved", "reason": "Fits the plan of the department.",
      ]), answer: .json(.ok, version)
    ) { visit, call in
      let word = try call.body.text("step")
      let isApproved = try call.body.text("outcome") == "approved"
      guard let step = ApprovalStep(rawValue: word) else { throw Problem.notFound }
      let decided = try visit.decide(
        step, isApproved: isApproved, version: call.text("version"), of: call.text("program"),
        reason: call.body.text("reason"))
      return .json(try visit.details(of: decided).json)
    }.with(code, label),
    step(
      "activate", "activateVersion", "Puts an approved version into force", .governPrograms,
      note: "The program takes enrollments from then on. Earlier versions are superseded when the "
        + "first day of this one has come; who is enrolled with one stays with it."
    ) { visit, call in
      try visit.activate(
        call.text("version"), of: call.text("program"), reason: call.body.text("reason"))
    },
  ]

  private static func step(
    _ word: String, _ id: String, _ summary: String, _ action: Action, note: String? = nil,
    _ work: @escaping @Sendable (Visit, Call) throws -> ProgramVersions.Listed
  ) -> Endpoint {
    .post(
      "/programs/{program}/versions/{version}/\(word)", id, .programs, summary, action, note: note,
      body: ProgramsAPI.because, answer: .json(.ok, version)
    ) { visit, call in
      .json(try visit.details(of: work(visit, call)).json)
    }.with(code, label)
  }

  private static func path(of version: ProgramVersions.Listed) -> String {
    ProgramAddress.version(version.program, version.label)
  }
}
