/// Checks an SVG document against the static part of the language, and writes it anew.
struct SVGCheck {
  static let namespace = "http://www.w3.org/2000/svg"
  private static let mostDrawn = 20_000
  private static let mostPixels = 4_000_000

  private var ids: [String: XMLElement] = [:]
  private var pixels = 0

  /// The document as it is kept. Throws a sentence that names what is refused, and its line.
  static func checked(_ bytes: [UInt8]) throws(ArtworkError) -> String {
    let root = try XMLReading.root(of: bytes)
    guard root.name == "svg", root.value(of: "xmlns") == namespace else {
      throw ArtworkError("The SVG does not begin with <svg xmlns=\"\(namespace)\">.")
    }
    var check = SVGCheck()
    try check.collect(root)
    try check.visit(root, isRoot: true)
    guard check.weight(of: root, isReferred: false) ?? .max <= mostDrawn else {
      throw ArtworkError(
        "The SVG draws too much by reference (<use>, masks, clip paths), or one refers to another: "
          + "draw the shapes themselves.")
    }
    return written(try framed(root))
  }

  private mutating func collect(_ element: XMLElement) throws(ArtworkError) {
    if let id = element.value(of: "id") {
      guard ids[id] == nil else { throw refusal(element, "the id is there twice") }
      ids[id] = element
    }
    for child in element.elements { try collect(child) }
  }

  private mutating func visit(_ element: XMLElement, isRoot: Bool = false) throws(ArtworkError) {
    guard SVGVocabulary.elements.contains(element.name) else {
      throw refusal(element, SVGVocabulary.reason(element: element.name))
    }
    for (name, value) in element.attributes {
      guard SVGVocabulary.attributes.contains(name) || name.hasPrefix("aria-") else {
        throw refusal(element, "'\(name)': \(SVGVocabulary.reason(attribute: name))")
      }
      switch name {
      case "xmlns":
        guard value == Self.namespace else { throw refusal(element, "it has another namespace") }
      case "xmlns:xlink":
        guard value == "http://www.w3.org/1999/xlink" else {
          throw refusal(element, "'xlink' names another namespace")
        }
      case "href", "xlink:href": try checkReference(value, of: element)
      default: try checkText(value, of: element, name: "'\(name)'")
      }
    }
    if element.name == "style" {
      for case .text(let text) in element.children {
        try checkText(text, of: element, name: "the style sheet")
        guard !text.contains("@"), !text.contains("<") else {
          throw refusal(element, "the style sheet has an @ rule, which is not taken")
        }
        guard references(in: text).isEmpty else {
          throw refusal(
            element, "a clip path or mask stands at its element, not in the style sheet")
        }
      }
    }
    for child in element.elements { try visit(child) }
  }

  /// CSS and presentation attributes: nothing is fetched, and nothing is disguised.
  private func checkText(
    _ value: String, of element: XMLElement, name: String
  ) throws(ArtworkError) {
    let plain = value.lowercased().filter { !$0.isWhitespace }
    if plain.contains("\\") || plain.contains("/*") || plain.contains("expression(")
      || plain.contains("javascript:") || plain.contains("@import") || plain.contains("image(")
      || plain.contains("image-set(") || plain.contains("src(")
    {
      throw refusal(element, "\(name) has something that is not taken")
    }
    var rest = Substring(plain)
    while let found = rest.firstRange(of: "url(") {
      rest = rest[found.upperBound...]
      let target = rest.drop { $0 == "\"" || $0 == "'" }
      guard target.first == "#" else {
        throw refusal(element, "\(name) refers to something outside of the picture")
      }
    }
  }

