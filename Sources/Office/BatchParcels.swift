import Delivery
import FeedProfiles
import Foundation
import Postgres
import Storage

extension ConsumerFile.Channel {
  /// Its word in the consumer's file.
  var word: String {
    switch self {
    case .directory: "directory"
    case .sftp: "sftp"
    case .https: "https"
    }
  }

  /// The same as a place that files are brought to; throws ``ChannelError``.
  var delivered: Channel {
    get throws {
      switch self {
      case .directory(let path): .directory(try DirectoryPlace(path: path))
      case .sftp(let server):
        .sftp(
          try SFTPPlace(
            host: server.host, port: server.port, user: server.user, proof: server.proof.delivered,
            hostKeys: server.hostKeys.delivered, folder: server.folder))
      case .https(let server):
        .https(
          try HTTPSPlace(
            url: server.url, method: server.method == .put ? .put : .post,
            tokenFile: server.tokenFile, trust: server.connection.trust))
      }
    }
  }
}

extension ConsumerFile.SFTP.Proof {
  fileprivate var delivered: SFTPPlace.Proof {
    switch self {
    case .key(let file, let passphraseFile): .key(file: file, passphraseFile: passphraseFile)
    case .password(let file): .password(file: file)
    }
  }
}

extension ConsumerFile.SFTP.HostKeys {
  fileprivate var delivered: SFTPPlace.HostKeys {
    switch self {
    case .pinned(let pins): .pinned(pins)
    case .knownHosts(let file): .knownHosts(file: file)
    }
  }
}

extension ConsumerFile.Connection {
  /// The same as what the sender of files needs.
  var trust: HTTPSPlace.Trust {
    HTTPSPlace.Trust(
      certificates: authorities, own: own.map { .init(file: $0.file, keyFile: $0.keyFile) },
      proxy: proxy)
  }
}

extension FeedBatches.Batch {
  /// The body of a webhook that tells of it (Standard Webhooks 1.0.0, "Payload structure").
  var hint: [UInt8] {
    let instant = Foundation.Date(timeIntervalSince1970: Double(release?.at.seconds ?? 0))
      .ISO8601Format()
    return Array(
      """
      {"type":"feed.batch.released","timestamp":"\(instant)","data":{"consumer":\
      \(JSONText.quoted(consumer)),"batch":"\(id.text)","number":\(number),"position":\(last)}}
      """.utf8)
  }
}

extension BatchText {
  /// What its file is to a server.
  var mediaType: String {
    switch profile.fileExtension {
    case "csv": "text/csv"
    case "jsonl": "application/jsonl"
    case "xml": "application/xml"
    default: "text/plain"
    }
  }
}

/// A text of a batch on this computer's disk, for the time that it takes to bring it.
struct TemporaryText {
  let path: String

  /// Writes it to a file that only we can read.
  static func write(_ text: BatchText) async throws -> TemporaryText {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("conferral-batch-\(UUID().uuidString)")
    let number = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard number >= 0 else { throw CocoaError(.fileWriteUnknown) }
    let handle = FileHandle(fileDescriptor: number, closeOnDealloc: true)
    let file = TemporaryText(path: url.path)
    do {
      for try await piece in text { try handle.write(contentsOf: piece) }
      try handle.close()
    } catch {
      file.remove()
      throw error
    }
    return file
  }

  func remove() { unlink(path) }
}
