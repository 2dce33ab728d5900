import LinkedData

extension OpenAPIDocument {
  static let info: JSONValue = [
    "title": "Conferral", "version": "1",
    "description": """
    What advisors, instructors, coordinators, registrars and systems do with micro-credentials.

    Dates are dates in the institution's zone, instants are in UTC, amounts are exact decimal \
    numbers as text. Every change takes an Idempotency-Key: the same call with the same key \
    happens once and is answered the same for a day. Lists come in pages; follow `next` or the \
    Link header. Errors are problems of RFC 9457 with stable types.
    """,
    "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
  ]

  static let problem = Schema.object(
    "Problem", "An error (RFC 9457).",
    [
      .must("type", .line(200, "A stable URN; its last part names the kind of problem.")),
      .must("title", .line(200, "What happened.")),
      .must("status", Schema(.integer(400...599))),
      .may("detail", Schema(.text(.any), note: "What to do about it.")),
      .may(
        "errors",
        .list(
          of: .object(
            nil, nil,
            [
              .must(
                "place",
                Schema(
                  .text(.any),
                  note: "A JSON pointer, the name of a parameter, or a line of the file.")),
              .must("detail", Schema(.text(.any))),
            ]), atMost: 100)),
    ])

  static let refusalNames: [(status: Int, name: String)] = [
    (400, "BadRequest"), (401, "Unauthenticated"), (403, "Forbidden"), (404, "NotFound"),
    (408, "TooSlow"), (409, "Conflict"), (412, "ChangedMeanwhile"), (413, "TooLarge"),
    (415, "UnsupportedMediaType"), (422, "Invalid"), (428, "PreconditionRequired"),
    (429, "TooManyRequests"), (503, "Unavailable"),
  ]

  static var refusals: JSONValue {
    let notes = [
      "BadRequest": "The request is malformed.",
      "Unauthenticated": "It is not known who calls.",
      "Forbidden": "The caller's roles do not allow it.",
      "NotFound": "There is nothing of that id.",
      "TooSlow": "The body took too long to arrive.",
      "Conflict": "It is not possible in the state in which the thing is.",
      "ChangedMeanwhile": "It was changed since the caller read it.",
      "TooLarge": "The request is too large.",
      "UnsupportedMediaType": "The body is of another kind.",
      "Invalid": "The request was understood, but does not fit.",
      "PreconditionRequired": "If-Match is needed.",
      "TooManyRequests": "These are too many requests; Retry-After says when to come again.",
      "Unavailable": "Something that is needed cannot be reached; try again.",
    ]
    let members = refusalNames.map { status, name -> (String, JSONValue) in
      var response: JSONObject = JSONObject([
        ("description", .string(notes[name] ?? name)),
        (
          "content",
          [
            "application/problem+json": [
              "schema": ["$ref": "#/components/schemas/Problem"]
            ]
          ]
        ),
      ])
      if status == 429 || status == 503 {
        response["headers"] = ["Retry-After": ["$ref": "#/components/headers/Retry-After"]]
      }
      return (name, .object(response))
    }
    return .object(JSONObject(members))
  }

  static let headers: JSONValue = [
    "ETag": [
      "description": "Names this state of the thing; for If-Match and If-None-Match.",
      "schema": ["type": "string"],
    ],
    "Link": [
      "description": "The next page, with rel=\"next\" (RFC 8288).", "schema": ["type": "string"],
    ],
    "Retry-After": ["description": "Seconds to wait.", "schema": ["type": "integer"]],
  ]

  static let schemes: JSONValue = [
    "token": [
      "type": "http", "scheme": "bearer",
      "description": "A token made by `conferral token create`.",
    ],
    "session": [
      "type": "apiKey", "in": "cookie", "name": "__Host-conferral",
      "description": "The cookie of somebody who signed in; changes also need X-CSRF-Token.",
    ],
  ]
}
