import LinkedData

/// How an award fills the slots of a compiled badge.
extension CompiledBadge {
  func fillings(ofCredential award: BadgeAward) -> [NodePlan.Filling] {
    CredentialSlot.allCases.map { slot in
      switch slot {
      case .validFrom: .instant(Timestamp.bytes(award.validFrom))
      case .validUntil: .of(award.validUntil)
      case .awardedDate: .of(award.awardedDate)
      case .credentialSubject: .value(award.subjectID)
      case .evidence: .references(award.evidence.compactMap(\.id).sorted(by: bytesPrecede))
      case .credentialStatus: award.status.map { .value($0.id) } ?? .absent
      case .refreshService: award.refresh.map { .value($0) } ?? .absent
      }
    }
  }

  /// `identities` and `results` are the numbers of the blank nodes that stand for them.
  func fillings(
    ofSubject award: BadgeAward, identities: Range<Int>, results: Range<Int>
  ) -> [NodePlan.Filling] {
    SubjectSlot.allCases.map { slot in
      switch slot {
      case .identifier: .blanks(identities)
      case .activityStartDate: .of(award.activityStartDate)
      case .activityEndDate: .of(award.activityEndDate)
      case .term: .of(award.term)
      case .creditsEarned: .of(award.creditsEarned?.lexical)
      case .narrative: .of(award.narrative)
      case .result: .blanks(results)
      }
    }
  }

  func fillings(of identity: IdentityHash) -> [NodePlan.Filling] {
    [
      .value(identity.hashed ? "true" : "false"), .of(identity.identityType), .of(identity.salt),
      .of(identity.identityHash),
    ]
  }

  func fillings(of result: AchievementResult) -> [NodePlan.Filling] {
    [
      .of(result.resultDescription), .of(result.value), .of(result.status),
      .of(result.achievedLevel),
    ]
  }

  func fillings(of evidence: EvidenceItem) -> [NodePlan.Filling] {
    [
      .of(evidence.name), .of(evidence.description), .of(evidence.narrative), .of(evidence.genre),
      .of(evidence.audience),
    ]
  }

  func fillings(of status: StatusEntry) -> [NodePlan.Filling] {
    [.value(status.purpose.rawValue), .value(String(status.index)), .value(status.list)]
  }

  private func bytesPrecede(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}

extension NodePlan.Filling {
  /// Cleaned text; empty text is absent, as in the JSON.
  static func of(_ text: String?) -> NodePlan.Filling {
    guard let text, case let clean = CleanText.of(text), !clean.isEmpty else { return .absent }
    return .value(clean)
  }

  static func of(_ instant: Int64?) -> NodePlan.Filling {
    instant.map { .instant(Timestamp.bytes($0)) } ?? .absent
  }
}
