import LinkedData

/// Verifies any Open Badge 3.0, ours or not: JSON with embedded proofs, a VC-JWT, a PNG or an SVG.
///
/// Nothing is believed that the signature does not cover, nothing is skipped in silence: whatever
/// cannot be checked fails. Keys and status lists come through the function given, which is the
/// only way out.
public struct BadgeVerifier: Sendable {
  /// Which of the two schemas that 1EdTech publishes a badge must obey.
  public enum SchemaForm: String, Sendable, CaseIterable {
    /// The schema of plain JSON.
    case strict
    /// The schema that lets JSON-LD shorten arrays of one value.
    case jsonLD = "jsonld"
  }

  let now: Int64
  let identities: [(type: String, value: String)]
  let forms: [SchemaForm]
  let fetch: FetchDocument
  var report = VerificationReport()
  var fetched: [String: Result<FetchedDocument, VerificationProblem>] = [:]
  var budget = VerificationBudget()

  /// A verifier for an instant in seconds since 1970 in UTC. Identities are what is known of the
  /// recipient, such as `emailAddress`; the badge must name each of them.
  public init(
    now: Int64, identities: [(type: String, value: String)] = [],
    forms: [SchemaForm] = [.strict], fetch: @escaping FetchDocument
  ) {
    self.now = now
    self.identities = identities
    self.forms = forms
    self.fetch = fetch
  }

  /// Verifies what somebody handed over.
  public func verify(_ bytes: [UInt8]) async -> VerificationReport {
    var run = self
    await run.document(bytes)
    return run.report
  }

  /// Fetches a badge and verifies it.
  public func verify(url: String) async -> VerificationReport {
    var run = self
    do throws(VerificationProblem) {
      let answer = try await run.document(at: url, accept: Self.badgeTypes)
      run.checkMediaType(of: answer)
      await run.document(answer.bytes)
    } catch {
      run.report.fail("input.read", error.description)
    }
    return run.report
  }

  private mutating func document(_ bytes: [UInt8]) async {
    do throws(VerificationProblem) {
      await credential(try unpacked(bytes), Place(isTop: true))
    } catch {
      report.fail("input.format", error.description)
    }
  }

  /// Takes a credential out of its picture, if it is in one.
  mutating func unpacked(_ bytes: [UInt8]) throws(VerificationProblem) -> BakedText {
    let isPicture = Baking.isPNG(bytes) || Baking.isSVG(bytes)
    let text: BakedText
    do {
      text = isPicture ? try Baking.credential(in: bytes) : Baking.read(bytes)
    } catch {
      throw VerificationProblem(error.description)
    }
    if case .json(let document) = text { _ = try Self.object(document) }
    let format = if case .jwt = text { "a JWT" } else { "JSON" }
    report.pass(
      "input.format",
      isPicture ? "The picture carries one credential, \(format)." : "It is \(format).")
    return text
  }

  /// Where in the whole a credential stands.
  struct Place {
    /// What the names of its checks begin with.
    var prefix = ""
    /// Whether it is the badge itself.
    var isTop = false
    /// Whether it is a status list.
    var isStatusList = false
    /// How many credentials it stands within.
    var depth = 0
  }

  /// Verifies one secured credential and returns it when it could be read.
  @discardableResult
  mutating func credential(_ text: BakedText, _ place: Place) async -> JSONObject? {
    let object: JSONObject
    var isToken = false
    do throws(VerificationProblem) {
      switch text {
      case .json(let bytes): object = try Self.object(bytes)
      case .jwt(let token):
        object = try await self.token(token, place)
        isToken = true
      }
    } catch {
      report.fail(place.prefix + (text.isToken ? "jwt.decode" : "input.format"), error.description)
      return nil
    }
    await credential(object, place, isToken: isToken)
    return object
  }

  /// Verifies a credential that was read already.
  mutating func credential(_ object: JSONObject, _ place: Place, isToken: Bool) async {
    if place.isTop { report.credential = VerifiedCredential(object) }
    checkSerialization(of: object, place)
    checkStructure(of: object, place)
    let types = object["type"]?.elements.compactMap(\.string) ?? []
    let isBadge = types.contains("OpenBadgeCredential") || types.contains("AchievementCredential")
    let isEndorsement = types.contains("EndorsementCredential")
    if !place.isStatusList, isBadge || isEndorsement {
      checkSchema(of: object, place, isEndorsement: isEndorsement)
    } else if place.isTop {
      report.fail("ob.type", "The type names neither an Open Badge nor an endorsement.")
    }
    checkVocabulary(of: object, place)
    if !isToken || object["proof"] != nil { await checkProofs(of: object, place) }
    checkValidity(of: object, place)
    if isBadge { checkBadge(object, place) }
    await checkStatus(of: object, place)
    if isBadge { await checkEndorsements(of: object, place) }
    if place.isTop, isBadge { checkRecipient(of: object) }
  }

  static func object(_ bytes: [UInt8]) throws(VerificationProblem) -> JSONObject {
    do {
      let value = try JSONValue(parsing: bytes, limits: JSONLimits(bytes: 8 << 20))
      if let object = value.object { return object }
    } catch {
      throw VerificationProblem(
        "It cannot be read as JSON: \(error.problem) (byte \(error.offset)).")
    }
    throw VerificationProblem("It is not a JSON object.")
  }
}

extension BakedText {
  fileprivate var isToken: Bool { if case .jwt = self { true } else { false } }
}

extension VerifiedCredential {
  fileprivate init(_ object: JSONObject) {
    id = object["id"]?.string
    issuer = object["issuer"]?["id"]?.string ?? object["issuer"]?.string
    issuerName = object["issuer"]?["name"]?.string
    achievement = object["credentialSubject"]?["achievement"]?["name"]?.string
    validFrom = object["validFrom"]?.string
    validUntil = object["validUntil"]?.string
    awardedDate = object["awardedDate"]?.string
    activityEndDate = object["credentialSubject"]?["activityEndDate"]?.string
    recipient = Recipient(object)
  }
}
