import Testing

@testable import Filing

@Suite struct AddressTests {
  @Test(arguments: [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "100.127.255.255", "127.0.0.1",
    "127.255.255.254", "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255",
    "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255",
    "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1",
    "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378::1", "2001:2::1",
    "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1",
    "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "2620:4f:8000::1",
  ])
  func `addresses of special use are not global`(_ text: String) throws {
    #expect(try !#require(IPAddress(text)).isGlobal)
  }

  @Test(arguments: [
    "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
    "172.15.255.255", "172.32.0.1", "192.0.1.1", "198.17.255.255", "198.20.0.1", "223.255.255.255",
    "2606:4700::1111", "2a00:1450::1", "2001:200::1", "2001:4860:4860::8888", "2003::1",
  ])
  func `addresses of the public Internet are`(_ text: String) throws {
    let address = try #require(IPAddress(text))
    #expect(address.isGlobal && !address.isLoopback)
    #expect(IPAddress(address.text) == address)
  }

  @Test(arguments: [
    "", "127.1", "0x7f000001", "2130706433", "1.2.3", "::g", "fe80::1%lo", "1.2.3.4.5",
  ])
  func `only the usual forms are addresses`(_ text: String) {
    #expect(IPAddress(text) == nil)
  }
}
