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

/// A text of a batch on this computer's disk, for the time that it takes to bring it. The file has no
/// name any more before there is anything in it, so that a daemon that is killed leaves none of it.
struct TemporaryText {
  private let file: FileHandle

  /// Writes it; nobody but this process can read it.
  init(_ text: BatchText) async throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("conferral-batch-\(UUID().uuidString)").path
    let number = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard number >= 0, unlink(path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    file = FileHandle(fileDescriptor: number, closeOnDealloc: true)
    for try await piece in text { try file.write(contentsOf: piece) }
  }

  /// Where it can be read until it is closed.
  var path: String { "/proc/self/fd/\(file.fileDescriptor)" }

  /// Gives the room on the disk back.
  func close() { try? file.close() }
}
