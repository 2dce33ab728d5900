import Foundation
import Testing

@testable import Filing

/// The examples that AWS publishes.
@Suite struct SignatureTests {
  struct Example: CustomStringConvertible, Sendable {
    var description: String
    var method = "GET"
    var path = "/"
    var query: [(String, String)] = []
    var headers: [(String, String)]
    var payload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    var signature: String
  }

  private static let host = ("Host", "examplebucket.s3.amazonaws.com")
  private static let empty = (
    "x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  )
  private static let date = ("x-amz-date", "20130524T000000Z")

  /// Amazon S3 API Reference, "Examples: Signature Calculations".
  static let storage: [Example] = [
    Example(
      description: "GET Object", path: "/test.txt",
      headers: [host, ("Range", "bytes=0-9"), empty, date],
      signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
    Example(
      description: "PUT Object", method: "PUT", path: "/test%24file.text",
      headers: [
        host, ("Date", "Fri, 24 May 2013 00:00:00 GMT"), date,
        ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        (
          "x-amz-content-sha256",
          "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"
        ),
      ],
      payload: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
      signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
    Example(
      description: "GET Bucket Lifecycle", query: [("lifecycle", "")],
      headers: [host, empty, date],
      signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
    Example(
      description: "Get Bucket (List Objects)", query: [("prefix", "J"), ("max-keys", "2")],
      headers: [host, empty, date],
      signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
  ]

  private static let service = [
    ("Host", "example.amazonaws.com"), ("X-Amz-Date", "20150830T123600Z"),
  ]

  /// AWS Signature Version 4 Test Suite.
  static let suite: [Example] = [
    Example(
      description: "get-vanilla", headers: service,
      signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    Example(
      description: "get-vanilla-query-order-key-case",
      query: [("Param2", "value2"), ("Param1", "value1")], headers: service,
      signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
    Example(
      description: "post-vanilla", method: "POST", headers: service,
      signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    Example(
      description: "get-header-key-duplicate",
      headers: [
        service[0], ("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1"),
        service[1],
      ],
      signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"),
    Example(
      description: "get-header-value-trim",
      headers: [
        service[0], ("My-Header1", " value1"), ("My-Header2", " \"a   b   c\""), service[1],
      ],
      signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
  ]

  @Test(arguments: storage) func `the examples of S3 are signed as published`(_ example: Example) {
    let signature = SignatureV4(
      accessKey: "AKIAIOSFODNN7EXAMPLE",
      secret: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), region: "us-east-1")
    check(example, signature, "20130524T000000Z")
  }

  @Test(arguments: suite) func `the test suite is signed as published`(_ example: Example) {
    let signature = SignatureV4(
      accessKey: "AKIDEXAMPLE", secret: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
      region: "us-east-1", service: "service")
    check(example, signature, "20150830T123600Z")
  }

  @Test func `a moment is written in UTC`() {
    #expect(SignatureV4.stamp(Date(timeIntervalSince1970: 1_440_938_160)) == "20150830T123600Z")
    #expect(SignatureV4.stamp(Date(timeIntervalSince1970: 0)) == "19700101T000000Z")
  }

  private func check(_ example: Example, _ signature: SignatureV4, _ stamp: String) {
    let request = SignatureV4.Request(
      method: example.method, path: example.path,
      query: example.query.map { (name: $0.0, value: $0.1) },
      headers: example.headers.map { (name: $0.0, value: $0.1) }, payload: example.payload)
    let authorization = signature.authorization(request, stamp: stamp)
    #expect(authorization.hasSuffix("Signature=\(example.signature)"))
  }
}
