/// The credential within an SVG.
enum BakedSVG {
  private static let namespace = [UInt8]("https://purl.imsglobal.org/ob/v3p0".utf8)
  private static let svgNamespace = [UInt8]("http://www.w3.org/2000/svg".utf8)

  /// An `openbadges:credential` element and where it stands.
  private struct Element {
    let name: String
    let verify: [UInt8]?
    let isFirstChild: Bool
    let isEmpty: Bool
    var start: Int
    var end: Int
    var text: [UInt8] = []
    var hasLiteral = false
  }

  /// What matters of a document: its root and the credentials in it.
  private struct Reading {
    var rootNameEnd = 0
    var rootEnd = 0
    var rootIsEmpty = false
    var rootPrefix: [UInt8]?
    var found: [Element] = []
  }

  static func credential(in svg: [UInt8]) throws(BakingError) -> BakedText {
    let reading = try read(svg)
    guard let element = reading.found.first else {
      throw BakingError("The SVG carries no credential.")
    }
    guard reading.found.count == 1 else {
      throw BakingError("The SVG carries \(reading.found.count) credentials; it must carry one.")
    }
    guard element.isFirstChild, element.name == "openbadges:credential" else {
      throw BakingError("openbadges:credential must be the first element within <svg>.")
    }
    let text = Baking.read(element.text)
    guard let verify = element.verify else {
      guard element.hasLiteral else {
        throw BakingError("The JSON of the credential in the SVG must be in a CDATA section.")
      }
      return text
    }
    guard text == .json([]) else {
      throw BakingError("The SVG carries a credential both as an attribute and as text.")
    }
    return Baking.read(verify)
  }

  static func bake(
    _ svg: [UInt8], _ credential: BakedText, text: [UInt8]
  ) throws(BakingError) -> [UInt8] {
    guard svg.count <= Baking.limit else {
      throw BakingError("The picture is larger than \(Baking.limit >> 20) MiB.")
    }
    let reading = try read(svg)
    guard !reading.rootIsEmpty else { throw BakingError("The SVG has nothing to show.") }
    guard reading.rootPrefix == nil || reading.rootPrefix == namespace else {
      throw BakingError("The SVG uses the prefix openbadges for something else.")
    }
    var out = Array(svg[..<reading.rootNameEnd])
    if reading.rootPrefix == nil {
      out += [UInt8](" xmlns:openbadges=\"".utf8) + namespace + [UInt8(ascii: "\"")]
    }
    out += svg[reading.rootNameEnd..<reading.rootEnd] + element(credential, text)
    var place = reading.rootEnd
    for old in reading.found where old.start >= place {
      out += svg[place..<old.start]
      place = old.end
    }
    return out + svg[place...]
  }

  private static func element(_ credential: BakedText, _ text: [UInt8]) -> [UInt8] {
    let name = "openbadges:credential"
    switch credential {
    case .jwt(let token): return [UInt8]("<\(name) verify=\"\(token)\"/>".utf8)
    case .json:
      return [UInt8]("<\(name)><![CDATA[".utf8) + escaped(text) + [UInt8]("]]></\(name)>".utf8)
    }
  }

  /// `]]>` can only stand within a JSON string, where `>` may be written as an escape: so the CDATA
  /// stays in one piece, which some readers need.
  private static func escaped(_ json: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(json.count)
    for byte in json {
      if byte == UInt8(ascii: ">"), out.suffix(2).elementsEqual("]]".utf8) {
        out.append(contentsOf: "\\u003e".utf8)
      } else {
        out.append(byte)
      }
    }
    return out
  }

  private static func read(_ svg: [UInt8]) throws(BakingError) -> Reading {
    let parts = try XMLScanner.parts(of: svg)
    var reading = Reading()
    var scopes: [[String: [UInt8]]] = []
    var children = 0
    var inside: Int?
    for part in parts {
      switch part {
      case .start(let name, let attributes, let nameEnd, let end, let isEmpty):
        let start = nameEnd - name.utf8.count - 1
        scopes.append(try scope(attributes, within: scopes.last ?? [:]))
        let (owner, local) = try resolved(name, scopes.last ?? [:])
        if scopes.count == 1 {
          guard owner == svgNamespace, local == "svg" else {
            throw BakingError("This picture is not an SVG.")
          }
          reading.rootNameEnd = nameEnd
          reading.rootEnd = end
          reading.rootIsEmpty = isEmpty
          reading.rootPrefix = scopes.last?["openbadges"]
        }
        if scopes.count == 2 { children += 1 }
        if owner == namespace, local == "credential" {
          guard inside == nil else {
            throw BakingError("The SVG carries a credential within another; it must carry one.")
          }
          inside = isEmpty ? nil : scopes.count
          reading.found.append(
            Element(
              name: name, verify: attributes.first { $0.name == "verify" }?.value,
              isFirstChild: scopes.count == 2 && children == 1, isEmpty: isEmpty, start: start,
              end: end))
        }
      case .end(_, _, let end):
        if inside == scopes.count {
          reading.found[reading.found.count - 1].end = end
          inside = nil
        }
        scopes.removeLast()
      case .text(let text):
        if inside != nil { reading.found[reading.found.count - 1].text += text }
      case .literal(let text):
        if inside != nil {
          reading.found[reading.found.count - 1].text += text
          reading.found[reading.found.count - 1].hasLiteral = true
        }
      }
    }
    return reading
  }

  /// The namespaces in force within an element, by prefix; the default one has the prefix "".
  private static func scope(
    _ attributes: [XMLAttribute], within outer: [String: [UInt8]]
  ) throws(BakingError) -> [String: [UInt8]] {
    var scope = outer
    for attribute in attributes {
      if attribute.name == "xmlns" { scope[""] = attribute.value }
      guard attribute.name.hasPrefix("xmlns:") else { continue }
      guard !attribute.value.isEmpty else { throw XMLScanner.malformed("a namespace is empty") }
      scope[String(attribute.name.dropFirst(6))] = attribute.value
    }
    for attribute in attributes where !attribute.name.hasPrefix("xmlns") {
      _ = try resolved(attribute.name, scope)
    }
    return scope
  }

  private static func resolved(
    _ name: String, _ scope: [String: [UInt8]]
  ) throws(BakingError) -> (namespace: [UInt8]?, local: String) {
    let parts = name.split(separator: ":").map(String.init)
    guard parts.count == 2 else { return (scope[""], name) }
    guard let owner = scope[parts[0]] ?? (parts[0] == "xml" ? [] : nil) else {
      throw XMLScanner.malformed("the prefix of a name is not declared")
    }
    return (owner, parts[1])
  }
}