  private mutating func checkReference(
    _ value: String, of element: XMLElement
  ) throws(ArtworkError) {
    guard element.name == "image" else {
      guard value.hasPrefix("#"), ids[String(value.dropFirst())] != nil else {
        throw refusal(element, "it refers to something outside of the picture")
      }
      return
    }
    let head = "data:image/png;base64,"
    guard value.hasPrefix(head) else {
      throw refusal(
        element, "an image is embedded as a PNG (data:image/png;base64,…), nothing else")
    }
    let data = value.dropFirst(head.count).filter { !$0.isWhitespace }
    guard let bytes = Base64.bytes(of: String(data)) else {
      throw refusal(element, "its data is not base64")
    }
    let file = try PNGFile(bytes, name: "The PNG in line \(element.line) of the SVG")
    guard file.width <= 4_000, file.height <= 4_000 else {
      throw refusal(element, "the embedded PNG has more than 4000 pixels each way")
    }
    pixels += file.width * file.height
    guard pixels <= Self.mostPixels else {
      throw refusal(element, "the embedded PNGs have more than \(Self.mostPixels) pixels in all")
    }
  }

  /// How many elements are drawn; nil where what is referred to refers on, which could multiply
  /// without end.
  private func weight(of element: XMLElement, isReferred: Bool) -> Int? {
    var total = 1
    for target in references(of: element) {
      guard !isReferred, let target = ids[target] else { return nil }
      guard let weight = weight(of: target, isReferred: true) else { return nil }
      total += weight
    }
    for child in element.elements {
      guard let weight = weight(of: child, isReferred: isReferred) else { return nil }
      total += weight
      if total > Self.mostDrawn { return total }
    }
    return total
  }

  /// The ids of what an element draws besides its own content; gradients draw nothing.
  private func references(of element: XMLElement) -> [String] {
    var targets: [String] = []
    for (name, value) in element.attributes {
      switch name {
      case "href", "xlink:href":
        if element.name == "use" { targets.append(String(value.dropFirst())) }
      case "clip-path", "mask", "style":
        targets += references(in: value)
      default: break
      }
    }
    return targets
  }

  /// The ids of clip paths and masks in a text.
  private func references(in text: String) -> [String] {
    text.split(separator: "#", omittingEmptySubsequences: false).dropFirst().compactMap { part in
      let id = part.prefix { !"\"') ;\n\t".contains($0) }
      let target = ids[String(id)]
      return target?.name == "clipPath" || target?.name == "mask" ? String(id) : nil
    }
  }

  private func refusal(_ element: XMLElement, _ sentence: String) -> ArtworkError {
    ArtworkError("Line \(element.line) of the SVG, <\(element.name)>: \(sentence).")
  }
}

extension SVGCheck {
  /// The root with a view box and without a size, so that it fills what it is put into.
  private static func framed(_ root: XMLElement) throws(ArtworkError) -> XMLElement {
    var root = root
    let box: [Double]
    if let text = root.value(of: "viewBox") {
      box = text.split { " ,\n\t".contains($0) }.compactMap { Double($0) }
    } else {
      box =
        [0, 0]
        + ["width", "height"].compactMap { name in
          root.value(of: name).map { $0.hasSuffix("px") ? String($0.dropLast(2)) : $0 }
            .flatMap(Double.init)
        }
    }
    guard box.count == 4, box.allSatisfy({ $0.isFinite && abs($0) < 100_000 }), box[2] > 0,
      box[3] > 0
    else {
      throw ArtworkError("The SVG has neither a viewBox nor a width and height in pixels.")
    }
    guard max(box[2], box[3]) <= min(box[2], box[3]) * 1.1 else {
      throw ArtworkError("The SVG is \(box[2]) × \(box[3]): a badge is square, or nearly so.")
    }
    root.attributes.removeAll { ["viewBox", "width", "height", "x", "y"].contains($0.name) }
    let text = box.map { "\($0)" }.joined(separator: " ")
    root.attributes.append(("viewBox", text))
    root.attributes.append(("width", "600"))
    root.attributes.append(("height", "600"))
    return root
  }

  private static func written(_ element: XMLElement) -> String {
    let attributes = element.attributes.map { " \($0.name)=\"\(ShownText.escaped($0.value))\"" }
    let head = "<\(element.name)\(attributes.joined())"
    if element.children.isEmpty { return head + "/>" }
    let inner = element.children.map { child in
      switch child {
      case .element(let element): written(element)
      case .text(let text): ShownText.escaped(text)
      }
    }
    return "\(head)>\(inner.joined())</\(element.name)>"
  }
}
