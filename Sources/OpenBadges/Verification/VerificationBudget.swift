import LinkedData

/// How much work one badge may cost. Every part of it is bounded by itself; their sum is bounded
/// here, as a badge may hold others, each with proofs of its own.
struct VerificationBudget {
  /// The most statements of one document; ours have about a hundred.
  private static let statementLimit = 20_000
  /// The most steps for telling the blank nodes of one document apart.
  private static let stepLimit = 200_000

  private var proofs = 64
  private var statements = 80_000
  private var steps = 400_000
  private var bytes = 32 << 20

  /// One proof more.
  mutating func takeProof() throws(VerificationProblem) {
    guard proofs > 0 else { throw VerificationProblem("There are too many proofs.") }
    proofs -= 1
  }

  /// One fetched document more.
  mutating func take(_ document: FetchedDocument) throws(VerificationProblem) {
    guard document.bytes.count <= bytes else {
      bytes = 0
      throw VerificationProblem("The documents that it rests on are too large.")
    }
    bytes -= document.bytes.count
  }

  /// The canonical form by RDF Dataset Canonicalization.
  mutating func canonicalForm(_ object: JSONObject) throws -> [UInt8] {
    guard statements > 0, steps > 0 else {
      throw VerificationProblem("all of it would cost too much work")
    }
    let quads = try Vocabulary.dataset(of: .object(object), acceptingIRIs: true)
    guard quads.count <= min(Self.statementLimit, statements) else {
      statements = 0
      throw VerificationProblem("it has more than \(Self.statementLimit) statements")
    }
    statements -= quads.count
    do {
      let dataset = try CanonicalDataset(quads, workLimit: min(Self.stepLimit, steps))
      steps -= dataset.steps
      return dataset.nquads
    } catch {
      steps = 0
      throw error
    }
  }

  /// The canonical form by the JSON Canonicalization Scheme; 64 bytes cost what a statement does.
  mutating func canonicalText(_ object: JSONObject) throws(VerificationProblem) -> [UInt8] {
    guard statements > 0 else {
      throw VerificationProblem("Verifying all of it would cost too much work.")
    }
    guard let text = JSONValue.object(object).canonicalized else {
      throw VerificationProblem("It has a number that cannot be canonicalised.")
    }
    statements -= text.count / 64 + 1
    return text
  }
}
