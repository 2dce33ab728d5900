import FeedProfiles
import Testing

/// What a consumer's file says, and what is wrong in one.
@Suite struct ConsumerFileTests {
  private static let whole = """
    consumer: banner
    title: Banner (student system)
    mode: test            # or production
    profile: {file: my-profile.yaml}
    units: [Department of Public Affairs]
    clients: [sis-token]
    deliver:
      sftp: {host: sis.example.edu, user: u, folder: in, key file: /etc/conferral/id, \
    host key: "SHA256:uNiVztksCsDhcc0u9e8BrYrnfm0gAb/jTcRk5c0Yn4E"}
    webhook: {url: "https://sis.example.edu/hook", secret file: /etc/conferral/whsec}
    schedule: {days: [fri, mon], at: "02:05"}
    alarms: {late after hours: 30, unacknowledged after days: 3, cursor behind after hours: 24}
    expects acknowledgements: true
    """

  @Test func `everything that a file can say is read`() throws {
    let file = try ConsumerFile(parsing: Self.whole)
    #expect(file.name == "banner" && file.title == "Banner (student system)")
    #expect(file.mode == .test && file.profile == .file("my-profile.yaml"))
    #expect(file.units == ["Department of Public Affairs"] && file.programs == nil)
    #expect(file.clients == ["sis-token"] && file.expectsAcknowledgements)
    guard case .sftp(let server) = file.channel else {
      Issue.record("\(String(describing: file.channel))")
      return
    }
    #expect(server.host == "sis.example.edu" && server.port == 22 && server.folder == "in")
    #expect(file.schedule?.days == [.mon, .fri])
    #expect(file.schedule?.hour == 2 && file.schedule?.minute == 5)
    #expect(file.alarms.lateAfterHours == 30 && file.alarms.cursorBehindAfterHours == 24)
    #expect(file.secretFiles.map(\.path) == ["/etc/conferral/id", "/etc/conferral/whsec"])
    let least = try ConsumerFile(parsing: "consumer: x\nmode: production")
    #expect(least.title == "x" && least.profile == nil && least.alarms.lateAfterHours == nil)
  }

  private static func file(_ deliver: String) -> String {
    "consumer: x\nmode: test\nprofile: csv\ndeliver:\n  \(deliver)"
  }

  private static let pin = "SHA256:uNiVztksCsDhcc0u9e8BrYrnfm0gAb/jTcRk5c0Yn4E"

  @Test func `a password, known hosts, certificates and a proxy are named by their files`() throws {
    let sftp = try ConsumerFile(
      parsing: Self.file(
        "sftp: {host: h, user: u, password file: /s/word, known hosts file: /s/hosts}"))
    guard case .sftp(let server) = sftp.channel else { throw Unexpected() }
    #expect(server.proof == .password(file: "/s/word"))
    #expect(server.hostKeys == .knownHosts(file: "/s/hosts"))
    #expect(sftp.secretFiles.map(\.word) == ["password file"])
    #expect(sftp.publicFiles.map(\.path) == ["/s/hosts"])
    let changing = try ConsumerFile(
      parsing: Self.file(
        "sftp: {host: h, user: u, key file: /k, passphrase file: /p, "
          + "host key: [\"\(Self.pin)\", \"\(Self.pin)\"]}"))
    guard case .sftp(let server) = changing.channel else { throw Unexpected() }
    #expect(server.proof == .key(file: "/k", passphraseFile: "/p"))
    #expect(server.hostKeys == .pinned([Self.pin, Self.pin]))
    #expect(changing.secretFiles.map(\.path) == ["/k", "/p"])
    let https = try ConsumerFile(
      parsing: Self.file(
        """
        https:
            url: https://sis.example.edu/in
            method: put
            ca file: /s/ca.pem
            certificate file: /s/own.pem
            key file: /s/own.key
            proxy: http://proxy.example.edu:3128
        webhook: {url: "https://sis.example.edu/hook", secret file: /s/hook, ca file: /s/ca2.pem}
        """))
    guard case .https(let place) = https.channel else { throw Unexpected() }
    #expect(place.method == .put && place.connection.proxy == "http://proxy.example.edu:3128")
    #expect(place.connection.own?.file == "/s/own.pem")
    #expect(place.connection.own?.keyFile == "/s/own.key")
    #expect(https.secretFiles.map(\.path) == ["/s/own.key", "/s/hook"])
    #expect(https.publicFiles.map(\.path) == ["/s/ca2.pem", "/s/ca.pem", "/s/own.pem"])
  }

  private struct Unexpected: Error {}

