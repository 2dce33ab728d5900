import Filing
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage

/// How evidence is written in JSON.
enum EvidenceSchemas {
  static let outcomes = EvidenceOutcome.allCases.map(\.rawValue)
  static let states = ["draft", "submitted"] + outcomes

  private static let item = Schema.object(
    "EvidenceItem", "A link or an uploaded file.",
    [
      .must("name", .line()), .may("url", Schema(.text(.prose(2_000)))),
      .may("sha256", Schema(.text(.sha256), note: "SHA-256 of the content.")),
      .may("mediaType", .line(100)),
      .may("bytes", Schema(.integer(0...Int(Int32.max) * 1_000))),
      .may(
        "state",
        .choice(Upload.State.allCases.map(\.rawValue), "Where an uploaded file stands.")),
    ])

  private static let author = Schema.object(
    "EndorsementAuthor", "Who vouches for the learner.",
    [
      .may("person", .id.noted("A person who signs in.")),
      .may("name", .line(200, "Somebody from outside.")),
      .must("relation", .line(200, "What the author is to the learner.")),
    ])

  private static let version = Schema.object(
    "EvidenceVersion", nil,
    [
      .must("version", .count), .must("kind", .line()), .must("title", .line()),
      .may("description", .prose()), .may("author", author),
      .may("statement", .prose(4_000, "What the author of an endorsement says.")),
      .must("submitted", .flag.noted("False while it is a draft.")),
      .must("submittedOn", .day), .must("recordedBy", .line()), .may("submittedBy", .line()),
      .may(
        "submittedAs",
        .line(100, "In which role it was handed in; other than learner means on behalf.")),
      .must("items", .list(of: item)),
    ])

  private static let rubricLine = Schema.object(
    "RubricLine", "What a review says of one criterion.",
    [
      .must("criterion", .line()), .may("score", .decimal), .may("level", .line(100)),
      .may("comment", .prose(2_000)),
    ])

  private static let review = Schema.object(
    "EvidenceReview", nil,
    [
      .must("version", .count), .must("outcome", .choice(outcomes)), .must("effectiveOn", .day),
      .may("score", .decimal), .may("level", .line(100)), .may("rubric", .list(of: rubricLine)),
      .must("reviewedAt", .instant), .must("reviewer", .line()), .must("role", .line()),
      .must("reason", .prose()),
    ])

  private static let assignment = Schema.object(
    "EvidenceAssignment", nil,
    [
      .may("person", .id.noted("Left out where it was handed back to all.")),
      .must("assignedAt", .instant), .must("actor", .line()), .must("reason", .prose()),
    ])

  private static let head: [Schema.Property] = [
    .must("id", .id), .must("version", .count), .must("enrollment", .id),
    .must("learner", .id), .must("program", .line(100, "The program's code.")),
    .must("requirement", .line(200, "The id of the requirement it is for.")),
    .must("kind", .line()), .must("title", .line()), .must("state", .choice(states)),
    .must("submittedOn", .day.noted("Of a draft: the day on which it was begun.")),
    .may("assignee", .id.noted("Who is to review it.")),
    .must(
      "flags",
      .list(
        of: .choice(
          Evidence.Flag.allCases.map(\.rawValue), "What a reviewer has to know."))),
  ]

  static let listed = Schema.object(
    "EvidenceListed", nil, head + [.must("ageInDays", .count.noted("Since it was submitted."))])

  static let record = Schema.object(
    "EvidenceSubmission", nil,
    head + [
      .must("versions", .list(of: version)), .must("reviews", .list(of: review)),
      .must("assignments", .list(of: assignment)),
    ])

  static let reason = Schema.Property.must(
    "reason", .prose(1_000, "Why; it goes into the journal. No personal data."))
  static let reasonIfAny = Schema.Property.may(
    "reason", .prose(1_000, "Why; needed on behalf of a learner. No personal data."))

  static let newItem = Schema.object(
    "NewEvidenceItem", "A link, or a file that was uploaded: one of the two.",
    [
      .may("name", .line(200, "The title unless it is said.")),
      .may("url", Schema(.text(.line(2_000)), note: "It is never fetched.")),
      .may("sha256", Schema(.text(.sha256), note: "The hash that the upload got.")),
    ])

