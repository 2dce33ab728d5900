import ArgumentParser
import Office

/// `conferral reconcile`
struct Reconcile: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Decide what is marked, once, until nothing is left.",
    discussion: "The daemon does the same all the time; both may run at once.")

  @Flag(help: "Go on until no mark is left; the only way there is, and said for clarity.")
  var untilIdle = false

  @Flag(help: "First decide everything again, and mark what does not agree.")
  var sweep = false

  func run() async throws {
    try await atDesk { desk in
      let line = ProgressLine()
      if sweep {
        let swept = try await desk.office.sweep { line.show("\($0.decided) swept") }
        line.end()
        Terminal.say("swept \(swept.decided), of which \(swept.marked) did not agree")
      }
      let progress = try await desk.office.reconcileUntilIdle(workers: desk.settings.workers) {
        line.show("\($0.decided) decided, \($0.awarded) awarded")
      }
      line.end()
      Terminal.say(
        "\(progress.decided) decided, \(progress.awarded) awarded, "
          + "\(progress.proposed) revocations proposed, \(progress.parked) parked")
    }
  }
}
