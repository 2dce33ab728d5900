import Crypto
import FeedProfiles
import Foundation
import Microcredentials
import Testing

@Suite struct GoldenTests {
  @Test func `every profile of the program is read without a mistake`() throws {
    let expected = [
      "banner-comment", "banner-event", "clr", "colleague", "csv", "fixed-width", "json-lines",
      "peoplesoft-milestone", "peoplesoft-text", "pesc-xml",
    ]
    #expect(FeedProfile.shippedNames == expected)
    for name in expected { #expect(try Samples.profile(name).name == name) }
    #expect(throws: UnknownProfile.self) { try FeedProfile.shipped("../secrets") }
  }

  /// Anew with CONFERRAL_WRITE_GOLDEN=1.
  @Test(arguments: FeedProfile.shippedNames)
  func `a profile writes the bytes that it always wrote`(_ name: String) throws {
    let profile = try Samples.profile(name)
    let batch = Samples.batch(profile, resent: [Samples.row(0)])
    let file = Samples.folder.appendingPathComponent("Golden/\(name).\(profile.fileExtension)")
    if ProcessInfo.processInfo.environment["CONFERRAL_WRITE_GOLDEN"] != nil {
      try Data(batch.bytes).write(to: file)
    }
    #expect([UInt8](try Data(contentsOf: file)) == batch.bytes, "\(name) writes other bytes")
  }

  @Test(arguments: FeedProfile.shippedNames)
  func `a batch tells its own hashes and totals`(_ name: String) throws {
    let batch = Samples.batch(try Samples.profile(name), resent: [Samples.row(0)])
    let hash = SHA256.hash(data: Data(batch.bytes)).map { String(format: "%02x", $0) }.joined()
    #expect(batch.sha256 == hash)
    let details = SHA256.hash(data: Data(batch.bytes[batch.details]))
    #expect(batch.trailer.detailsSHA256 == details.map { String(format: "%02x", $0) }.joined())
    let read = Samples.read(batch.bytes)
    #expect(read.problems.map(\.description) == [])
    #expect(read.trailer == batch.trailer)
    #expect(read.sha256 == hash)
    #expect(read.header?.profile == name)
    #expect(read.header?.number == 1)
    #expect(batch.trailer.rows + batch.trailer.leftOut == 13)
  }

  @Test(arguments: FeedProfile.shippedNames)
  func `a row is left out or it is checked to fit, never both`(_ name: String) throws {
    let profile = try Samples.profile(name)
    let batch = Samples.batch(profile)
    for row in Samples.rows {
      #expect(profile.mistakes(in: row) == batch.leftOut[row.position] ?? [])
    }
    #expect(batch.trailer.leftOut == batch.leftOut.count)
  }

  /// In processes of their own: the environment is that of all tests.
  @Test(arguments: [("Asia/Tokyo", "tr_TR.UTF-8"), ("America/Los_Angeles", "ar_EG")])
  func `zone and language of the machine change nothing`(
    _ zone: String, _ language: String
  ) async throws {
    await #expect(processExitsWith: .success) {
      [zone = zone as String, language = language as String] in
      for name in FeedProfile.shippedNames {
        let profile = try Samples.profile(name)
        let here = Samples.batch(profile).bytes
        setenv("TZ", zone, 1)
        setenv("LC_ALL", language, 1)
        tzset()
        setlocale(LC_ALL, "")
        #expect(Samples.batch(profile).bytes == here, "\(name) in \(zone)")
        unsetenv("TZ")
        unsetenv("LC_ALL")
        tzset()
        setlocale(LC_ALL, "C")
      }
    }
  }

  @Test(arguments: FeedProfile.shippedNames)
  func `a file is read the same in pieces of any size`(_ name: String) throws {
    let batch = Samples.batch(try Samples.profile(name))
    let whole = Samples.read(batch.bytes)
    for pieces in [1, 2, 3, 7, 64, 1_000] {
      let read = Samples.read(batch.bytes, pieces: pieces)
      #expect(read.problems == whole.problems)
      #expect(read.trailer == whole.trailer)
      #expect(read.header == whole.header)
      #expect(read.sha256 == whole.sha256)
    }
  }

  @Test(arguments: FeedProfile.shippedNames)
  func `a batch of nothing is a header and a trailer`(_ name: String) throws {
    let batch = Samples.batch(try Samples.profile(name), Samples.header(first: 5, last: 4), [])
    let read = Samples.read(batch.bytes)
    #expect(read.problems == [])
    #expect(read.trailer?.rows == 0)
    #expect(batch.details.isEmpty)
  }
}