  static let what: [Schema.Property] = [
    .may("kind", .line(100, "A kind that the requirement takes: portfolio, reflection …")),
    .may("title", .line()), .may("description", .prose().orNull),
    .may("items", .list(of: newItem, atMost: 20)),
  ]

  static let newReview = Schema.object(
    "NewEvidenceReview", nil,
    [
      .must("outcome", .choice(outcomes)), reason,
      .may("effectiveOn", .day.noted("From which day it counts; today.")),
      .may("score", .decimal), .may("level", .line(100)),
      .may("rubric", .list(of: rubricLine, atMost: 100)),
    ]
  ).example([
    "outcome": "accepted", "reason": "It meets all criteria of the rubric.", "score": "87.5",
    "rubric": [["criterion": "Argument", "score": "45", "comment": "Clear."]],
  ])
}

extension Evidence.Listed {
  fileprivate var head: [(String, JSONValue?)] {
    [
      ("id", .text(id)), ("version", .number(version)), ("enrollment", .text(enrollment)),
      ("learner", .text(learner)), ("program", .string(program)),
      ("requirement", .string(requirement)), ("kind", .string(kind)), ("title", .string(title)),
      ("state", .string(state)), ("submittedOn", .text(submittedOn)),
      ("assignee", assignee.map { .text($0) }),
      ("flags", .array(flags.map { .string($0.rawValue) })),
    ]
  }

  func json(age: Int) -> JSONValue {
    .object(
      JSONObject(
        (head + [("ageInDays", .number(age))]).compactMap { name, value in
          value.map { (name, $0) }
        }))
  }
}

extension EvidenceRecord {
  var json: JSONValue {
    let members: [(String, JSONValue?)] =
      listed.head + [
        ("versions", .array(versions.map(\.json))), ("reviews", .array(reviews.map(\.json))),
        ("assignments", .array(assignments.map(\.json))),
      ]
    return .object(JSONObject(members.compactMap { name, value in value.map { (name, $0) } }))
  }
}

extension Evidence.Version {
  fileprivate var json: JSONValue {
    .members(
      ("version", .number(number)), ("kind", .string(kind)), ("title", .string(title)),
      ("description", .textIfAny(summary)), ("author", author?.json),
      ("statement", .textIfAny(statement)), ("submitted", .bool(!isDraft)),
      ("submittedOn", .text(submittedOn)), ("recordedBy", .string(recordedBy)),
      ("submittedBy", .textIfAny(submittedBy)), ("submittedAs", .textIfAny(submittedRole)),
      ("items", .array(items.map(\.json))))
  }
}

extension Evidence.Author {
  fileprivate var json: JSONValue {
    .members(
      ("person", person.map { .text($0) }), ("name", .textIfAny(name)),
      ("relation", .string(relation)))
  }
}

extension Evidence.Item {
  fileprivate var json: JSONValue {
    .members(
      ("name", .string(name)), ("url", .textIfAny(url)),
      ("sha256", sha256.flatMap(ContentID.init(bytes:)).map { .string($0.hex) }),
      ("mediaType", .textIfAny(mediaType)), ("bytes", bytes.map { .number($0) }),
      ("state", .textIfAny(uploadState)))
  }
}

extension Evidence.Review {
  fileprivate var json: JSONValue {
    .members(
      ("version", .number(version)), ("outcome", .string(outcome)),
      ("effectiveOn", .text(effectiveOn)), ("score", score.map { .text($0) }),
      ("level", .textIfAny(level)),
      ("rubric", rubric.flatMap { try? JSONValue(parsing: Array($0.utf8)) }),
      ("reviewedAt", .text(reviewedAt)), ("reviewer", .string(reviewer)),
      ("role", .string(role)), ("reason", .string(reason)))
  }
}

extension Evidence.Assignment {
  fileprivate var json: JSONValue {
    .members(
      ("person", person.map { .text($0) }), ("assignedAt", .text(assignedAt)),
      ("actor", .string(actor)), ("reason", .string(reason)))
  }
}
