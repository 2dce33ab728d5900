import Foundation
import LinkedData
import Microcredentials
import Office
import Storage

/// What a learner takes along to show the badge elsewhere.
struct BadgeSharing {
  let link: String
  let linkedIn: String
  let signature: String
  let embed: String

  init(_ badge: PublicBadge, of institution: Institution) {
    link = badge.address
    linkedIn = Self.linkedIn(badge, institution)
    let name = Markup.escaped(badge.name)
    let address = Markup.escaped(badge.address)
    signature = """
      <a href="\(address)"><img src="\(address)/picture.png" alt="\(name)" width="96" height="96" \
      style="border:0"></a><br>
      <a href="\(address)">\(name)</a><br>
      \(Markup.escaped(institution.name))
      """
    embed = Embedding(badge, of: institution, mostWidth: nil, mostHeight: nil).html
  }

  /// LinkedIn's form "Add to profile" with every field filled in.
  private static func linkedIn(_ badge: PublicBadge, _ institution: Institution) -> String {
    let day = "\(badge.earnedOn)".split(separator: "-")
    var fields = [
      ("startTask", "CERTIFICATION_NAME"), ("name", badge.name),
      ("organizationName", institution.name), ("issueYear", String(day[0])),
      ("issueMonth", "\(Int(day[1]) ?? 1)"),
    ]
    if let until = badge.validUntil {
      let last = DateShown(until, in: "UTC", .english).iso.split(separator: "-")
      fields += [("expirationYear", String(last[0])), ("expirationMonth", "\(Int(last[1]) ?? 1)")]
    }
    fields += [("certUrl", badge.address), ("certId", badge.publication.credential.text)]
    let query = fields.map { "\($0)=\(URLText.escaped($1))" }.joined(separator: "&")
    return "https://www.linkedin.com/profile/add?\(query)"
  }
}

/// A frame of another site that shows the badge, as HTML and as oEmbed has it.
struct Embedding {
  let badge: PublicBadge
  let institution: Institution
  let width: Int
  let height: Int

  init(
    _ badge: PublicBadge, of institution: Institution, mostWidth: Int?, mostHeight: Int?
  ) {
    self.badge = badge
    self.institution = institution
    width = min(480, max(120, mostWidth ?? 480))
    height = min(260, max(80, mostHeight ?? 260))
  }

  var html: String {
    let address = Markup.escaped(badge.address)
    let title = Markup.escaped("\(badge.name) – \(institution.name)")
    return "<iframe src=\"\(address)/embed\" title=\"\(title)\" width=\"\(width)\" "
      + "height=\"\(height)\" style=\"border:0;max-width:100%\" loading=\"lazy\"></iframe>"
  }

  var json: JSONValue {
    [
      "version": "1.0", "type": "rich", "title": .string(badge.name),
      "provider_name": .string(institution.name), "provider_url": .string(institution.site),
      "cache_age": 300, "html": .string(html), "width": .number(JSONNumber(width)),
      "height": .number(JSONNumber(height)),
      "thumbnail_url": .string(badge.address + "/picture.png"), "thumbnail_width": 320,
      "thumbnail_height": 320,
    ]
  }
}

/// What programs read in the head of a badge's page.
struct BadgeHead {
  let address: String
  let oembed: String
  let preview: String
  let pictureText: String
  let description: String
  let data: String

  init(_ badge: PublicBadge, of institution: Institution) {
    address = badge.address
    oembed =
      "\(institution.site)/oembed?url=\(URLText.escaped(badge.address))&format=json"
    preview = badge.address + "/preview.png"
    pictureText = "\(badge.name), \(institution.name)"
    description = String(badge.summary.prefix(300))
    data = Self.data(badge, institution)
  }

  /// The badge in the terms of schema.org; nothing in it can end the element that it stands in.
  private static func data(_ badge: PublicBadge, _ institution: Institution) -> String {
    var object = JSONObject([
      ("@context", "https://schema.org"), ("@type", "EducationalOccupationalCredential"),
      ("@id", .string(badge.address)), ("url", .string(badge.address)),
      ("name", .string(badge.name)), ("description", .string(badge.summary)),
      ("credentialCategory", "badge"), ("identifier", .string(badge.address)),
      ("image", .string(badge.address + "/picture.png")), ("inLanguage", "en"),
      ("dateCreated", .string("\(badge.earnedOn)")),
      (
        "recognizedBy",
        [
          "@type": "CollegeOrUniversity", "name": .string(institution.name),
          "url": .string(institution.url),
        ]
      ),
    ])
    if let until = badge.validUntil {
      object["expires"] = .string(DateShown(until, in: "UTC", .english).iso)
    }
    let skills = badge.skills + badge.competencies.map(\.name)
    if !skills.isEmpty {
      object["competencyRequired"] = .array(
        skills.map { ["@type": "DefinedTerm", "name": .string($0)] })
    }
    return String(decoding: JSONValue.object(object).serialized, as: UTF8.self)
      .replacing("<", with: "\\u003c").replacing(">", with: "\\u003e")
      .replacing("&", with: "\\u0026")
  }
}
