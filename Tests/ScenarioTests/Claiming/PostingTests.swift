import Foundation
import LinkedData
import Mail
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Messages to learners: queued with what they tell of, and sent at least once.
@Suite(.database(.conferral)) struct PostingTests {
  /// Two learners with an address and one without, who have all earned a badge.
  private func campus(posting: Posting? = Posting()) async throws -> Campus {
    let campus = try await Campus.open(posting: posting)
    try await campus.apply(SampleProgram.badge())
    try await campus.people(
      "1,Ada Lovelace,ada@example.edu", "2,王小明,ming@example.edu", "3,Nobody Near")
    try await campus.enrollments(
      "1,workshop,2026-08-24", "2,workshop,2026-08-24", "3,workshop,2026-08-24")
    try await campus.results(
      "1,workshop,W 1,2026-09-02", "2,workshop,W 1,2026-09-02", "3,workshop,W 1,2026-09-02")
    try await campus.reconcile()
    #expect(try await campus.awards().count == 3)
    return campus
  }

  @Test func `an award queues a message for whoever has an address, once`() async throws {
    let campus = try await campus()
    #expect(try await campus.messages() == ["mail: earned waiting", "mail: earned waiting"])
    try await campus.reconcile()
    // An earlier date makes the award anew, under the same badge.
    try await campus.results("1,workshop,W 1,2026-09-01")
    try await campus.reconcile()
    #expect(try await campus.messages().count == 2)
    try await Conferral.check(campus.database)
  }

  @Test func `where no mail is sent nothing is queued for later`() async throws {
    let campus = try await campus(posting: nil)
    #expect(try await campus.messages() == [])
  }

  @Test func `a revocation is told, and what was not sent of the award is not sent any more`()
    async throws
  {
    let campus = try await Campus.withAward()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let answer = try await api.post(
        try await api.awardPath(as: registrar) + "/revoke",
        [
          "reason": "A mistake.", "publicReason": "It was <b>made</b> in error. <\u{338}b>",
          "barsAnother": true,
        ], as: registrar)
      #expect(answer.status == 200)
    }
    #expect(try await campus.messages() == ["mail: earned waiting", "mail: revoked waiting"])
    guard MailPeer.isExpected else { return }
    let peer = try campus.mailPeer()
    _ = try await campus.office.post(through: Postman(Campus.server(peer)))
    let mails = try peer.mails()
    #expect(mails.map(\.subject) == ["The badge “Program nonprofit” was revoked"])
    let words = "It was &lt;b&gt;made&lt;/b&gt; in error. &lt;\u{338}b&gt;"
    #expect(mails.first?.html.contains(words) == true)
    #expect(try await campus.messages() == ["mail: earned dropped", "mail: revoked sent"])
  }

  @Test(.enabled(if: MailPeer.isExpected))
  func `a message arrives with a link that claims the badge`() async throws {
    let campus = try await campus()
    let peer = try campus.mailPeer()
    let round = try await campus.office.post(through: Postman(Campus.server(peer)))
    #expect(round.sent == 2 && round.fault == nil)
    let mails = try peer.mails()
    #expect(Set(mails.flatMap(\.recipients)) == ["ada@example.edu", "ming@example.edu"])
    #expect(mails.contains { $0.to.contains("王小明") && $0.text.contains("王小明") })
    #expect(Set(mails.map(\.id)).count == 2)
    let site = campus.institution.site
    let link = try #require(mails.first?.claimPath)
    #expect(mails[0].html.contains("\(site)\(link)"))
    try await ClaimVisitor.visit(campus) { web in
      let page = try await web.get(link)
      let answer = try await web.post(link, ["answer": "accept"])
      #expect(page.status == 200 && answer.status == 303)
    }
    #expect(try await campus.office.post(through: Postman(Campus.server(peer))).taken == 0)
    let stored: [String?] = try await campus.database.read {
      try $0.query("select sent_to from outbox order by sent_to").column()
    }
    #expect(stored == ["ada@example.edu", "ming@example.edu"])
    try await campus.owner("update outbox set sent_at = clock_timestamp() - interval '91 days'")
    #expect(try await campus.office.forget() == 2)
    try await Conferral.check(campus.database)
  }

  @Test(.enabled(if: MailPeer.isExpected))
  func `what is refused for now goes out later, what is refused waits for an operator`()
    async throws
  {
    let campus = try await campus()
    let peer = try campus.mailPeer()
    let postman = Postman(Campus.server(peer))
    try peer.become(.refusesForNow)
    _ = try await campus.office.post(through: postman)
    #expect(try await campus.messages() == ["mail: earned waiting", "mail: earned waiting"])
    #expect(try await campus.office.post(through: postman).taken == 0, "they rest")
    try peer.become(.refuses)
    try await campus.makeMessagesDue()
    _ = try await campus.office.post(through: postman)
    #expect(try await campus.messages() == ["mail: earned dead", "mail: earned dead"])
    try peer.become(.takes)
    try await APIClient.serve(campus) { api in
      let caller = try await api.token(.operator)
      let list = try await api.get("/outbox?state=dead", as: caller)
      let items = try #require(list.json["items"]?.elements)
      #expect(items.count == 2)
      #expect(!list.text.contains("example.edu"), "the server's words repeat the address")
      #expect(items.first?["lastError"]?.string?.contains("550 5.1.1") == true)
      for item in items {
        let id = try #require(item["id"]?.string)
        let again = try await api.post(
          "/outbox/\(id)/resend", ["reason": "The address was mended."], as: caller)
        #expect(again.json["state"] == "waiting" && again.json["attempts"] == 0)
      }
      _ = try await campus.office.post(through: postman)
      let sent = try await api.post(
        "/outbox/\(try #require(items[0]["id"]?.string))/resend", ["reason": "Once more."],
        as: caller)
      #expect(sent.status == 409)
    }
    #expect(try peer.mails().count == 2)
  }

  @Test(.enabled(if: MailPeer.isExpected))
  func `a refusal that lasts makes a message dead, an absent server never does`() async throws {
    let campus = try await campus()
    let peer = try campus.mailPeer()
    let postman = Postman(Campus.server(peer))
    try peer.become(.refusesForNow)
    try await campus.owner("update outbox set attempts = 18")
    _ = try await campus.office.post(through: postman)
    #expect(try await campus.messages().contains("mail: earned waiting"))
    try await campus.makeMessagesDue()
    _ = try await campus.office.post(through: postman)
    #expect(try await campus.messages() == ["mail: earned dead", "mail: earned dead"])
    try await campus.owner("update outbox set dead_at = null, attempts = 19")
    peer.stop()
    for _ in 0..<5 {
      try await campus.makeMessagesDue()
      #expect(try await campus.office.post(through: postman).fault != nil)
    }
    #expect(try await campus.messages() == ["mail: earned waiting", "mail: earned waiting"])
    let back = try campus.mailPeer(port: peer.port)
    try back.become(.takes)
    try await campus.makeMessagesDue()
    _ = try await campus.office.post(through: postman)
    #expect(try back.mails().count == 2)
  }

  @Test(.enabled(if: MailPeer.isExpected))
  func `two daemons send each message once`() async throws {
    let campus = try await campus()
    let colleague = campus.colleague()
    let peer = try campus.mailPeer()
    let server = Campus.server(peer)
    async let one = campus.office.post(through: Postman(server))
    async let other = colleague.office.post(through: Postman(server))
    let sent = try await [one.sent, other.sent]
    #expect(sent.reduce(0, +) == 2)
    #expect(try peer.mails().count == 2)
  }

  @Test(.enabled(if: MailPeer.isExpected && Daemon.isPresent))
  func `a daemon stops within its patience while the mail server hangs`() async throws {
    let campus = try await Campus.withAward()
    let peer = try campus.mailPeer()
    try peer.become(.hangs)
    let daemon = try campus.daemon(
      "serve", port: FreePort.next(),
      settings: [
        "CONFERRAL_SMTP_URL": "smtp://127.0.0.1:\(peer.port)",
        "CONFERRAL_SMTP_USER": "conferral", "CONFERRAL_SMTP_PASSWORD": "secret word",
        "CONFERRAL_SMTP_CA_FILE": peer.certificates,
      ])
    // It is taken from the outbox before it is sent; then the server has a second to hang.
    try await eventually {
      try await campus.count("select count(*) from outbox where next_try > clock_timestamp()") > 0
    }
    try await Task.sleep(for: .seconds(1))
    let begun = ContinuousClock.now
    #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)")
    #expect(ContinuousClock.now - begun < .seconds(10))
    #expect(try await campus.messages() == ["mail: earned waiting"])
  }

  @Test(.enabled(if: MailPeer.isExpected && Daemon.isPresent))
  func `a daemon killed before it noted that a message was taken sends it again as the same one`()
    async throws
  {
    let campus = try await Campus.withAward()
    let peer = try campus.mailPeer()
    try peer.become(.answersLate)
    func daemon() throws -> Daemon {
      try campus.daemon(
        "serve", port: FreePort.next(),
        settings: [
          "CONFERRAL_SMTP_URL": "smtp://127.0.0.1:\(peer.port)",
          "CONFERRAL_SMTP_USER": "conferral", "CONFERRAL_SMTP_PASSWORD": "secret word",
          "CONFERRAL_SMTP_CA_FILE": peer.certificates,
        ])
    }
    let killed = try daemon()
    try await eventually { try peer.mails().count == 1 || !killed.isRunning }
    await killed.end()
    #expect(try await campus.messages() == ["mail: earned waiting"], "\(killed.said)")
    try peer.become(.takes)
    try await campus.makeMessagesDue()
    let next = try daemon()
    try await eventually { try await campus.messages() == ["mail: earned sent"] }
    let mails = try peer.mails()
    #expect(mails.count == 2 && Set(mails.map(\.id)).count == 1)
    #expect(await next.end(with: SIGTERM) == 0, "\(next.said)")
    // Either may be the one that is read: both links work, and one answer uses both up.
    let links = mails.compactMap(\.claimPath)
    #expect(Set(links).count == 2)
    try await ClaimVisitor.visit(campus) { web in
      var statuses: [Int] = []
      for link in links { statuses.append(try await web.get(link).status) }
      statuses.append(try await web.post(links[0], ["answer": "accept"]).status)
      statuses.append(try await web.get(links[1]).status)
      #expect(statuses == [200, 200, 303, 410])
    }
    for said in [killed.said, next.said] {
      #expect(!said.contains("ada@example.edu") && !said.contains("clm_"))
    }
  }
}

extension MailPeer.Mail {
  /// The path of the link with which the badge is claimed.
  fileprivate var claimPath: String? {
    text.firstMatch(of: /https:\S*(\/claims\/clm_\S+)/).map { String($0.1) }
  }
}
