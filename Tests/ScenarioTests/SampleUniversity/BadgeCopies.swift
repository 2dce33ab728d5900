import Foundation
import LinkedData
import Office
import OpenBadges
import TestSupport
import Testing

/// A badge as somebody saved it.
struct BadgeCopy: Sendable {
  /// The ways in which a badge is fetched: what stands after its address.
  static let forms = [
    ".json", ".json?proofs=2", ".jwt", ".jwt?alg=ES256", ".png", ".png?proof=jwt", ".svg",
    ".svg?proof=jwt",
  ]

  let name: String
  let bytes: [UInt8]
  let email: String?
}

extension SampleUniversity {
  /// Badges in every form, as anybody fetches them.
  func copies(of badges: [Badge]) async throws -> [BadgeCopy] {
    var copies: [BadgeCopy] = []
    for badge in badges {
      for form in BadgeCopy.forms {
        let (status, bytes) = try await fetch("/credentials/\(badge.credential)\(form)")
        let name = "\(badge.program) of \(badge.learner) as \(form)"
        #expect(status == 200, "\(name): \(String(decoding: bytes.prefix(400), as: UTF8.self))")
        copies.append(BadgeCopy(name: name, bytes: bytes, email: badge.email))
      }
    }
    return copies
  }

  /// What three verifiers hold against copies, by the verifier and the copy; nothing where they are
  /// valid. Those that are not ours get all they need from the daemon.
  func complaints(about copies: [BadgeCopy]) async throws -> [String: [String]] {
    var complaints: [String: [String]] = [:]
    // Copies of one badge that were saved at different times have one name.
    let copies = copies.enumerated().map { number, copy in
      BadgeCopy(name: "\(number). \(copy.name)", bytes: copy.bytes, email: copy.email)
    }
    for copy in copies {
      let report = await office.verify(copy.bytes, email: copy.email, at: institution)
      if !report.isValid {
        complaints["ours: \(copy.name)"] = report.failures.map(\.description)
      }
    }
    let judges = [
      ("strict", IndependentVerifier.isPresent, IndependentVerifier.python, Self.strict),
      ("openbadgeslib", OpenBadgesLib.isPresent, OpenBadgesLib.python, Self.library),
    ]
    for (judge, isPresent, python, script) in judges where isPresent {
      for (name, failures) in try await ask(python ?? "", script, copies) {
        complaints["\(judge): \(name)"] = failures
      }
    }
    return complaints
  }

  /// Asks a verifier in Python about all copies in one process.
  private func ask(
    _ python: String, _ script: String, _ copies: [BadgeCopy]
  ) async throws -> [String: [String]] {
    let folder = try TemporaryFolder()
    let jobs = try copies.enumerated().map { number, copy -> JSONValue in
      let file = try folder.write(Data(copy.bytes), to: "copy-\(number)")
      return [
        "name": .string(copy.name), "file": .string(file.path),
        "email": copy.email.map { .string($0) } ?? .null,
      ]
    }
    let list = try folder.write(Data(JSONValue.array(jobs).serialized), to: "jobs.json")
    let code = try folder.write(script, to: "judge.py")
    let (status, text) = try await Execution.run(
      python,
      [
        code.path, list.path, Self.site, "http://127.0.0.1:\(port)",
        IndependentVerifier.script?.deletingLastPathComponent().path ?? "",
        SharedData.openBadges.path,
      ])
    let answer = text.split(separator: "\n").last.map { Array($0.utf8) } ?? []
    guard status == 0, let verdicts = try JSONValue(parsing: answer).object else {
      Issue.record("\(text.suffix(4_000))")
      return [:]
    }
    #expect(verdicts["judged"] == JSONValue.array(jobs.compactMap { $0["name"] }))
    let refused = verdicts["refused"]?.object?.members ?? []
    return Dictionary(
      uniqueKeysWithValues: refused.map { ($0.name, $0.value.elements.compactMap(\.string)) })
  }

  private static let strict = """
    import json, sys
    jobs, site, base, tools, data = sys.argv[1:6]
    sys.path.insert(0, tools)
    import verify_badge as v
    judged, refused = [], {}
    for job in json.load(open(jobs)):
        arguments = [
            job["file"], "--offline-contexts", data + "/contexts", "--schemas", data + "/schemas",
            "--did-web-map", site.removeprefix("https://") + "=" + base,
            "--url-map", site + "=" + base, "--allow-http-loopback", "--schema", "both",
            "--profile", "1edtech", "--max-credits", "11"]
        if job["email"]:
            arguments += ["--email", job["email"]]
        judge = v.Verifier(v.arguments(arguments), v.Report(quiet=True))
        try:
            judge.run(job["file"])
        except Exception as problem:
            judge.r.bad("input.read", problem)
        rows = judge.r.rows
        failures = [f"{name} {detail}" for tag, name, detail in rows if tag == "FAIL"]
        if failures or not any(row[0] == "PASS" for row in rows):
            refused[job["name"]] = failures
        judged.append(job["name"])
    print(json.dumps({"judged": judged, "refused": refused}))
    """

  private static let library = """
    import json, sys, urllib.request
    from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError, OB3Verifier
    jobs, site, base = sys.argv[1:4]

    def download(url, *args, **options):
        assert url.startswith(site), url
        return urllib.request.urlopen(url.replace(site, base, 1)).read()

    def text(copy):
        if copy.startswith(b"\\x89PNG"):
            return OB3Verifier.extract_token_from_png(copy)
        if copy.startswith(b"<"):
            return OB3Verifier.extract_token_from_svg(copy)
        return copy.decode()

    judged, refused = [], {}
    for job in json.load(open(jobs)):
        try:
            badge = text(open(job["file"], "rb").read()).strip()
            kind = OB3LdpVerifier if badge.startswith("{") else OB3Verifier
            kind.for_issuer_did("did:web:" + site.removeprefix("https://"), download=download).verify(
                badge, check_status=True, download=download, verify_status_list=False)
        except OB3VerificationError as refusal:
            refused[job["name"]] = [str(refusal)]
        judged.append(job["name"])
    print(json.dumps({"judged": judged, "refused": refused}))
    """
}
