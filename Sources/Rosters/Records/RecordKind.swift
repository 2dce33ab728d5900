import Microcredentials

/// What a row can become.
enum RecordKind: String, CaseIterable, Sendable {
  case learner, departure, enrollment, withdrawal, completion, evidence, credential
  case acknowledgement, notation

  /// The fields that must be there.
  var required: [Field] {
    switch self {
    case .learner: [.id]
    case .departure: [.learner]
    case .enrollment: [.learner, .program, .on]
    case .withdrawal: [.learner, .program]
    case .completion, .credential: [.learner, .kind, .code, .on]
    case .evidence: [.learner, .program, .on]
    case .acknowledgement: [.outcome]
    case .notation: [.student]
    }
  }

  /// The fields that may be there.
  var optional: [Field] {
    switch self {
    case .learner:
      [
        .idSystem, .otherID, .otherSystem, .adds, .returns, .name, .givenName, .familyName, .email,
        .key,
      ]
    case .departure: [.idSystem, .on, .reason, .key]
    case .enrollment: [.idSystem, .version, .corrects, .membership, .key]
    case .withdrawal: [.idSystem, .on, .reason, .membership, .key]
    case .completion:
      [
        .idSystem, .title, .grade, .score, .credits, .hours, .points, .passed, .origin, .attempt,
        .term, .status, .tags, .key,
      ]
    case .evidence:
      [.idSystem, .kind, .code, .title, .url, .sha256, .reviewer, .score, .level, .key]
    case .credential: [.idSystem, .title, .issuer, .expires, .key]
    case .acknowledgement: [.position, .notation, .code, .text]
    case .notation: [.program, .text, .term, .on, .credits, .notation, .kind]
    }
  }

  /// What it is for.
  var purpose: Mapping.Purpose {
    switch self {
    case .acknowledgement: .acknowledgements
    case .notation: .notations
    default: .roster
    }
  }

  /// What may be written in a field of this record.
  func form(of field: Field) -> Form {
    switch (self, field) {
    case (.completion, .kind): .choice(RecordChoices.completionKinds)
    case (.credential, .kind): .choice(RecordChoices.credentialKinds)
    case (.notation, .kind): .choice(RecordChoices.lineKinds)
    default: field.form
    }
  }
}

/// The words that fields with a choice take.
enum RecordChoices {
  static let outcomes = AcknowledgementRow.Outcome.allCases.map(\.rawValue)
  static let lineKinds = ["add", "void"]
  static let origins = Origin.allCases.map(\.rawValue)
  static let states = CompletionRow.Status.allCases.map(\.rawValue)
  static let credentialKinds = [FactKind.certification, .credential].map(\.rawValue)
  static let completionKinds = FactKind.allCases.map(\.rawValue).filter {
    !credentialKinds.contains($0) && $0 != FactKind.evidence.rawValue
  }
}
