import Filing
import Foundation
import HTTPTypes
import LinkedData
import Office
import Storage

/// Pictures that stand in for the template.
enum ArtworkAPI {
  private static let label = Endpoint.Parameter("version", .line(200), "The version's label.")

  private static let artwork = Schema.object(
    "Artwork", "The picture that badges of a version show instead of the template.",
    [
      .must("revision", .count.noted("Counted from 1; it grows with every picture.")),
      .must("mediaType", .choice(["image/png", "image/svg+xml"])),
      .must("sha256", Schema(.text(.sha256), note: "Of the picture as it is kept.")),
      .must("bytes", .count), .must("alternativeText", .line(1_000)),
      .must("recordedAt", .instant),
    ])

  private static let new = Schema.object(
    "NewArtwork", nil,
    [
      .must(
        "image",
        .prose(
          2_700_000,
          "The PNG (400 to 4000 pixels each way, about square) or static SVG, at most 2 MB, in "
            + "base64.")),
      .must("alternativeText", .line(1_000, "What it shows, for whoever cannot see it.")),
      ProgramsAPI.reason,
    ]
  ).example([
    "image":
      .string(
        Data(
          """
          <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" \
          r="5" fill="#1a2b3c"/></svg>
          """.utf8
        ).base64EncodedString()), "alternativeText": "A round seal with a tree.",
    "reason": "The department has a mark of its own.",
  ])

  static let endpoints: [Endpoint] = [
    Endpoint(
      method: .put, path: "/programs/{program}/versions/{version}/artwork", id: "putArtwork",
      tag: .programs, summary: "Shows a picture of one's own instead of the template",
      note:
        "It is checked and written anew: only the picture is kept. Caches may show the former one for a day.",
      action: .bringArtwork, body: .json(new), answer: .json(.ok, artwork),
      work: .acts { visit, call in
        guard let bytes = Data(base64Encoded: try call.body.text("image")) else {
          throw Problem.unprocessable([
            Fault(place: "/image", detail: "It is not base64 (RFC 4648, section 4).")
          ])
        }
        let head = try visit.bringArtwork(
          [UInt8](bytes), alternativeText: call.body.text("alternativeText"),
          to: call.text("version"), of: call.text("program"), reason: call.body.text("reason"))
        guard let json = head?.json else { throw Problem.notFound }
        return .json(json)
      }
    ).with(ProgramsAPI.code, label),
    .post(
      "/programs/{program}/versions/{version}/artwork/remove", "removeArtwork", .programs,
      "Shows the template again", .bringArtwork, body: ProgramsAPI.because, answer: .nothing
    ) { visit, call in
      try visit.removeArtwork(
        of: call.text("version"), of: call.text("program"), reason: call.body.text("reason"))
      return .nothing
    }.with(ProgramsAPI.code, label),
  ]
}

extension Artworks.Head {
  fileprivate var json: JSONValue? {
    guard let mediaType, let sha256, let bytes, let alternativeText else { return nil }
    return .members(
      ("revision", .number(revision)), ("mediaType", .string(mediaType)),
      ("sha256", .string(HexDigits.text(sha256))),
      ("bytes", .number(bytes)), ("alternativeText", .string(alternativeText)),
      ("recordedAt", .text(recordedAt)))
  }
}
