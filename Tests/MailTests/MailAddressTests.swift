import Testing

@testable import Mail

@Suite struct MailAddressTests {
  @Test(arguments: ["ana@example.edu", "o'neil+badges@mail.example.edu", "françois@example.edu"])
  func `an address is taken as it is`(_ text: String) {
    #expect(MailAddress(text)?.text == text)
  }

  @Test(arguments: [
    "", "ana", "@example.edu", "ana@", "ana@localhost", "a b@example.edu",
    "ana@example.edu\r\nBcc: all@example.edu", "<ana@example.edu>", "a@b@example.edu",
  ])
  func `what could be read as something else is no address`(_ text: String) {
    #expect(MailAddress(text) == nil)
  }
}
