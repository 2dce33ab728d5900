import Foundation
import LinkedData
import OpenBadges
import TestSupport

/// What the verifier in Python says of many badges, in one process.
enum IndependentVerdicts {
  struct Verdict {
    let isValid: Bool
    let failures: [String]
  }

  private static let script = """
    import json, os, sys
    folder, tools, data, now = sys.argv[1:5]
    sys.path.insert(0, tools)
    import verify_badge as v
    out = {}
    for job in json.load(open(os.path.join(folder, "jobs.json"))):
        host = os.path.join(folder, job["folder"], "host")
        argv = [os.path.join(folder, job["folder"], "badge"), "--offline-contexts",
                os.path.join(data, "contexts"), "--schemas", os.path.join(data, "schemas"),
                "--did-web-map", "badges.example.edu=" + host, "--no-cross-engine",
                "--url-map", "https://badges.example.edu=" + host, "--now", now,
                "--schema", job["schema"]]
        if job["email"]:
            argv += ["--email", job["email"]]
        args = v.arguments(argv)
        judge = v.Verifier(args, v.Report(quiet=True))
        try:
            judge.run(args.source)
        except Exception as problem:
            judge.r.bad("input.read", problem)
        rows = judge.r.rows
        failures = [f"{name} {detail}" for tag, name, detail in rows if tag == "FAIL"]
        out[job["name"]] = {"valid": not failures and any(r[0] == "PASS" for r in rows),
                            "failures": failures}
    print(json.dumps(out))
    """

  static func of(_ badges: [SpoiledBadge]) throws -> [String: Verdict] {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    var jobs: [JSONValue] = []
    for (number, badge) in badges.enumerated() {
      let place = folder.appending(path: "\(number)")
      for (path, bytes) in badge.host {
        let file = place.appending(path: "host" + path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
      }
      try Data(badge.input).write(to: place.appending(path: "badge"))
      jobs.append([
        "name": .string(badge.name), "folder": .string("\(number)"),
        "schema": .string(badge.form.rawValue),
        "email": badge.email.map { .string($0) } ?? .null,
      ])
    }
    try Data(JSONValue.array(jobs).serialized).write(to: folder.appending(path: "jobs.json"))
    let script = folder.appending(path: "judge.py")
    try Data(Self.script.utf8).write(to: script)
    return try run(script, folder)
  }

  private static func run(_ script: URL, _ folder: URL) throws -> [String: Verdict] {
    let process = Process()
    process.executableURL = URL(filePath: IndependentVerifier.python ?? "")
    process.arguments = [
      script.path, folder.path, IndependentVerifier.script.deletingLastPathComponent().path,
      SharedData.openBadges.path, Timestamp.text(SpoilingIssuer.now),
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = [UInt8](try output.fileHandleForReading.readToEnd() ?? Data())
    process.waitUntilExit()
    let members = try JSONValue(parsing: bytes).object?.members ?? []
    return Dictionary(
      uniqueKeysWithValues: members.map { member in
        let failures = member.value["failures"]?.elements.compactMap(\.string) ?? []
        return (member.name, Verdict(isValid: member.value["valid"] == true, failures: failures))
      })
  }
}
