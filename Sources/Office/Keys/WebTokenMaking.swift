public import Foundation
public import OpenBadges
import Postgres
public import Storage

extension Office {
  /// A badge as a VC-JWT; nil when there is no such badge.
  ///
  /// It is made of the latest revision when somebody first asks for it, refused unless our own
  /// verification accepts it, and kept: the same bytes ever after, until the next revision. Throws
  /// a refusal when the institution has no key of the algorithm.
  public func jwt(
    of credential: UUID, algorithm: JWTAlgorithm = .rs256, at institution: Institution
  ) async throws -> String? {
    let scope = Scopes.institution(institution.id)
    let latest = try await database.read(as: scope) {
      try WebTokens.latest(
        credential, algorithm: algorithm.rawValue, of: institution.id, in: $0)
    }
    guard let latest else { return nil }
    if let token = latest.token { return String(decoding: token, as: UTF8.self) }
    let made = try await database.write(as: scope) { transaction in
      try makeJWT(of: credential, algorithm, institution, transaction)
    }
    return made.map { String(decoding: $0, as: UTF8.self) }
  }

  private func makeJWT(
    of credential: UUID, _ algorithm: JWTAlgorithm, _ institution: Institution,
    _ transaction: Transaction
  ) throws -> [UInt8]? {
    let latest = try WebTokens.latest(
      credential, algorithm: algorithm.rawValue, of: institution.id, in: transaction)
    guard let latest else { return nil }
    if let token = latest.token { return token }
    let all = try SigningKeys.all(of: institution.id, at: clock?(), in: transaction)
    let key = all.first { $0.algorithm == algorithm.rawValue && $0.state == "active" }
    guard let key else {
      throw Refusal(
        .wrongState,
        "\(institution.code) has no \(algorithm.rawValue) key that signs: run "
          + "`conferral key create`.")
    }
    let signer = try keys.jwtSigner(for: key.id, issuer: institution.did)
    let token = [UInt8](try JWTProof.make(document: latest.document, signer: signer).utf8)
    let published = DIDDocument(of: institution, keys: all)
    let verification = verify(
      jwt: token, webKeys: published.webKeys, publicKeys: published.keys)
    guard verification.isValid else {
      let words = verification.failures.map(\.name).joined(separator: ", ")
      throw Refusal(
        .unusableKey,
        "The VC-JWT of \(credential.text) was made and is not given out, because our own "
          + "verification refuses it: \(words).")
    }
    return try WebTokens.keep(
      token, of: credential, revision: latest.revision, algorithm: algorithm.rawValue,
      key: key.id, institution: institution.id, in: transaction)
  }
}

extension DIDDocument {
  /// What an institution publishes of its keys: all but those that were compromised.
  init(of institution: Institution, keys: [SigningKeys.Key]) {
    let did = institution.did
    let published = keys.filter { $0.state != "disabled" }.compactMap { key in
      KeyAlgorithm(rawValue: key.algorithm).flatMap { PublicKey($0, bytes: key.publicKey) }
    }
    self.init(
      id: did, keys: published.compactMap { $0.verificationMethod(of: did) },
      webKeys: published.compactMap { $0.webKey(of: did) })
  }
}
