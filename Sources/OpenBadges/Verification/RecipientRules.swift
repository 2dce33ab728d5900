import Crypto
import LinkedData

/// Whether a badge is that of the person who is known (Open Badges 3.0, "IdentityObject").
extension BadgeVerifier {
  mutating func checkRecipient(of object: JSONObject) {
    let subject = object["credentialSubject"]?.object
    let known = subject?["identifier"]?.elements ?? []
    for (index, identity) in known.enumerated() { check(identity, "recipient[\(index)]") }
    for wanted in identities {
      let isNamed = known.contains {
        $0["identityType"]?.string == wanted.type && Self.is($0, wanted.value)
      }
      let isSubject =
        wanted.type == "emailAddress"
        && subject?["id"]?.string.map { sameBytes($0, "mailto:" + wanted.value) } ?? false
      if isSubject, !isNamed {
        report.info("recipient", "The e-mail address is the id of the subject.")
      }
      report.check(
        "recipient.match", isNamed || isSubject, "It belongs to the \(wanted.type) given.",
        else: "It does not belong to the \(wanted.type) given.")
    }
  }

  private mutating func check(_ identity: JSONValue, _ name: String) {
    guard identity.object != nil else {
      report.fail(name + ".format", "An identifier must be an object.")
      return
    }
    guard identity["hashed"] == true else {
      if identity["identityType"] == "emailAddress" {
        report.info(name, "The badge shows an e-mail address to everybody.")
      }
      return
    }
    let hash = Self.hash(of: identity)
    report.check(
      name + ".format", hash != nil, "The identifier is hashed.",
      else: "The hash of an identifier must be sha256$ or md5$ and its hexadecimal digits.")
    if hash?.name == "md5" { report.info(name, "The hash is MD5, which is weak.") }
    if (identity["salt"]?.string ?? "").isEmpty { report.info(name, "The hash has no salt.") }
  }

  private static func hash(of identity: JSONValue) -> (name: Substring, digits: String)? {
    let parts = (identity["identityHash"]?.string ?? "").split(
      separator: "$", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let count = ["sha256": 64, "md5": 32][parts[0]],
      parts[1].utf8.count == count,
      parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x46).contains($0 & 0xDF) })
    else { return nil }
    return (parts[0], parts[1].lowercased())
  }

  static func `is`(_ identity: JSONValue, _ value: String) -> Bool {
    guard identity["hashed"] == true else {
      return identity["identityHash"]?.string.map { sameBytes($0, value) } ?? false
    }
    guard let hash = hash(of: identity) else { return false }
    let text = [UInt8]((value + (identity["salt"]?.string ?? "")).utf8)
    let digest =
      hash.name == "md5" ? [UInt8](Insecure.MD5.hash(data: text)).hex : text.sha256.hex
    return hash.digits.utf8.elementsEqual(digest)
  }
}
