import LinkedData

extension CompiledBadge {
  /// The canonical N-Quads of the badge of an award; nil when its statements do not fit the plan
  /// (a URI that is none, a subject that occurs twice, blank nodes that look alike, endorsements), so that the
  /// general path has to answer.
  func canonicalForm(of award: BadgeAward) -> [UInt8]? {
    guard award.endorsements.isEmpty, hasPlainURIs(award) else { return nil }
    var blanks = VariableBlanks(self, award)
    guard blanks.label() else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(12_288)
    guard writeNamed(award, blanks, to: &out) else { return nil }
    for node in blanks.order {
      let label = blanks.labels[node]
      if node < constants.blank.count {
        constants.blank[node].write(label, labels: blanks.labels, to: &out)
      } else {
        let (plan, fillings) = blanks.variable[node - constants.blank.count]
        plan.write(label, fillings, labels: blanks.labels, to: &out)
      }
    }
    return out
  }

  private func hasPlainURIs(_ award: BadgeAward) -> Bool {
    AbsoluteURI.accepts(award.id) && AbsoluteURI.accepts(award.subjectID)
      && award.evidence.allSatisfy { $0.id.map(AbsoluteURI.accepts) ?? false }
      && (award.status.map { AbsoluteURI.accepts($0.list) && AbsoluteURI.accepts($0.id) } ?? true)
      && (award.refresh.map(AbsoluteURI.accepts) ?? true)
  }

  /// Writes the objects with an IRI in the order of their IRIs; false when two share one.
  private func writeNamed(
    _ award: BadgeAward, _ blanks: VariableBlanks, to out: inout [UInt8]
  ) -> Bool {
    var variable: [(subject: [UInt8], plan: NodePlan, fillings: [NodePlan.Filling])] = [
      (bracketed(award.id), credential, fillings(ofCredential: award)),
      (
        bracketed(award.subjectID), subject,
        fillings(ofSubject: award, identities: blanks.identities, results: blanks.results)
      ),
    ]
    for item in award.evidence {
      variable.append((bracketed(item.id ?? ""), evidence, fillings(of: item)))
    }
    if let entry = award.status {
      variable.append((bracketed(entry.id), status, fillings(of: entry)))
    }
    if let url = award.refresh { variable.append((bracketed(url), refresh, [])) }
    variable.sort { precedes($0.subject, $1.subject) }
    for (node, next) in zip(variable, variable.dropFirst()) where node.subject == next.subject {
      return false
    }
    var rest = constants.named[...]
    for node in variable {
      while let constant = rest.first, precedes(constant.subject, node.subject) {
        constant.write(constant.subject, labels: blanks.labels, to: &out)
        rest.removeFirst()
      }
      if rest.first?.subject == node.subject { return false }
      node.plan.write(node.subject, node.fillings, labels: blanks.labels, to: &out)
    }
    for constant in rest { constant.write(constant.subject, labels: blanks.labels, to: &out) }
    return true
  }
}

func bracketed(_ iri: String) -> [UInt8] {
  var out: [UInt8] = [0x3C]
  out.append(utf8: iri)
  out.append(0x3E)
  return out
}
