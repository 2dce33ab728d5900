import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1

/// Signed requests to an object storage, tried again after what may pass.
struct ObjectRequests: Sendable {
  let options: ObjectStorageOptions
  let client: HTTPClient
  let logger: Logger

  /// Sends a request until it is answered with something else than a passing failure.
  func send(
    _ method: String, _ id: ContentID, file: SpooledFile? = nil
  ) async throws -> HTTPClientResponse {
    var pause = options.pause
    var attempt = 1
    while true {
      let outcome = try await once(method, id, file)
      switch outcome {
      case .success(let response): return response
      case .failure(let error):
        guard attempt < options.attempts else { throw error }
        logger.notice(
          "The object storage is asked again.",
          metadata: ["attempt": "\(attempt)", "reason": "\(error)"])
      }
      try await Task.sleep(for: pause + pause / 100 * Int.random(in: 0..<50))
      pause *= 2
      attempt += 1
    }
  }

  /// A failure is one that may pass; any other is thrown.
  private func once(
    _ method: String, _ id: ContentID, _ file: SpooledFile?
  ) async throws -> Result<HTTPClientResponse, FilingError> {
    let request = try signed(method, id, file)
    do {
      let response = try await client.execute(
        request, timeout: .seconds(Int64(options.patience)), logger: nil)
      guard response.status.code >= 500 || response.status.code == 429 else {
        return .success(response)
      }
      return .failure(await failure(response))
    } catch let error as FilingError {
      throw error
    } catch {
      try Task.checkCancellation()
      let reason = (error as? HTTPClientError)?.shortDescription ?? "no connection"
      return .failure(
        FilingError(
          .unavailable,
          "The object storage at \(options.host) cannot be reached (\(reason)): check its address."
        ))
    }
  }

  private func signed(
    _ method: String, _ id: ContentID, _ file: SpooledFile?
  ) throws -> HTTPClientRequest {
    let path = options.path(of: id)
    let payload = file?.id ?? ContentID(of: [])
    let stamp = SignatureV4.stamp(Date())
    var headers = [
      (name: "host", value: options.host), (name: "x-amz-content-sha256", value: payload.hex),
      (name: "x-amz-date", value: stamp),
    ]
    if file != nil { headers.append((name: "content-type", value: "application/octet-stream")) }
    let signature = SignatureV4(
      accessKey: options.accessKey, secret: options.secret, region: options.region)
    let authorization = signature.authorization(
      SignatureV4.Request(method: method, path: path, headers: headers, payload: payload.hex),
      stamp: stamp)
    var request = HTTPClientRequest(url: options.origin + path)
    request.method = .RAW(value: method)
    for header in headers { request.headers.add(name: header.name, value: header.value) }
    request.headers.add(name: "authorization", value: authorization)
    if let file {
      let content = FileContent(id: file.id, length: file.length, source: .file(try file.open()))
      request.body = .stream(content, length: .known(Int64(file.length)))
    }
    return request
  }

  func failure(_ response: HTTPClientResponse) async -> FilingError {
    failure(Int(response.status.code), code: await code(of: response))
  }

  /// S3's own code is the only part of the answer that is repeated: the rest may hold the request.
  func failure(_ status: Int, code: String?) -> FilingError {
    let answer = code.map { "\(status) \($0)" } ?? "\(status)"
    if status == 507 || code == "XMinioStorageFull" || code == "QuotaExceeded" {
      return FilingError(.full, "The object storage is full (\(answer)): make room in it.")
    }
    let remedy =
      switch status {
      case 401, 403: "check the access key, the secret key, the region and the bucket's policy"
      case 301, 307, 308, 404: "check the endpoint, the region and the bucket"
      default: "ask its operator"
      }
    return FilingError(
      .unavailable, "The object storage at \(options.host) answered \(answer): \(remedy).")
  }

  func code(of response: HTTPClientResponse) async -> String? {
    guard let buffer = try? await response.body.collect(upTo: 16_384) else { return nil }
    let text = String(buffer: buffer)
    guard let start = text.range(of: "<Code>"),
      let end = text.range(of: "</Code>", range: start.upperBound..<text.endIndex)
    else { return nil }
    let code = text[start.upperBound..<end.lowerBound]
    let isPlain = code.utf8.count <= 64 && code.allSatisfy { $0.isASCII && $0.isLetter }
    return isPlain ? String(code) : nil
  }
}
