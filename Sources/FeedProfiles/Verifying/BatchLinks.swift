/// How batches hang together.
extension BatchChain {
  /// Orders the batches and checks the links between them; `sidecars` are the texts of the
  /// `.sha256` files by the names of the batches.
  init(_ files: [BatchFile], sidecars: [String: String]) {
    batches = files.sorted { $0.order < $1.order }
    problems = batches.flatMap(\.problems)
    for index in batches.indices {
      let batch = batches[index]
      let next = batches[(index + 1)...].first { $0.follows(batch) }
      checkSidecar(batch, sidecars[batch.name], next)
      guard let header = batch.header else { continue }
      checkName(batch, header)
      let before = batches[..<index].last { $0.hasChain(of: batch) }
      checkNumber(batch, before)
      if let before { checkLink(batch, before) }
    }
    checkIDs()
  }

  private mutating func note(_ file: String, _ message: String) {
    problems.append(BatchProblem(file: file, message: message))
  }

  /// The file, its sidecar and the next batch each know the hash: two of them outvote the third.
  private mutating func checkSidecar(_ batch: BatchFile, _ text: String?, _ next: BatchFile?) {
    guard let text else {
      return note(batch.name, "there is no \(batch.name).sha256 beside it that can be read")
    }
    if text == BatchFile.sidecar(batch.sha256, of: batch.name) { return }
    guard let next, next.header?.previous == batch.sha256 else {
      return note(
        batch.name,
        "the file has the SHA-256 \(batch.sha256), its \(batch.name).sha256 says otherwise")
    }
    note(
      "\(batch.name).sha256",
      "expected “\(batch.sha256)  \(batch.name)”, which \(next.name) confirms")
  }

  /// A loader takes files in the order of their names, so a name is part of what was delivered.
  private mutating func checkName(_ batch: BatchFile, _ header: BatchHeader) {
    guard !batch.name.hasPrefix(header.fileStem + ".") else { return }
    note(
      batch.name,
      "it is batch \(header.number) of “\(header.consumer)”, whose file was delivered under a name "
        + "that begins with \(header.fileStem)")
  }

  private mutating func checkNumber(_ batch: BatchFile, _ before: BatchFile?) {
    guard let header = batch.header else { return }
    let expected = (before?.header?.number ?? 0) + 1
    if header.number == expected {
      if expected == 1, header.previous != nil {
        note(batch.name, "it is the first batch and yet names one before it")
      }
      return
    }
    let whose = "of “\(header.consumer)”"
    if header.number < expected {
      note(
        batch.name, "it is batch \(header.number) \(whose), as \(before?.name ?? "another") is")
    } else if header.number == expected + 1 {
      note(batch.name, "the batch before it, number \(expected) \(whose), is missing")
    } else {
      note(
        batch.name,
        "the batches before it, numbers \(expected) to \(header.number - 1) \(whose), are missing")
    }
  }

  private mutating func checkLink(_ batch: BatchFile, _ before: BatchFile) {
    guard batch.follows(before), let header = batch.header, let last = before.header?.last else {
      return
    }
    if header.previous != before.sha256 {
      note(
        batch.name,
        "it follows a batch with the SHA-256 \(header.previous ?? "(none)"), and \(before.name) "
          + "has \(before.sha256): one of the two was changed or exchanged")
    }
    if header.first != last + 1 {
      note(
        batch.name, "expected it to begin at position \(last + 1), it begins at \(header.first)")
    }
  }

  private mutating func checkIDs() {
    var names: [String: String] = [:]
    for batch in batches {
      guard let id = batch.header?.id else { continue }
      if let other = names.updateValue(batch.name, forKey: id) {
        note(batch.name, "it has the id of \(other)")
      }
    }
  }
}

extension BatchFile {
  fileprivate var order: (String, String, Int, String) {
    (header?.institutionCode ?? "", header?.consumer ?? "", header?.number ?? 0, name)
  }

  fileprivate func hasChain(of other: BatchFile) -> Bool {
    guard let header, let other = other.header else { return false }
    return header.institutionCode == other.institutionCode && header.consumer == other.consumer
  }

  fileprivate func follows(_ other: BatchFile) -> Bool {
    guard hasChain(of: other), let header, let other = other.header else { return false }
    return header.number == other.number + 1
  }
}
