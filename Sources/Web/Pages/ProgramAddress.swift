import Office

/// Where programs are found on the site; relative, as the daemon answers under several hosts.
enum ProgramAddress {
  static func program(_ code: String) -> String { "/programs/\(escaped(code))" }

  static func version(_ code: String, _ label: String) -> String {
    "\(program(code))/versions/\(escaped(label))"
  }

  static func picture(_ program: CatalogueProgram) -> String {
    "\(version(program.code, program.current.label))/image.png"
  }

  /// A text as one part of a path.
  static func escaped(_ text: String) -> String {
    URLText.escaped(text)
  }
}
