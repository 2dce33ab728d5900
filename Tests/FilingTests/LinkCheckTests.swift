import Testing

@testable import Filing

@Suite struct LinkCheckTests {
  static let spellings: [(String, String)] = [
    ("https://example.edu", "https://example.edu/"),
    ("  HTTPS://Example.EDU:443/a/./b/../c#part \n", "https://example.edu/a/c"),
    ("http://example.edu:80/?q=1#x", "http://example.edu/?q=1"),
    ("http://example.edu:8080", "http://example.edu:8080/"),
    ("https://example.edu:/x", "https://example.edu/x"),
    ("https://example.edu:0443/x", "https://example.edu/x"),
    ("https://example.edu./x", "https://example.edu/x"),
    ("https://example.edu/%7euser/%41%2f%2e%2e/b", "https://example.edu/~user/A%2F../b"),
    ("https://example.edu/%c3%bc?%c3%9c=%2b", "https://example.edu/%C3%BC?%C3%9C=%2B"),
    ("https://example.edu/ü b", "https://example.edu/%C3%BC%20b"),
    ("https://example.edu/a/%2e%2E/b", "https://example.edu/b"),
    ("https://example.edu/../../x", "https://example.edu/x"),
    ("https://example.edu/a/..", "https://example.edu/"),
    ("https://example.edu//a//", "https://example.edu//a//"),
    ("https://example.edu/a?b?c/../d", "https://example.edu/a?b?c/../d"),
    ("https://example.edu/?", "https://example.edu/?"),
    ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
    ("https://bücher.example/", "https://bücher.example/"),
    ("https://[2001:DB8:0:0::1]:8443/x", "https://[2001:db8::1]:8443/x"),
    ("https://example.edu/mail?to=a@b.c", "https://example.edu/mail?to=a@b.c"),
    ("https://example.edu/<\"{}|^`[]>", "https://example.edu/%3C%22%7B%7D%7C%5E%60%5B%5D%3E"),
  ]

  @Test(arguments: spellings)
  func `a link has one spelling`(_ given: String, _ expected: String) throws {
    let link = try LinkCheck.link(given)
    #expect(link.text == expected)
    #expect(try LinkCheck.link(expected) == link)
  }

  @Test(arguments: [
    "", "   ", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)",
    "data:text/html,x", "file:///etc/passwd", "ftp://example.edu/", "mailto:a@example.edu",
    "vbscript:x", "blob:https://example.edu/x", "about:blank", "//example.edu/x", "example.edu/x",
    "/x", "https:example.edu", "https:/example.edu", "https://", "https:///x", "https://?x",
    "https://user@example.edu/", "https://user:word@example.edu/", "https://@example.edu/",
    "https://example.edu\\@evil.example/", "https://example.edu/%", "https://example.edu/%zz",
    "https://example.edu/%2", "https://example.edu:99999/", "https://example.edu:0/",
    "https://example.edu:-1/", "https://example.edu:80:80/", "https://example.edu:８０/",
    "https://exa mple.edu/", "https://exam%70le.edu/", "https://.example.edu/",
    "https://a..b/", "https://[::1/", "https://[127.0.0.1]/", "https://[fe80::1%25eth0]/",
    "https://[::1]x/", "https://example．edu/", "https://exa\u{200B}mple.edu/", "https://a,b/",
    "https://example.edu/\u{0}", "https://example.edu/a\tb", "https://example.edu/a\r\nb",
  ])
  func `what is no link to a page is refused with a sentence`(_ text: String) {
    let error = #expect(throws: FilingError.self) { try LinkCheck.link(text) }
    #expect(error?.kind == .refused)
    #expect(error?.description.hasSuffix(".") == true)
  }

  @Test func `a link is bounded, also when it is written out`() throws {
    let base = "https://example.edu/"
    let longest = base + String(repeating: "a", count: LinkCheck.limit - base.utf8.count)
    #expect(try LinkCheck.link(longest).text == longest)
    #expect(throws: FilingError.self) { try LinkCheck.link(longest + "a") }
    #expect(throws: FilingError.self) {
      try LinkCheck.link(base + String(repeating: "ü", count: 900))
    }
    #expect(throws: FilingError.self) {
      try LinkCheck.link("https://\(String(repeating: "a.", count: 200))edu/")
    }
  }
}
