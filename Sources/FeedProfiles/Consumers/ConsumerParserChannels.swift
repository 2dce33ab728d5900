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
    default:
      guard let section = section(way.node, "https", ["url", "token file"]) else { return nil }
      let url = needed("url", in: section).flatMap { self.url($0) }
      let token = section["token file"].flatMap { path($0) }
      return url.map { .https(.init(url: $0, tokenFile: token)) }
    }
  }

  private mutating func sftp(_ entry: Section.Entry) -> ConsumerFile.SFTP? {
    let words = ["host", "port", "user", "folder", "key file", "host key"]
    guard let section = section(entry.node, "sftp", words) else { return nil }
    let host = needed("host", in: section).flatMap { self.host($0) }
    let port = section["port"].flatMap { count($0.node, "port", 1...65_535) }
    let user = needed("user", in: section).flatMap { line($0, most: 200) }
    let folder = section["folder"].flatMap { line($0, most: 1_000) }
    let keyFile = needed("key file", in: section).flatMap { path($0) }
    let hostKey = needed("host key", in: section).flatMap { fingerprint($0) }
    guard let host, let user, let keyFile, let hostKey else { return nil }
    return ConsumerFile.SFTP(
      host: host, port: port ?? 22, user: user, folder: folder, keyFile: keyFile,
      hostKey: hostKey)
  }

  mutating func webhook(_ entry: Section.Entry) -> ConsumerFile.Webhook? {
    guard let section = section(entry.node, "webhook", ["url", "secret file"]) else { return nil }
    let url = needed("url", in: section).flatMap { self.url($0) }
    let secretFile = needed("secret file", in: section).flatMap { path($0) }
    guard let url, let secretFile else { return nil }
    return ConsumerFile.Webhook(url: url, secretFile: secretFile)
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

  /// A fingerprint of 256 bits in base64 without padding.
  private mutating func fingerprint(_ entry: Section.Entry) -> String? {
    guard let text = line(entry, most: 100) else { return nil }
    if text.wholeMatch(of: /SHA256:[A-Za-z0-9+\/]{43}/) != nil { return text }
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
