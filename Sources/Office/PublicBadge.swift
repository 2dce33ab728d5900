public import Foundation
import LinkedData
public import Microcredentials
import OpenBadges
public import Postgres
public import Storage

/// What the world may see of a badge: read from the document as it was signed, and cut down to what
/// the learner allows. What is not allowed is not in here.
public struct PublicBadge: Sendable {
  /// A competency that the program is aligned with.
  public struct Competency: Sendable {
    /// What it is called.
    public var name: String
    /// Where it is described; nil where only the badge knows it.
    public var address: String?
    /// The framework it belongs to.
    public var framework: String?
    /// Its code in the framework.
    public var code: String?
  }

  /// A piece of evidence.
  public struct Evidence: Sendable {
    /// What it is called.
    public var name: String
    /// Its kind.
    public var kind: String?
    /// What it is, in words.
    public var summary: String?
    /// How it is told from others: the hash that the badge holds.
    public var hash: String?
    /// Where it is found, where the learner allows the link.
    public var link: String?
  }

  /// A result that was counted.
  public struct Result: Sendable {
    /// `course`, `workshop` …
    public var kind: String
    /// Which one.
    public var code: String
    /// When.
    public var on: String
    /// The grade, score, hours or level in words.
    public var values: [String]
  }

  /// How it stands, and what is allowed.
  public var publication: Publication
  /// Its address, which never changes.
  public var address: String
  /// What it is called.
  public var name: String
  /// What it stands for.
  public var summary: String
  /// The program's code.
  public var program: String
  /// The version's label.
  public var version: String
  /// Where the version is described.
  public var programAddress: String?
  /// What it takes, as a Markdown list.
  public var criteria: String
  /// Key words.
  public var skills: [String]
  /// Competencies.
  public var competencies: [Competency]
  /// The credits earned, or else available.
  public var credits: String?
  /// The term's name.
  public var term: String?
  /// The holder's name when it was awarded.
  public var holder: String?
  /// The day on which it was earned.
  public var earnedOn: Day
  /// When it was awarded.
  public var awardedAt: PostgresInstant
  /// When this revision was signed.
  public var signedAt: PostgresInstant
  /// Until when it is valid, in seconds since 1970.
  public var validUntil: Int64?
  /// Evidence; nil where it is not shown.
  public var evidence: [Evidence]?
  /// Results; nil where they are not shown.
  public var results: [Result]?
  /// The issuer's logo.
  public var logo: String?
  /// The issuer's id.
  public var did: String
  /// The key that signed it.
  public var key: String
  /// The addresses of its status lists.
  public var statusLists: [String]
}

extension Office {
  /// How a badge stands and what of it is public, as of now; nil when there is none of that id.
  /// Those who ask at the same time share a read that begins after they asked.
  public func publication(
    of credential: UUID, at institution: Institution
  ) async throws -> Publication? {
    try await publications.ask(credential, of: institution.id)
  }

  /// What the world may see of a badge; nil where there is no public page.
  public func publicBadge(
    _ publication: Publication, at institution: Institution
  ) async throws -> PublicBadge? {
    guard publication.isPublic else { return nil }
    let content = try await database.read(as: Scopes.institution(institution.id)) {
      try Publications.content(of: publication, institution: institution.id, in: $0)
    }
    guard let content else { return nil }
    return try PublicBadge(publication, content, of: institution)
  }
}

extension PublicBadge {
  init(
    _ publication: Publication, _ content: Publications.Content, of institution: Institution
  ) throws {
    let document = try JSONValue(parsing: content.document)
    let subject = document["credentialSubject"]
    let achievement = subject?["achievement"]
    self.publication = publication
    let ownAddress = "\(institution.site)/credentials/\(publication.credential.text)"
    let ownAchievement = achievement?["id"]?.string
    address = ownAddress
    name = achievement?["name"]?.string ?? ""
    summary = achievement?["description"]?.string ?? ""
    program = achievement?["humanCode"]?.string ?? ""
    version = achievement?["version"]?.string ?? ""
    programAddress = ownAchievement
    criteria = achievement?["criteria"]?["narrative"]?.string ?? ""
    skills = (achievement?["tag"]?.elements ?? []).compactMap(\.string)
    competencies = (achievement?["alignment"]?.elements ?? []).map {
      Competency($0, of: ownAchievement ?? "")
    }
    let credits = subject?["creditsEarned"] ?? achievement?["creditsAvailable"]
    if case .number(let number) = credits { self.credits = number.text }
    term = subject?["term"]?.string
    holder = publication.shows(.name) ? content.name : nil
    (earnedOn, awardedAt, signedAt) = (content.earnedOn, content.awardedAt, content.signedAt)
    validUntil = document["validUntil"]?.string.flatMap(Timestamp.seconds)
    if publication.shows(.evidence) {
      evidence = (document["evidence"]?.elements ?? []).map {
        Evidence($0, of: ownAddress, showsLink: publication.shows(.evidenceLink))
      }
    }
    if publication.shows(.results) { results = try Self.results(content.decision) }
    logo = institution.image
    did = document["issuer"]?["id"]?.string ?? ""
    key = document["proof"]?.elements.first?["verificationMethod"]?.string ?? ""
    statusLists = (document["credentialStatus"]?.elements ?? []).compactMap {
      $0["statusListCredential"]?.string
    }
  }

  /// The results that the award was decided from; evidence is shown elsewhere.
  private static func results(_ decision: String) throws -> [Result] {
    let facts = try JSONValue(parsing: Array(decision.utf8))["facts"]?.elements ?? []
    return facts.filter { $0["kind"]?.string != FactKind.evidence.rawValue }.map { fact in
      let values = [
        ("grade", "grade"), ("score", "score"), ("hours", "hours"), ("credits", "credits"),
        ("points", "points"),
      ].compactMap { member, word in fact[member]?.string.map { "\(word) \($0)" } }
      return Result(
        kind: fact["kind"]?.string ?? "", code: fact["code"]?.string ?? "",
        on: fact["on"]?.string ?? "", values: values)
    }
  }
}

extension PublicBadge.Competency {
  /// An alignment of the document; a place in the version itself is no address to go to.
  fileprivate init(_ json: JSONValue, of achievement: String) {
    name = json["targetName"]?.string ?? ""
    let target = json["targetUrl"]?.string
    address = target.flatMap { $0.hasPrefix(achievement + "#") ? nil : $0 }
    framework = json["targetFramework"]?.string
    code = json["targetCode"]?.string
  }
}

extension PublicBadge.Evidence {
  fileprivate init(_ json: JSONValue, of address: String, showsLink: Bool) {
    name = json["name"]?.string ?? ""
    kind = json["genre"]?.string
    summary = json["description"]?.string
    hash = json["narrative"]?.string
    let id = json["id"]?.string
    link = showsLink ? id.flatMap { $0.hasPrefix(address) ? nil : $0 } : nil
  }
}
