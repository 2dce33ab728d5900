internal import Foundation
internal import Rosters
internal import Yams

/// Where a consumer's batches are brought, and what is told of them.
extension ConsumerParser {
  mutating func channel(_ entry: Section.Entry) -> ConsumerFile.Channel? {
    guard let deliver = section(entry.node, "deliver", ["directory", "sftp", "https"]) else {
      return nil
    }
    guard let way = deliver.entries.first, deliver.entries.count == 1 else {
      mistake(
        entry.line, "“deliver” needs exactly one way",
        "write one of “directory”, “sftp” and “https”")
      return nil
    }
    switch way.word {
    case "directory": return path(way).map { .directory($0) }
    case "sftp": return sftp(way).map { .sftp($0) }
    default: return https(way).map { .https($0) }
    }
  }

  private mutating func sftp(_ entry: Section.Entry) -> ConsumerFile.SFTP? {
    let words = [
      "host", "port", "user", "folder", "key file", "passphrase file", "password file",
      "host key", "known hosts file",
    ]
    guard let section = section(entry.node, "sftp", words) else { return nil }
    let host = needed("host", in: section).flatMap { self.host($0) }
    let port = section["port"].flatMap { count($0.node, "port", 1...65_535) }
    let user = needed("user", in: section).flatMap { line($0, most: 200) }
    let folder = section["folder"].flatMap { line($0, most: 1_000) }
    let proof = proof(section)
    let hostKeys = hostKeys(section)
    guard let host, let user, let proof, let hostKeys else { return nil }
    return ConsumerFile.SFTP(
      host: host, port: port ?? 22, user: user, folder: folder, proof: proof, hostKeys: hostKeys)
  }

  private mutating func proof(_ section: Section) -> ConsumerFile.SFTP.Proof? {
    let passphraseFile = section["passphrase file"]
    guard let password = section["password file"] else {
      let file = needed("key file", in: section).flatMap { path($0) }
      let passphrase = passphraseFile.flatMap { path($0) }
      return file.map { .key(file: $0, passphraseFile: passphrase) }
    }
    for other in [section["key file"], passphraseFile].compactMap({ $0 }) {
      mistake(
        other.line, "“\(other.word)” and “password file” stand side by side",
        "keep one of them: a key, or a password")
    }
    return path(password).map { .password(file: $0) }
  }

  private mutating func hostKeys(_ section: Section) -> ConsumerFile.SFTP.HostKeys? {
    guard let known = section["known hosts file"] else {
      return needed("host key", in: section).flatMap { fingerprints($0) }.map { .pinned($0) }
    }
    if let pinned = section["host key"] {
      mistake(
        pinned.line, "“host key” and “known hosts file” stand side by side",
        "keep one of them, so that it is clear which one is believed")
    }
    return path(known).map { .knownHosts(file: $0) }
  }

  private static let connectionWords = ["ca file", "certificate file", "key file", "proxy"]

  private mutating func https(_ entry: Section.Entry) -> ConsumerFile.HTTPS? {
    let words = ["url", "method", "token file"] + Self.connectionWords
    guard let section = section(entry.node, "https", words) else { return nil }
    let url = needed("url", in: section).flatMap { self.url($0) }
    let method = section["method"].flatMap { self.method($0) }
    let token = section["token file"].flatMap { path($0) }
    let connection = connection(section)
    return url.map {
      .init(url: $0, method: method ?? .post, tokenFile: token, connection: connection)
    }
  }

  mutating func webhook(_ entry: Section.Entry) -> ConsumerFile.Webhook? {
    let words = ["url", "secret file"] + Self.connectionWords
    guard let section = section(entry.node, "webhook", words) else { return nil }
    let url = needed("url", in: section).flatMap { self.url($0) }
    let secretFile = needed("secret file", in: section).flatMap { path($0) }
    let connection = connection(section)
    guard let url, let secretFile else { return nil }
    return ConsumerFile.Webhook(url: url, secretFile: secretFile, connection: connection)
  }

