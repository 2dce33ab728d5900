extension Fetcher {
  /// Fetches a JSON object with GET, as a document of the provider.
  func document(
    _ kind: SignInError.ProviderDocument, at address: WebAddress, bearer: String? = nil
  ) async throws(SignInError) -> [String: JSON] {
    let answer: Answer
    do { answer = try await get(address, bearer: bearer) } catch { throw error.seen(as: kind) }
    guard answer.status < 500 else { throw .providerUnreachable(kind) }
    guard answer.status == 200 else { throw .answerInvalid(kind, .status(answer.status)) }
    guard let object = JSON(answer.body)?.object else { throw .answerInvalid(kind, .unreadable) }
    return object
  }
}

extension Fetcher.Failure {
  /// The error of the document that was asked for.
  func seen(as document: SignInError.ProviderDocument) -> SignInError {
    switch self {
    case .unreachable: .providerUnreachable(document)
    case .redirected: .answerInvalid(document, .redirected)
    case .tooLong: .answerInvalid(document, .tooLong)
    }
  }
}
