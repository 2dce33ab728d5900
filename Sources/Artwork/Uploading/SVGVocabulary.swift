/// The static part of SVG 1.1 and 2 that artwork may use.
enum SVGVocabulary {
  static let elements: Set<String> = [
    "svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "mask",
    "use", "symbol", "image", "style",
  ]

  static let attributes: Set<String> = [
    "id", "class", "style", "transform", "viewBox", "width", "height", "x", "y", "x1", "y1", "x2",
    "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "fr", "d", "points", "dx", "dy", "rotate",
    "preserveAspectRatio", "pathLength", "textLength", "lengthAdjust", "offset", "gradientUnits",
    "gradientTransform", "spreadMethod", "clipPathUnits", "maskUnits", "maskContentUnits", "href",
    "xlink:href", "version", "baseProfile", "xmlns", "xmlns:xlink", "xml:space", "xml:lang", "lang",
    "role", "type",
    "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray",
    "stroke-dashoffset", "opacity", "color", "stop-color", "stop-opacity", "clip-path", "clip-rule",
    "mask", "mask-type", "display", "visibility", "overflow", "paint-order", "vector-effect",
    "shape-rendering", "text-rendering", "image-rendering", "color-interpolation", "isolation",
    "mix-blend-mode", "enable-background",
    "font-family", "font-size", "font-weight", "font-style", "font-variant", "font-stretch",
    "text-anchor", "text-decoration", "letter-spacing", "word-spacing", "direction", "unicode-bidi",
    "dominant-baseline", "alignment-baseline", "baseline-shift", "writing-mode",
  ]

  /// Why an element or attribute that is not among them is refused.
  static func reason(element name: String) -> String {
    switch name {
    case "script", "handler", "listener": "scripts are not taken"
    case "foreignObject", "iframe", "audio", "video", "canvas", "object", "embed":
      "other documents and media are not taken"
    case "animate", "animateTransform", "animateMotion", "animateColor", "set", "discard", "mpath":
      "animation is not taken"
    case "a", "view", "cursor": "links are not taken"
    case "pattern", "filter", "marker": "patterns, filters and markers are not taken"
    case let name where name.contains("credential"):
      "a badge is baked in; send the picture without it"
    case let name where name.contains(":"): "save it as plain SVG, without an editor's own data"
    default: "this element does not belong to a plain picture"
    }
  }

  static func reason(attribute name: String) -> String {
    if name.lowercased().hasPrefix("on") { return "event handlers are not taken" }
    if name.contains(":") { return "save it as plain SVG, without an editor's own data" }
    return "this attribute does not belong to a plain picture"
  }
}
