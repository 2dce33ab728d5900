import LinkedData
import OpenBadges
import TestSupport
import Testing

@Suite struct StatusListTests {
  @Test func `bit 0 is the most significant bit of the first byte`() throws {
    var list = try StatusList()
    try list.set(0)
    let packed = try #require(Multibase.decode(list.encodedList))
    #expect(packed.prefix(10) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 0xFF])
    #expect(try list.isSet(0) && !list.isSet(1))
  }

  @Test(arguments: 0..<5)
  func `what is set is read back, and nothing else`(_ seed: UInt64) throws {
    var random = Seeded(seed)
    var list = try StatusList(count: StatusList.minimumCount + 8 * Int(seed))
    let indices = Set((0..<100).map { _ in Int.random(in: 0..<list.count, using: &random) })
    for index in indices { try list.set(index) }
    let cleared = try #require(indices.min())
    try list.clear(cleared)
    let read = try StatusList(encodedList: list.encodedList)
    #expect(read == list && read.encodedList == list.encodedList)
    let wrong = try (0..<list.count).filter {
      try read.isSet($0) != (indices.contains($0) && $0 != cleared)
    }
    #expect(wrong.isEmpty)
  }

  @Test func `lists too small, too large or damaged are refused`() throws {
    #expect(throws: StatusList.Refused.count(131_064)) { try StatusList(count: 131_064) }
    #expect(throws: StatusList.Refused.count(131_073)) { try StatusList(count: 131_073) }
    #expect(throws: StatusList.Refused.index(-1)) { try StatusList().isSet(-1) }
    #expect(throws: StatusList.Refused.index(131_072)) { try StatusList().isSet(131_072) }
    let good = try StatusList().encodedList
    for bad in ["", "u", "z" + good, String(good.dropLast(4)), good + "AAAA", "uAAAA"] {
      #expect(throws: StatusList.Refused.encoding) { try StatusList(encodedList: bad) }
    }
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `the list of another issuer is read`() throws {
    let document = try JSONValue(parsing: SharedData.bytes("samples/host/status/1"))
    let list = try StatusListCredential.list(in: document)
    #expect(try !list.isSet(94_567))
  }

  @Test func `a signed list verifies and gives its bits back`() throws {
    var list = try StatusList()
    try list.set(94_567)
    let signer = try Fixture.signer()
    let credential = StatusListCredential(
      id: Fixture.base + "/status/1", issuer: Fixture.did, validFrom: Fixture.start,
      validUntil: Fixture.start + 86_400, timeToLive: 300_000, list: list)
    let bytes = try credential.signed(by: signer, created: Fixture.start)
    let keys = [signer.verificationMethod]
    #expect(verify(document: bytes, publicKeys: keys, at: Fixture.start).isValid)
    #expect(!verify(document: bytes, publicKeys: keys, at: Fixture.start + 86_401).isValid)
    let read = try StatusListCredential.list(in: try JSONValue(parsing: bytes))
    #expect(read == list)
  }

  @Test func `an entry reads back what it wrote`() throws {
    let entry = StatusEntry(list: Fixture.base + "/status/1", index: 12, purpose: .suspension)
    #expect(StatusEntry(json: entry.json) == entry)
    var object = try #require(entry.json.object)
    for index in [12, "012", "-1", "+12", "99999999999999999999"] as [JSONValue] {
      object["statusListIndex"] = index
      #expect(StatusEntry(json: .object(object)) == nil)
    }
  }
}
