import ArgumentParser
import Foundation
import Office
import Postgres

extension Bench {
  /// `conferral bench page`
  struct Page: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "page", abstract: "A published badge as JSON and as a page, requests a second.",
      discussion: """
        wrk asks a daemon of its own through 32 connections. Floor: nginx with a static file of the \
        same bytes, in turn with it. Both programs must be installed: nginx-light and wrk.
        """)

    @Option(help: "How many rounds; the median of their ratios counts.")
    var rounds = 7

    @Option(help: "How many seconds each sample takes.")
    var seconds = 2

    @Option(help: ArgumentHelp("Another program to measure.", visibility: .hidden))
    var program: String?

    func run() async throws {
      try await BenchCampus.with { campus in
        try await campus.enroll(100)
        try await campus.completeAll()
        _ = try await campus.reconcile(workers: 2)
        let badge = try await publishOne(campus)
        // Neither of the two writes a line for each request.
        let daemon = try await BenchDaemon.start(
          for: campus, program: program, connections: 8,
          settings: ["CONFERRAL_LOG_LEVEL": "warning"])
        do {
          try await compare(badge, daemon, in: campus.folder)
        } catch {
          await daemon.stop()
          throw error
        }
        await daemon.stop()
      }
    }

    /// The path of a badge whose holder shows everything.
    private func publishOne(_ campus: BenchCampus) async throws -> String {
      try await campus.owner.write { transaction in
        let id: UUID = try transaction.query(
          "select credential_id from credential order by credential_id limit 1"
        ).only()
        try transaction.execute(
          """
          insert into consent (institution_id, learner_id, award_id, field, granted, actor)
          select 1, a.learner_id, a.award_id, f.field, true, 'bench'
            from credential c join award a using (institution_id, award_id),
                 (values ('page'), ('name'), ('evidence'), ('results')) as f (field)
           where c.credential_id = \(id)
          """)
        return "/credentials/\(id.uuidString.lowercased())"
      }
    }

    private func compare(_ badge: String, _ daemon: BenchDaemon, in folder: URL) async throws {
      let kinds = [("badge.json", "application/vc"), ("badge.html", "text/html")]
      let files = folder.appendingPathComponent("static")
      try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
      for (file, type) in kinds {
        let body = try Self.body(badge, type, port: daemon.port)
        try Data(body).write(to: files.appendingPathComponent(file))
      }
      // nginx gives its files away as another user than the one that owns the folder.
      for path in [folder, files] {
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path.path)
      }
      let floor = try StaticServer(files: files, in: folder)
      defer { floor.stop() }
      for (file, type) in kinds {
        _ = try WebLoad(port: daemon.port, path: badge, accept: type, seconds: 1)
        var (ours, theirs, ratios) = ([Double](), [Double](), [Double]())
        for round in 1...max(1, rounds) {
          Terminal.tell("\(file), round \(round) of \(rounds) …")
          let fixed = try WebLoad(
            port: floor.port, path: "/\(file)", accept: type, seconds: seconds)
          let made = try WebLoad(port: daemon.port, path: badge, accept: type, seconds: seconds)
          theirs.append(fixed.rate)
          ours.append(made.rate)
          ratios.append(made.rate / fixed.rate)
        }
        let size = try Data(contentsOf: files.appendingPathComponent(file)).count
        Terminal.say(
          """
          \(type), \(size) bytes, \(rounds) rounds of \(seconds) s, medians
          floor, nginx with a file     \(Int(theirs.median))/s
          the daemon                   \(Int(ours.median))/s
          ratio to the floor           \(Rounded.text(ratios.median)) \
          (\(Rounded.text(ratios.min() ?? 0)) to \(Rounded.text(ratios.max() ?? 0)))
          """)
      }
      Terminal.say("peak memory of the daemon    \(daemon.peakMemory) MiB")
    }

    private static func body(_ path: String, _ type: String, port: Int) throws -> [UInt8] {
      let request = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: \(type)\r\n\r\n"
      let answer = try HTTPPeer(port: port).exchange(Array(request.utf8))
      guard answer.status == 200 else {
        throw Refusal(.unavailable, "The daemon answered \(answer.status) for \(path).")
      }
      return Array(answer.body)
    }
  }
}
