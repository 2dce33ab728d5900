import LinkedData
import OpenBadges
import Testing

@Suite struct BakingTests {
  private let json = BakedText.json([UInt8]("{\"a\":\"<&]]>]]>\\\"\"}".utf8))
  private let token = BakedText.jwt("eyJh.eyJi.c2ln")

  private func refusal(_ bytes: [UInt8]) -> String? {
    do throws(BakingError) {
      _ = try Baking.credential(in: bytes)
      return nil
    } catch {
      return error.description
    }
  }

  private func bytes(_ text: String) -> [UInt8] { [UInt8](text.utf8) }

  @Test func `what is baked into a PNG comes out of it, and a second one replaces it`() throws {
    for credential in [json, token] {
      let once = try Baking.png(BakingSamples.png, credential: credential)
      #expect(try Baking.credential(in: once) == credential)
      #expect(try Baking.png(once, credential: credential) == once)
    }
    let other = try Baking.png(BakingSamples.png, credential: token)
    #expect(
      try Baking.png(other, credential: json)
        == Baking.png(BakingSamples.png, credential: json))
  }

  @Test func `what is baked into an SVG comes out of it, and a second one replaces it`() throws {
    for credential in [json, token] {
      let once = try Baking.svg(BakingSamples.svg, credential: credential)
      let found = try Baking.credential(in: bytes(once))
      if case .json(let text) = found {
        // `]]>` is written as an escape, which means the same.
        #expect(try JSONValue(parsing: text)["a"] == "<&]]>]]>\"")
      } else {
        #expect(found == credential)
      }
      #expect(try Baking.svg(once, credential: credential) == once)
      #expect(once.contains("v3p0\"") && once.contains("<openbadges:credential"))
    }
  }

  @Test func `every bit of a baked PNG that is turned is noticed`() throws {
    let baked = try Baking.png(BakingSamples.png, credential: json)
    for place in baked.indices {
      var altered = baked
      altered[place] ^= 0x10
      #expect(refusal(altered) != nil, "byte \(place)")
    }
    for count in 0..<baked.count { #expect(refusal(Array(baked.prefix(count))) != nil) }
    #expect(refusal(baked + [0]) != nil)
  }

  @Test(arguments: [
    "<!DOCTYPE svg><svg xmlns=\"http://www.w3.org/2000/svg\"></svg>",
    "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&a;</svg>",
    "<svg xmlns=\"http://www.w3.org/2000/svg\">&nbsp;</svg>",
    "<svg xmlns=\"http://www.w3.org/2000/svg\"><g></svg>",
    "<svg xmlns=\"http://www.w3.org/2000/svg\"/><svg/>",
    "<svg xmlns=\"http://www.w3.org/2000/svg\" a=1></svg>",
    "<svg xmlns=\"http://www.w3.org/2000/svg\" a=\"1\" a=\"2\"></svg>",
    "<svg xmlns=\"http://www.w3.org/2000/svg\"><x:g/></svg>",
    "<svg xmlns=\"http://www.w3.org/2000/svg\">]]></svg>",
    "<svg xmlns=\"http://www.w3.org/2000/svg\"><!-- -- --></svg>",
    "<svg xmlns=\"http://www.w3.org/2000/svg\">\u{1}</svg>",
    "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "<svg></svg>", "<html></html>",
    "<?xml versio=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>",
    "<?xml version=\"1.0\" encoding=\"latin-1\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>",
    "<?xml version=\"1.0\" encoding=\"utf-8' ?><svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>",
    "", "x",
    "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:openbadges=\"urn:x\"></svg>",
  ])
  func `an SVG that readers could understand differently is not baked`(_ svg: String) {
    #expect(throws: BakingError.self) { try Baking.svg(svg, credential: token) }
  }

  @Test func `a thousand elements inside one another and a megabyte of ampersands end soon`() {
    let deep =
      "<svg xmlns=\"http://www.w3.org/2000/svg\">"
      + String(repeating: "<g>", count: 100_000)
    #expect(refusal(bytes(deep)) != nil)
    let many =
      "<svg xmlns=\"http://www.w3.org/2000/svg\">"
      + String(repeating: "&", count: 1_000_000)
    #expect(refusal(bytes(many)) != nil)
  }

  @Test func `what is no credential is not baked`() {
    for text in [BakedText.json([]), .json([0x7B, 0xFF, 0x7D]), .jwt("a.b"), .jwt("a.b.\"/>")] {
      #expect(throws: BakingError.self) { try Baking.png(BakingSamples.png, credential: text) }
      #expect(throws: BakingError.self) { try Baking.svg(BakingSamples.svg, credential: text) }
    }
  }
}