  @Test(arguments: [
    ("sftp: {host: h, user: u, host key: \"\(pin)\"}", "there is no “key file”"),
    ("sftp: {host: h, user: u, key file: /k}", "there is no “host key”"),
    (
      "sftp: {host: h, user: u, key file: /k, password file: /p, known hosts file: /h}",
      "“key file” and “password file” stand side by side"
    ),
    (
      "sftp: {host: h, user: u, key file: /k, host key: \"\(pin)\", known hosts file: /h}",
      "“host key” and “known hosts file” stand side by side"
    ),
    ("sftp: {host: h, user: u, password file: p, known hosts file: /h}", "no absolute path"),
    ("sftp: {host: h, user: u, password: secret, known hosts file: /h}", "no “password” in sftp"),
    ("sftp: {host: h, user: u, key file: /k, host key: []}", "is no fingerprint"),
    ("https: {url: \"https://a.b\", certificate file: /c}", "but no “key file”"),
    ("https: {url: \"https://a.b\", key file: /c}", "but no “certificate file”"),
    ("https: {url: \"https://a.b\", proxy: \"http://u:p@a.b:80\"}", "the proxy is no address"),
    ("https: {url: \"https://a.b\", proxy: a.b}", "the proxy is no address"),
    ("https: {url: \"https://a.b\", proxy: \"http://a.b:99999\"}", "the proxy is no address"),
    ("https: {url: \"https://a.b\", method: patch}", "there is no method “patch”"),
  ])
  func `a way of delivery that says two things, or half a thing, is told`(
    deliver: String, told: String
  ) {
    #expect {
      try ConsumerFile(parsing: Self.file(deliver))
    } throws: { error in
      "\(error)".contains(told) && "\(error)".hasPrefix("line 5") && !"\(error)".contains("secret")
    }
  }

  @Test(arguments: [
    ("", "line 1: the file is empty"),
    ("- a", "line 1: the consumer's file must be words with values"),
    ("mode: test", "line 1: the consumer has no name"),
    ("consumer: Banner\nmode: test", "line 1: “Banner” is no name"),
    ("consumer: ../x\nmode: test", "is no name"),
    ("consumer: x", "line 1: it is not said whether this is a test"),
    ("consumer: x\nmode: prod", "line 2: there is no mode “prod”"),
    ("consumer: x\nmode: test\nprofil: csv", "did you mean “profile”?"),
    ("consumer: x\nmode: test\nprofile: nope", "line 3: there is no profile “nope”"),
    ("consumer: x\nmode: test\nunits: []", "line 3: “units” names nothing"),
    ("consumer: x\nmode: test\nclients: [a, a]", "line 3: “a” is there twice"),
    ("consumer: x\nmode: test\nschedule: {days: [mon], at: \"02:00\"}", "but no profile"),
    ("consumer: x\nmode: test\nprofile: {file: a}\ndeliver: {directory: in}", "no absolute path"),
    (
      "consumer: x\nmode: test\nprofile: {file: a}\ndeliver: {directory: /a, https: {url: b}}",
      "exactly one way"
    ),
    (
      "consumer: x\nmode: test\nprofile: {file: a}\ndeliver:\n  https: {url: \"http://a.example\"}",
      "line 5: the address is not encrypted"
    ),
    (
      "consumer: x\nmode: test\nprofile: {file: a}\ndeliver: {https: {url: \"https://u:p@a.b\"}}",
      "holds a name or password"
    ),
    (
      "consumer: x\nmode: test\nprofile: {file: a}\ndeliver:\n  sftp: {host: \"a/b\", user: u}",
      "is no name of a host"
    ),
    (
      "consumer: x\nmode: test\nwebhook: {url: \"https://a.b\", secret: whsec_x}",
      "line 3: there is no “secret” in webhook; it can be “url”, “secret file”"
    ),
    (
      "consumer: x\nmode: test\nprofile: {file: a}\nschedule: {days: [mo], at: 25:00}",
      "there is no day “mo”"
    ),
    ("consumer: x\nmode: test\nalarms: {late after hours: 0}", "from 1 to 8760"),
    ("consumer: x\nmode: test\nexpects acknowledgements: maybe", "true or false"),
    ("consumer: &a x\nmode: test", "anchors"),
  ])
  func `a mistake is told with its line and what to write`(text: String, told: String) {
    #expect {
      try ConsumerFile(parsing: text)
    } throws: { error in
      "\(error)".contains(told) && "\(error)".hasPrefix("line ")
    }
  }

  @Test func `all mistakes are told at once, in the order of their lines`() {
    #expect {
      try ConsumerFile(parsing: "consumer: X\nmode: m\nprofile: p\ntitel: t")
    } throws: { error in
      (error as? FeedFileError)?.mistakes.map(\.line) == [1, 2, 3, 4]
    }
  }
}
