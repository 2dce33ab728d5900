import LinkedData

/// The JSON text of the badges of one program version, with the constant parts rendered already.
/// The order of members is that of `OpenBadgeCredential.json`.
struct BadgeText: Sendable {
  private let start: [UInt8]
  private let afterID: [UInt8]
  private let achievement: [UInt8]
  private let schema: [UInt8]

  init(_ outline: BadgeOutline) {
    let contexts = JSONValue.array(Vocabulary.badgeContexts.map { .string($0) }).serialized
    start = [UInt8]("{\"@context\":".utf8) + contexts + [UInt8](",\"id\":".utf8)
    var constant = JSONObject([
      ("type", .array(BadgeOutline.credentialTypes.map { .string($0) }))
    ])
    constant.set("name", text: outline.name)
    constant.set("description", text: outline.description)
    constant["issuer"] = outline.issuer.json
    afterID = [0x2C] + JSONValue.object(constant).serialized.dropFirst().dropLast()
    achievement =
      [UInt8](",\"achievement\":".utf8) + outline.achievement.json.serialized
      + (outline.assessor.map { [UInt8](",\"source\":".utf8) + $0.json.serialized } ?? [])
    schema = [UInt8](",\"credentialSchema\":".utf8) + BadgeOutline.schema.serialized
  }

  /// Appends the badge of an award up to its proof, which has to follow with a closing brace.
  func write(_ award: BadgeAward, to out: inout [UInt8]) {
    out.append(contentsOf: start)
    JSONText.append(award.id, to: &out)
    out.append(contentsOf: afterID)
    member("validFrom", award.validFrom, to: &out)
    member("validUntil", award.validUntil, to: &out)
    member("awardedDate", award.awardedDate, to: &out)
    writeSubject(award, to: &out)
    member("evidence", award.evidence.map(\.json), to: &out)
    out.append(contentsOf: schema)
    if let status = award.status {
      out.append(utf8: ",\"credentialStatus\":")
      status.json.write(to: &out)
    }
    if let url = award.refresh {
      out.append(utf8: ",\"refreshService\":")
      BadgeOutline.refreshService(url).write(to: &out)
    }
  }

  private func writeSubject(_ award: BadgeAward, to out: inout [UInt8]) {
    out.append(utf8: ",\"credentialSubject\":{\"id\":")
    JSONText.append(award.subjectID, to: &out)
    out.append(utf8: ",\"type\":[\"AchievementSubject\"]")
    member("identifier", award.identities.map(\.json), to: &out)
    member("activityStartDate", award.activityStartDate, to: &out)
    member("activityEndDate", award.activityEndDate, to: &out)
    member("term", award.term, to: &out)
    if let credits = award.creditsEarned {
      out.append(utf8: ",\"creditsEarned\":")
      out.append(utf8: credits.text)
    }
    member("narrative", award.narrative, to: &out)
    out.append(contentsOf: achievement)
    member("result", award.results.map(\.json), to: &out)
    out.append(0x7D)
  }

  private func name(_ name: StaticString, to out: inout [UInt8]) {
    out.append(0x2C)
    out.append(0x22)
    name.withUTF8Buffer { out.append(contentsOf: $0) }
    out.append(0x22)
    out.append(0x3A)
  }

  private func member(_ name: StaticString, _ instant: Int64?, to out: inout [UInt8]) {
    guard let instant else { return }
    self.name(name, to: &out)
    out.append(0x22)
    out.append(contentsOf: Timestamp.bytes(instant))
    out.append(0x22)
  }

  private func member(_ name: StaticString, _ text: String?, to out: inout [UInt8]) {
    guard let text, case let clean = CleanText.of(text), !clean.isEmpty else { return }
    self.name(name, to: &out)
    JSONText.append(clean, to: &out)
  }

  private func member(_ name: StaticString, _ list: [JSONValue], to out: inout [UInt8]) {
    guard !list.isEmpty else { return }
    self.name(name, to: &out)
    JSONValue.array(list).write(to: &out)
  }
}
