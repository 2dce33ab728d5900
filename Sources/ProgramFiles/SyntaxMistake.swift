internal import Yams

/// What is wrong with text that is not YAML, in words that a registrar understands.
struct SyntaxMistake {
  private var place = Place(line: 1)
  private var message = "the file is not valid YAML"
  private var remedy = "Check the indentation, the colons and the quotes."

  init(_ error: YamlError, in text: String) {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      explain(problem, context: context, mark: mark, text: text)
    case .reader(let problem, _, _, _): message = "the file cannot be read as text: \(problem)"
    default: break
    }
  }

  func located(in file: String) -> ProgramFileError {
    ProgramFileError(file: file, place: place, message: message, remedy: remedy)
  }

  private mutating func explain(
    _ problem: String, context: YamlError.Context?, mark: Mark, text: String
  ) {
    place = Place(mark)
    if SyntaxMistake.isIndentedByTab(line: mark.line, of: text) {
      message = "a tab is used for indentation"
      remedy = "Indent with spaces."
      return
    }
    switch problem {
    case let problem where problem.hasPrefix("but found another document"):
      message = "a second document begins here"
      remedy = "Write one program per file, without '---' between parts."
    case let problem where problem.hasPrefix("Maximum nesting level"):
      message = "the file is nested too deeply"
      remedy = "Group the requirements into fewer levels."
    case let problem where problem.hasPrefix("mapping values are not allowed"):
      message = "a colon cannot stand here"
      remedy = "Put text that contains ': ' in quotes, and check the indentation."
    case let problem where problem.hasPrefix("found undefined alias"):
      message = "text cannot begin with '*'"
      remedy = "Put it in quotes."
    case let problem where problem.contains("cannot start any token"):
      message = "text cannot begin with this character"
      remedy = "Put it in quotes."
    case let problem where problem.contains("unexpected end of stream"):
      message = "a quotation mark or bracket is never closed"
      remedy = "Close it; it was opened at line \(context?.mark.line ?? mark.line)."
    default:
      let scene = context.map { " \($0.text) of line \($0.mark.line)" } ?? ""
      message = "this is not valid YAML: \(problem)\(scene)"
    }
  }

  private static func isIndentedByTab(line number: Int, of text: String) -> Bool {
    let lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false)
    guard lines.indices.contains(number - 1) else { return false }
    return lines[number - 1].prefix { $0 == 32 || $0 == 9 }.contains(9)
  }
}
