import LinkedData

/// Whether a credential was revoked or suspended (Bitstring Status List v1.0; 1EdTech VC
/// Revocation List).
extension BadgeVerifier {
  private static let listTypes = [
    "application/vc", "application/vc+ld+json", "application/ld+json", "application/vc+jwt",
    "application/json",
  ]

  mutating func checkStatus(of object: JSONObject, _ place: Place) async {
    let name = place.prefix + "status"
    guard let entries = object["credentialStatus"]?.elements, !entries.isEmpty else {
      report.info(name, "It cannot be revoked: it has no credentialStatus.")
      return
    }
    guard entries.count <= 8, place.depth < 3 else {
      report.fail(name, "It names too many status lists.")
      return
    }
    for (index, entry) in entries.enumerated() {
      do throws(VerificationProblem) {
        switch entry["type"]?.string {
        case "BitstringStatusListEntry":
          try await checkBit(of: object, entry, "\(name)[\(index)]", place)
        case "1EdTechRevocationList":
          try await checkRevocationList(of: object, entry, "\(name)[\(index)]")
        default: throw VerificationProblem("The kind of its credentialStatus is not understood.")
        }
      } catch {
        report.fail("\(name)[\(index)]", error.description)
      }
    }
  }

  private mutating func checkBit(
    of object: JSONObject, _ entry: JSONValue, _ name: String, _ place: Place
  ) async throws(VerificationProblem) {
    let text = entry["statusListIndex"]?.string ?? ""
    let isDecimal =
      text.utf8.allSatisfy { (0x30...0x39).contains($0) }
      && (text == "0" || text.utf8.first.map { $0 != 0x30 } ?? false)
    let url = entry["statusListCredential"]?.string
    let purpose = entry["statusPurpose"]?.string
    guard isDecimal, let index = Int(text), let url, let purpose,
      entry["id"]?.string.map({ !sameBytes($0, url) }) ?? true
    else {
      throw VerificationProblem(
        "The entry needs a list, a purpose and an index in decimal digits as text, and another id "
          + "than the list.")
    }
    report.pass(name + ".entry", "It is entry \(index) of \(url).")
    let size = try Self.size(of: entry)
    let list = try await statusList(at: url, name, place)
    let subject = list["credentialSubject"]
    guard subject?["type"] == "BitstringStatusList" else {
      throw VerificationProblem("The status list is not a BitstringStatusList.")
    }
    report.check(
      name + ".purpose",
      subject?["statusPurpose"]?.elements.contains(.string(purpose)) ?? false,
      "The list is about \(purpose).", else: "The list has another purpose than the entry.")
    report.check(
      name + ".list-id", list["id"]?.string.map { sameBytes($0, url) } ?? true,
      "The list is the one that was asked for.", else: "The list is another one than asked for.")
    report.check(
      name + ".same-issuer", Self.id(of: list["issuer"]) == Self.id(of: object["issuer"]),
      "The issuer of the badge issued the list.", else: "Somebody else issued the list.")
    if let ttl = subject?["ttl"] {
      report.check(
        name + ".ttl", Self.integer(ttl).map { $0 > 0 } ?? false,
        "The list says how long to keep it.",
        else: "The ttl of the list must be a positive number.")
    }
    let bits = try Self.bits(of: subject)
    report.check(
      name + ".length", bits.count * 8 / size >= StatusList.minimumCount,
      "The list is long enough to hide one badge among others.",
      else: "The list has fewer than \(StatusList.minimumCount) entries.")
    let (start, overflows) = index.multipliedReportingOverflow(by: size)
    guard !overflows, start <= bits.count * 8 - size else {
      throw VerificationProblem("The entry is outside the list.")
    }
    var value = 0
    for place in start..<(start + size) {
      let bit = bits[place >> 3] >> UInt8(7 - (place & 7)) & 1
      value = value << 1 | Int(bit)
    }
    switch purpose {
    case "revocation":
      report.check(name + ".bit", value == 0, "It is not revoked.", else: "It has been revoked.")
    case "suspension":
      report.check(
        name + ".bit", value == 0, "It is not suspended.", else: "It is suspended for now.")
    default: report.info(name + ".bit", "The list says \(value) for the purpose \(purpose).")
    }
  }

  private static func size(of entry: JSONValue) throws(VerificationProblem) -> Int {
    guard let value = entry["statusSize"] else { return 1 }
    guard let size = integer(value), (1...16).contains(size) else {
      throw VerificationProblem("statusSize must be a number from 1 to 16.")
    }
    guard size == 1 || entry["statusMessage"]?.list?.count == 1 << size else {
      throw VerificationProblem("statusMessage must explain every value of statusSize bits.")
    }
    return size
  }

  private static func integer(_ value: JSONValue) -> Int? {
    if case .number(let number) = value { Int(number.text) } else { nil }
  }

  private static func bits(of subject: JSONValue?) throws(VerificationProblem) -> [UInt8] {
    guard let text = subject?["encodedList"]?.string, text.utf8.first == UInt8(ascii: "u"),
      let packed = Multibase.decode(text), let bits = Gzip.decompress(packed, limit: 16 << 20)
    else { throw VerificationProblem("The list is not 'u', base64url and GZIP of at most 16 MiB.") }
    return bits
  }

  /// The status list at a URL, verified as a credential of its own.
  private mutating func statusList(
    at url: String, _ name: String, _ place: Place
  ) async throws(VerificationProblem) -> JSONObject {
    let answer = try await document(at: url, accept: Self.listTypes)
    var run = self
    run.report = VerificationReport()
    let inner = Place(prefix: "statuslist.", isStatusList: true, depth: place.depth + 1)
    let list = await run.credential(try run.unpacked(answer.bytes), inner)
    (fetched, budget) = (run.fetched, run.budget)
    let failures = run.report.failures
    for failure in failures { report.fail("\(name).\(failure.name)", failure.sentence) }
    guard let list else { throw VerificationProblem("The status list cannot be read.") }
    report.check(
      name + ".list-credential", failures.isEmpty, "The status list is signed and valid.",
      else: "The status list is not valid.")
    return list
  }

  private mutating func checkRevocationList(
    of object: JSONObject, _ entry: JSONValue, _ name: String
  ) async throws(VerificationProblem) {
    guard let url = entry["id"]?.string else {
      throw VerificationProblem("The credentialStatus has no address.")
    }
    let list = try await json(at: url, accept: ["application/json"])
    if let issuer = list["issuer"] {
      report.check(
        name + ".issuer", Self.id(of: issuer) == Self.id(of: object["issuer"]),
        "The issuer of the badge keeps the list.", else: "Somebody else keeps the list.")
    }
    if let id = list["id"] {
      report.check(
        name + ".list-id", id == .string(url), "The list is the one that was asked for.",
        else: "The list is another one than asked for.")
    }
    guard let items = list["revokedCredential"].map({ $0.list }) ?? [] else {
      throw VerificationProblem("The list is not an array.")
    }
    let isListed = items.contains { $0["id"] == object["id"] && $0["revoked"] != false }
    report.check(
      name + ".revoked", !isListed, "It is not revoked.", else: "It has been revoked.")
  }
}
