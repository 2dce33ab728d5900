import LinkedData

/// The badges of one program version, compiled once so that issuing each costs little more than
/// its signature. The bytes are those that `OpenBadgeCredential` and `DataIntegrity.sign` give.
public struct BadgeTemplate: Sendable {
  /// What the badges have in common.
  public let outline: BadgeOutline
  private let signer: any Signer
  private let compiled: CompiledBadge?
  private let proof: ProofText

  /// Compiles an outline for a key; throws a `VocabularyError` when the outline cannot be signed,
  /// such as for an id that is no URI.
  public init(outline: BadgeOutline, signer: any Signer) throws {
    self.outline = outline
    self.signer = signer
    compiled = try CompiledBadge(outline)
    proof = try ProofText(method: signer.verificationMethod.id)
  }

  /// The public side of the key that signs.
  public var verificationMethod: VerificationMethod { signer.verificationMethod }

  /// Whether badges of this outline are issued the fast way; false when parts of the achievement
  /// look exactly alike, such as two result descriptions that end with the same allowed values.
  public var isCompiled: Bool { compiled != nil }

  /// The signed badge of an award, compact UTF-8 JSON; `created` is the time of the proof in
  /// seconds since 1970 in UTC. Throws a `VocabularyError` that names the place of a wrong value.
  public func issue(_ award: BadgeAward, created: Int64) throws -> [UInt8] {
    guard let compiled, let canonical = compiledCanonicalForm(of: award) else {
      return try issueGenerally(award, created: created)
    }
    let created = Timestamp.bytes(created)
    let data = proof.hash(created: created) + canonical.sha256
    let signature = try signer.signature(for: data)
    var out: [UInt8] = []
    out.reserveCapacity(6144)
    compiled.text.write(award, to: &out)
    proof.write(created: created, signature: signature, to: &out)
    return out
  }

  /// The canonical form of an award's badge when it fits the plan, else nil.
  package func compiledCanonicalForm(of award: BadgeAward) -> [UInt8]? {
    compiled?.canonicalForm(of: award)
  }

  /// The same bytes by way of the general canonicalisation, which is slower.
  public func issueGenerally(_ award: BadgeAward, created: Int64) throws -> [UInt8] {
    let endorsements = try award.endorsements.map {
      try DataIntegrity.sign($0.json, created: created, signer: signer)
    }
    let document = OpenBadgeCredential(
      outline: outline, award: award, endorsements: endorsements
    ).json
    return try DataIntegrity.sign(document, created: created, signer: signer).serialized
  }
}