  private mutating func connection(_ section: Section) -> ConsumerFile.Connection {
    let certificate = section["certificate file"].flatMap { path($0) }
    let key = section["key file"].flatMap { path($0) }
    for (word, other) in [("certificate file", "key file"), ("key file", "certificate file")] {
      guard let entry = section[word], section[other] == nil else { continue }
      mistake(
        entry.line, "there is a “\(word)” but no “\(other)”",
        "name both: a certificate shows who we are with its key")
    }
    return ConsumerFile.Connection(
      authorities: section["ca file"].flatMap { path($0) },
      own: certificate.flatMap { file in key.map { .init(file: file, keyFile: $0) } },
      proxy: section["proxy"].flatMap { proxy($0) })
  }

  private mutating func method(_ entry: Section.Entry) -> ConsumerFile.HTTPS.Method? {
    guard let word = text(entry.node, "method") else { return nil }
    if let method = ConsumerFile.HTTPS.Method(rawValue: word.lowercased()) { return method }
    mistake(entry.line, "there is no method “\(word)”", "write “post” or “put”")
    return nil
  }

  /// A proxy without a secret in its address: what goes through it is encrypted to the other end.
  private mutating func proxy(_ entry: Section.Entry) -> String? {
    guard let text = line(entry, most: 300) else { return nil }
    let match = text.wholeMatch(of: /http:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):([0-9]{1,5})\/?/)
    if let match, let port = Int(match.2), (1...65_535).contains(port) { return text }
    mistake(
      entry.line, "the proxy is no address of one",
      "write it with its port, as in “http://proxy.example.edu:3128”, without a name or password")
    return nil
  }

  private mutating func host(_ entry: Section.Entry) -> String? {
    guard let host = line(entry, most: 253) else { return nil }
    if host.wholeMatch(of: /[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]+/) != nil {
      return host
    }
    mistake(
      entry.line, "“\(host)” is no name of a host", "write it without a scheme, port or path")
    return nil
  }

  /// Fingerprints of 256 bits in base64 without padding: one, or several while a key changes.
  private mutating func fingerprints(_ entry: Section.Entry) -> [String]? {
    let texts = texts(entry.node, "a host key")
    if (1...10).contains(texts.count),
      texts.allSatisfy({ $0.wholeMatch(of: /SHA256:[A-Za-z0-9+\/]{43}/) != nil })
    {
      return texts
    }
    mistake(
      entry.line, "the host key is no fingerprint",
      "write what `ssh-keygen -lf` shows: SHA256: and 43 characters")
    return nil
  }

  /// An address without a secret in it; what goes over the network is encrypted.
  private mutating func url(_ entry: Section.Entry) -> String? {
    guard let text = line(entry, most: 2_000) else { return nil }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      let url = URLComponents(string: text), let host = url.host, !host.isEmpty,
      let scheme = url.scheme?.lowercased(), ["https", "http"].contains(scheme)
    else {
      mistake(entry.line, "this is no address", "write it as in “https://sis.example.edu/feed”")
      return nil
    }
    if scheme == "http", !["127.0.0.1", "localhost", "[::1]", "::1"].contains(host) {
      mistake(entry.line, "the address is not encrypted", "write “https:” instead of “http:”")
      return nil
    }
    if url.user != nil || url.password != nil {
      mistake(entry.line, "the address holds a name or password", "put the secret into a file")
      return nil
    }
    if url.fragment != nil {
      mistake(entry.line, "the address has a part after “#”", "leave it out")
      return nil
    }
    return text
  }

  private mutating func path(_ entry: Section.Entry) -> String? {
    guard let path = line(entry, most: 1_000) else { return nil }
    if path.hasPrefix("/") { return path }
    mistake(
      entry.line, "“\(entry.word)” is no absolute path",
      "begin with “/”: the daemon may run elsewhere")
    return nil
  }

  /// The entry of a word that has to be there.
  mutating func needed(_ word: String, in section: Section) -> Section.Entry? {
    if let entry = section[word] { return entry }
    mistake(section.line, "there is no “\(word)” in \(section.name)", "add “\(word): …”")
    return nil
  }

  /// One line of text of so many characters at most.
  mutating func line(_ entry: Section.Entry, most: Int) -> String? {
    guard let text = text(entry.node, entry.word) else { return nil }
    let isLine = text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
    let isTrimmed = text.trimmingCharacters(in: .whitespaces) == text
    if !text.isEmpty, isLine, isTrimmed, text.unicodeScalars.count <= most { return text }
    mistake(
      entry.line, "“\(entry.word)” must be one line of text",
      "write from 1 to \(most) characters, without blanks around them")
    return nil
  }
}
