import Foundation

/// A real browser that looks at a page as different people do, and says what would stand in
/// somebody's way: Chromium, driven by Playwright of the peers' Python.
///
///     let views = try await Chromium.look(at: url)
///     #expect(views.flatMap(\.findings) == [])
public enum Chromium {
  /// How somebody looks at a page.
  public struct Way: Sendable, Encodable {
    /// What it is called in findings.
    public var name: String
    /// The window's width in CSS pixels.
    public var width = 1280
    /// The window's height in CSS pixels.
    public var height = 900
    /// Whether dark colours are preferred.
    public var isDark = false
    /// Whether pages may run scripts.
    public var hasScripts = true
    /// How large text is, as browsers set it for text alone; 2 for 200 %.
    public var textSize = 1.0
    /// Whether lines, words and letters are spaced as WCAG 1.4.12 says.
    public var isSpaced = false
    /// Whether the page is printed.
    public var isPrinted = false
    /// Whether the page is walked with the keyboard alone.
    public var hasKeyboardOnly = false

    /// A way of looking, with a wide window unless said otherwise.
    public init(
      _ name: String, width: Int = 1280, isDark: Bool = false, hasScripts: Bool = true,
      textSize: Double = 1, isSpaced: Bool = false, isPrinted: Bool = false,
      hasKeyboardOnly: Bool = false
    ) {
      self.name = name
      self.width = width
      self.isDark = isDark
      self.hasScripts = hasScripts
      self.textSize = textSize
      self.isSpaced = isSpaced
      self.isPrinted = isPrinted
      self.hasKeyboardOnly = hasKeyboardOnly
    }

    /// All that every page has to be good for.
    public static let all = [
      Way("wide"), Way("wide dark", isDark: true), Way("narrow", width: 320),
      Way("narrow dark", width: 320, isDark: true), Way("zoomed to 200 %", width: 640),
      Way("text at 200 %", textSize: 2), Way("spaced text", width: 320, isSpaced: true),
      Way("without scripts", hasScripts: false), Way("printed", width: 720, isPrinted: true),
      Way("keyboard", hasKeyboardOnly: true),
    ]
  }

  /// What somebody does on the page before it is looked at; elements are named by CSS selectors.
  public enum Step: Sendable, Encodable {
    case fill(String, String)
    case check(String)
    case click(String)
    case press(String)

    /// As the script takes it: a word and its values.
    public func encode(to encoder: any Encoder) throws {
      var list = encoder.unkeyedContainer()
      switch self {
      case .fill(let element, let text):
        for word in ["fill", element, text] { try list.encode(word) }
      case .check(let element): for word in ["check", element] { try list.encode(word) }
      case .click(let element): for word in ["click", element] { try list.encode(word) }
      case .press(let key): for word in ["press", key] { try list.encode(word) }
      }
    }
  }

  /// What was seen in one way.
  public struct View: Sendable, Decodable {
    /// The name of the way.
    public let way: String
    /// The status of the document.
    public let status: Int
    /// Where it ended.
    public let url: String
    /// The title of the document.
    public let title: String
    /// The text of its main part, as it is shown.
    public let text: String
    /// What stands in somebody's way, a sentence each.
    public let findings: [String]
    /// Where Tab leads, in order: the names of the controls.
    public let stops: [String]
    /// What `script` gave, as JSON.
    public let result: String?
  }

  /// Debian's browser, or the one that CONFERRAL_CHROMIUM names.
  public static let path = [
    ProcessInfo.processInfo.environment["CONFERRAL_CHROMIUM"], "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
  ].compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Whether there is a browser, or has to be one.
  public static let isWanted =
    path != nil && ProviderProcess.python != nil
    || ProcessInfo.processInfo.environment["CI"] == "true"

  /// Looks at a page in several ways; `cookie` is a Cookie header, `script` a JavaScript function
  /// that is run at the end. Pictures are kept in the folder that CONFERRAL_PICTURES names.
  public static func look(
    at url: String, ways: [Way] = Way.all, cookie: String? = nil, steps: [Step] = [],
    script: String? = nil
  ) async throws -> [View] {
    struct Order: Encodable {
      let browser: String
      let url: String
      let ways: [Way]
      let cookie: String?
      let steps: [Step]
      let script: String?
      let checks: String
      /// Where pictures of the whole pages are kept.
      let folder: String?
    }
    struct Failure: Error, CustomStringConvertible {
      let description: String
    }
    guard let path, let python = ProviderProcess.python else {
      throw Failure(description: "There is no Chromium, or no Python of the peers.")
    }
    let order = try JSONEncoder().encode(
      Order(
        browser: path, url: url, ways: ways, cookie: cookie, steps: steps, script: script,
        checks: checks, folder: ProcessInfo.processInfo.environment["CONFERRAL_PICTURES"]))
    let answer = try await run(python, ["-c", driver], input: order)
    guard let views = try? JSONDecoder().decode([View].self, from: answer) else {
      throw Failure(description: String(decoding: answer, as: UTF8.self))
    }
    return views
  }

  private static func run(
    _ program: String, _ arguments: [String], input: Data
  ) async throws -> Data {
    let process = Process()
    let (orders, answers) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = orders
    process.standardOutput = answers
    process.standardError = answers
    try process.run()
    // A thread of its own: it blocks until the process has read all and ends.
    return await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        try? orders.fileHandleForWriting.write(contentsOf: input)
        try? orders.fileHandleForWriting.close()
        let bytes = try? answers.fileHandleForReading.readToEnd()
        process.waitUntilExit()
        continuation.resume(returning: bytes ?? Data())
      }
    }
  }
}
