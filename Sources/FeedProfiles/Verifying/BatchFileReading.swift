/// Reads one batch and holds what it says of itself against what it has.
struct BatchFileReading {
  private let name: String
  private let profiles: [FeedProfile]
  private var scan = BatchScan()
  private var header: BatchHeader?
  private var profile: FeedProfile?
  private var reader: DetailReader?
  private var totals = BatchTotals()
  private var problems: [BatchProblem] = []
  private var isHeaderRead = false

  init(_ name: String, _ profiles: [FeedProfile]) {
    self.name = name
    self.profiles = profiles
  }

  mutating func feed(_ bytes: [UInt8]) {
    var lines: [BatchScan.Line] = []
    scan.feed(bytes) { lines.append($0) }
    takeIn(lines)
  }

  mutating func finished() -> BatchFile {
    var lines: [BatchScan.Line] = []
    scan.finish { lines.append($0) }
    takeIn(lines)
    for record in reader?.finish() ?? [] { count(record) }
    let trailer = readTrailer()
    if let trailer { compare(trailer) }
    return BatchFile(
      name: name, header: header, trailer: trailer, sha256: scan.sha256,
      detailsSHA256: scan.detailsSHA256, problems: problems)
  }

  private mutating func takeIn(_ lines: [BatchScan.Line]) {
    if !isHeaderRead, scan.isHeaderComplete || !lines.isEmpty { readHeader() }
    for line in lines {
      let records = reader?.take(line.bytes, line: line.number, offset: line.offset) ?? []
      for record in records { count(record) }
    }
  }

  private mutating func readHeader() {
    isHeaderRead = true
    guard let shape = scan.shape else {
      return note("this is no batch: expected a header", line: 1)
    }
    let lines = scan.header.map(\.content)
    guard let plain = BatchRecordReader.header(lines, shape, .utf8), let first = BatchHeader(plain)
    else { return note("the header cannot be read", line: 1, bytes: headerRange) }
    header = first
    guard let profile = profile(first) else {
      return note(
        "the profile “\(first.profile)” of version \(first.profileVersion) is not at hand, so the "
          + "records cannot be counted; give the text of that version")
    }
    self.profile = profile
    reader = DetailReader(profile)
    header = BatchRecordReader.header(lines, shape, profile.lettering.charset)
      .flatMap { BatchHeader($0) }
    let written = header.map { BatchRecordWriter(profile: profile).header($0) }
    if written != scan.header.flatMap(\.bytes) {
      note("the header is not written as the profile says", line: 1, bytes: headerRange)
    }
  }

  private func profile(_ header: BatchHeader) -> FeedProfile? {
    func fits(_ profile: FeedProfile) -> Bool {
      profile.name == header.profile && profile.version == header.profileVersion
    }
    if let given = profiles.first(where: fits) { return given }
    guard let text = try? FeedProfile.shipped(header.profile),
      let shipped = try? FeedProfile(parsing: text)
    else { return nil }
    return fits(shipped) ? shipped : nil
  }

  private mutating func count(_ record: DetailRecord) {
    guard let header else { return }
    let message: String?
    if let reading = record.reading {
      message = totals.count(reading, header)
    } else {
      message = "expected a record of the profile “\(header.profile)”"
    }
    // The first ones show what happened; the totals show how much.
    if let message, problems.count < 20 {
      note(message, line: record.line, bytes: record.bytes)
    }
  }

  private mutating func readTrailer() -> BatchTrailer? {
    if scan.isOverlong { note("a line is too long to be a record of a batch") }
    guard scan.size > 0 else {
      note("the file is empty")
      return nil
    }
    guard let line = scan.held, let shape = scan.shape else {
      note("the file ends without a trailer")
      return nil
    }
    let charset = profile?.lettering.charset ?? .utf8
    guard let record = BatchRecordReader.trailer(line.content, shape, charset),
      let trailer = BatchTrailer(record)
    else {
      note(
        "the last line is no trailer, so the file was cut off or changed", line: line.number,
        bytes: line.range)
      return nil
    }
    if let profile, BatchRecordWriter(profile: profile).trailer(trailer) != line.bytes {
      note(
        "the trailer is not written as the profile says", line: line.number, bytes: line.range)
    }
    return trailer
  }

  private mutating func compare(_ trailer: BatchTrailer) {
    let details = headerRange.upperBound..<max(headerRange.upperBound, scan.held?.offset ?? 0)
    if trailer.detailsSHA256 != scan.detailsSHA256 {
      note(
        "the records have the SHA-256 \(scan.detailsSHA256), the trailer says "
          + trailer.detailsSHA256,
        bytes: details)
    }
    guard let profile else { return }
    let differences = totals.differences(
      trailer, tellsCredits: profile.tells(.credits), tellsStudents: profile.tells(.student))
    for difference in differences { note(difference, line: scan.held?.number) }
  }

  private var headerRange: Range<Int> { 0..<scan.header.reduce(0) { $0 + $1.bytes.count } }

  private mutating func note(_ message: String, line: Int? = nil, bytes: Range<Int>? = nil) {
    problems.append(BatchProblem(file: name, line: line, bytes: bytes, message: message))
  }
}
