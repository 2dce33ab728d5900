/// Terms of the RDF namespace.
public enum RDF {
  private static let base = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  /// `rdf:type`.
  public static let type = base + "type"
  /// `rdf:first`.
  public static let first = base + "first"
  /// `rdf:rest`.
  public static let rest = base + "rest"
  /// `rdf:nil`.
  public static let `nil` = base + "nil"
  /// `rdf:langString`.
  public static let langString = base + "langString"
}

/// Datatypes of XML Schema.
public enum XSD {
  /// The namespace with its trailing `#`.
  public static let base = "http://www.w3.org/2001/XMLSchema#"
  /// `xsd:string`, the datatype that N-Quads leaves out.
  public static let string = base + "string"
  /// `xsd:boolean`.
  public static let boolean = base + "boolean"
  /// `xsd:integer`.
  public static let integer = base + "integer"
  /// `xsd:double`.
  public static let double = base + "double"
  /// `xsd:dateTime`.
  public static let dateTime = base + "dateTime"
}
