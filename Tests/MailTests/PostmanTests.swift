import Foundation
import Mail
import TestSupport
import Testing

/// Messages over a real mail server on loopback.
@Suite(.enabled(if: MailPeer.isExpected), .serialized) struct PostmanTests {
  private static func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "conferral-mail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  private static func server(
    _ peer: MailPeer, password: String = "secret word", certificates: Bool = true,
    seconds: Int = 10
  ) -> MailServer {
    MailServer(
      url: "smtp://127.0.0.1:\(peer.port)", user: "conferral", password: password,
      certificates: certificates ? peer.certificates : nil, connectSeconds: 3,
      messageSeconds: seconds)
  }

  private static func message(
    to address: String = "ada@example.edu", name: String? = "Ada", subject: String = "A badge",
    text: String = "Hello.\n", html: String = "<p>Hello.</p>\n"
  ) throws -> MailMessage {
    MailMessage(
      from: Mailbox(try #require(MailAddress("badges@example.edu")), name: "University, \"East\""),
      to: Mailbox(try #require(MailAddress(address)), name: name),
      replyTo: Mailbox(try #require(MailAddress("registrar@example.edu"))), subject: subject,
      written: 1_790_000_000, id: "\(UUID().uuidString.lowercased())@badges.example.edu",
      text: text, html: html)
  }

  @Test(arguments: [
    ("Ada Lovelace", "You earned a badge"),
    ("أدا لوفلايس", "لقد حصلت على شارة «محو الأمية الرقمية» في الجامعة الشرقية هذا العام"),
    ("王小明", "您获得了徽章：数据素养与人工智能基础入门课程（二〇二六年秋季学期）第一部分"),
    ("👩🏽‍🚀 Zoë", "🎓 earned " + String(repeating: "👩🏽‍🚀", count: 12)),
    ("O'Neil, \"Bob\" \\ <x@y.z>", "=?utf-8?Q?not_an_encoded_word?="),
    (String(repeating: "long name ", count: 5), String(repeating: "long subject ", count: 30)),
  ])
  func `names and subjects in any script arrive as they are`(
    _ name: String, _ subject: String
  ) async throws {
    let peer = try MailPeer(in: Self.folder())
    let message = try Self.message(
      name: name, subject: subject,
      text: ".\nA line that begins with a dot, \(subject) = 100%\nFrom here \n\n\(name)\t\n",
      html: "<p>\(subject)</p>\n")
    #expect(await Postman(Self.server(peer)).send(message) == .taken)
    let mail = try #require(try peer.mails().first)
    #expect(mail.subject == subject.trimmingCharacters(in: .whitespaces))
    #expect(mail.to.contains("ada@example.edu"))
    #expect(
      mail.to.replacing("\\", with: "").contains(
        name.trimmingCharacters(in: .whitespaces).replacing("\\", with: "")))
    #expect(mail.from == "\"University, \\\"East\\\"\" <badges@example.edu>")
    #expect(mail.text == message.text)
    #expect(mail.html == message.html)
    #expect(mail.id == "<\(message.id)>")
    #expect(mail.written == 1_790_000_000)
    #expect(mail.defects == [])
    #expect(mail.longestLine <= 78)
    #expect(mail.isSecure)
    #expect(mail.sender == "badges@example.edu" && mail.recipients == ["ada@example.edu"])
    #expect(mail.fields.contains("Auto-Submitted"))
  }

  @Test func `a line break in a name or subject adds no header field`() async throws {
    let peer = try MailPeer(in: Self.folder())
    let evil = "Ada\r\nBcc: all@example.edu\r\n\r\n<script>\u{0}\u{2028}X: y"
    let message = try Self.message(name: evil, subject: evil)
    #expect(await Postman(Self.server(peer)).send(message) == .taken)
    let mail = try #require(try peer.mails().first)
    #expect(
      mail.fields == [
        "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted",
        "MIME-Version", "Content-Type",
      ])
    #expect(mail.recipients == ["ada@example.edu"])
    #expect(mail.text == message.text)
  }

  @Test func `several messages go over one connection, also after one was refused`() async throws {
    let peer = try MailPeer(in: Self.folder())
    let postman = Postman(Self.server(peer))
    #expect(try await postman.send(Self.message()) == .taken)
    try peer.become(.refuses)
    #expect(
      try await postman.send(Self.message()) == .refused("The mail server refused it: 550 5.1.1."))
    try peer.become(.refusesForNow)
    #expect(
      try await postman.send(Self.message())
        == .refusedForNow("The mail server refused it for now: 451 4.7.1."))
    try peer.become(.vanishes)
    guard case .unreachable = try await postman.send(Self.message()) else {
      Issue.record("a server that vanishes was not missed")
      return
    }
    try peer.become(.takes)
    #expect(try await postman.send(Self.message()) == .taken)
    #expect(try peer.mails().count == 2)
  }

  @Test func `a server that hangs is left, and a cancelled task leaves at once`() async throws {
    let peer = try MailPeer(in: Self.folder())
    try peer.become(.hangs)
    let begun = ContinuousClock.now
    let outcome = try await Postman(Self.server(peer, seconds: 2)).send(Self.message())
    guard case .unreachable = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(ContinuousClock.now - begun < .seconds(20))
    let postman = Postman(Self.server(peer, seconds: 60))
    let message = try Self.message()
    let sending = Task { await postman.send(message) }
    try await Task.sleep(for: .milliseconds(500))
    sending.cancel()
    guard case .unreachable = await sending.value else {
      Issue.record("it was not left")
      return
    }
    #expect(ContinuousClock.now - begun < .seconds(40))
  }

  @Test func `no message is refused for ever because of what is not its fault`() async throws {
    let peer = try MailPeer(in: Self.folder())
    let plain = try MailPeer(in: Self.folder(), isSecure: false)
    var nobody = Self.server(peer)
    nobody.url = "smtp://127.0.0.1:9"
    for server in [
      Self.server(peer, password: "wrong"), Self.server(peer, certificates: false),
      Self.server(plain), nobody,
    ] {
      let outcome = try await Postman(server).send(Self.message())
      guard case .unreachable = outcome else {
        Issue.record("\(outcome) of \(server.url)")
        continue
      }
    }
    #expect(try peer.mails().isEmpty)
    #expect(try plain.mails().isEmpty)
  }

  @Test func `an address beyond ASCII goes where it is taken, and is refused elsewhere`()
    async throws
  {
    let peer = try MailPeer(in: Self.folder())
    let message = try Self.message(to: "zoë@example.edu")
    #expect(await Postman(Self.server(peer)).send(message) == .taken)
    #expect(try peer.mails().first?.recipients == ["zoë@example.edu"])
    let old = try MailPeer(in: Self.folder(), takesUTF8: false)
    let outcome = await Postman(Self.server(old)).send(message)
    guard case .refused = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }
}
