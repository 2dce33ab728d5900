public import AsyncHTTPClient
import Foundation
public import Logging
import NIOCore
import NIOHTTP1

/// Files in an S3-compatible object storage, addressed by path, signed with Signature Version 4.
public struct ObjectStorage: Sendable {
  private let options: ObjectStorageOptions
  private let requests: ObjectRequests

  /// Uses a client made with `clientConfiguration`, which the caller shuts down.
  public init(_ options: ObjectStorageOptions, client: HTTPClient, logger: Logger) {
    self.options = options
    requests = ObjectRequests(options: options, client: client, logger: logger)
  }

  /// No redirects, no decompression, and an end to silence.
  public static var clientConfiguration: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow,
      timeout: .init(connect: .seconds(5), read: .seconds(30), write: .seconds(30)))
    configuration.httpVersion = .http1Only
    return configuration
  }

  func put(_ file: SpooledFile) async throws {
    if try await length(of: file.id) == file.length { return }
    let response = try await requests.send("PUT", file.id, file: file)
    guard (200..<300).contains(response.status.code) else {
      throw await requests.failure(response)
    }
  }

  func get(_ id: ContentID) async throws -> FileContent? {
    let response = try await requests.send("GET", id)
    if try await isMissing(response) { return nil }
    guard response.status == .ok, let length = Self.length(response) else {
      throw await requests.failure(response)
    }
    return FileContent(id: id, length: length, source: .response(response.body))
  }

  func length(of id: ContentID) async throws -> Int? {
    let response = try await requests.send("HEAD", id)
    if response.status == .notFound { return nil }
    guard response.status == .ok, let length = Self.length(response) else {
      throw await requests.failure(response)
    }
    return length
  }

  /// A bucket that is not there is the operator's error, not a missing file.
  private func isMissing(_ response: HTTPClientResponse) async throws -> Bool {
    guard response.status == .notFound else { return false }
    let code = await requests.code(of: response)
    if let code, code != "NoSuchKey" { throw requests.failure(404, code: code) }
    return true
  }

  private static func length(_ response: HTTPClientResponse) -> Int? {
    response.headers.first(name: "content-length").flatMap { Int($0) }.flatMap { $0 < 0 ? nil : $0 }
  }
}
