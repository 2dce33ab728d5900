import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import LinkedData
import Office
import Storage

/// The cookie of somebody who signed in, and the proof that a request comes from our own pages.
enum WebSession {
  /// With https the prefix that binds a cookie to this host and to all its paths; without (loopback
  /// only) browsers would refuse it.
  static func name(at institution: Institution) -> String {
    isSecure(institution) ? "__Host-conferral" : "conferral"
  }

  static func isSecure(_ institution: Institution) -> Bool {
    institution.site.hasPrefix("https://")
  }

  /// The session's secret that the request brings.
  static func cookie(of request: Request, at institution: Institution) -> String? {
    cookie(named: name(at: institution), of: request)
  }

  /// The value of a cookie of ours.
  static func cookie(named name: String, of request: Request) -> String? {
    let name = name + "="
    for header in request.headers[values: .cookie] {
      for part in header.split(separator: ";") {
        let part = part.trimmingCharacters(in: .whitespaces)
        if part.hasPrefix(name), part.utf8.count <= 300 {
          return String(part.dropFirst(name.count))
        }
      }
    }
    return nil
  }

  /// The Set-Cookie field of a session; a lifetime of 0 removes it.
  static func field(_ secret: String, seconds: Int, at institution: Institution) -> String {
    let secure = isSecure(institution) ? "; Secure" : ""
    return "\(name(at: institution))=\(secret); Path=/; HttpOnly; SameSite=Lax; "
      + "Max-Age=\(seconds)\(secure)"
  }

  /// What a page of this session sends back with every change: nobody else can know it.
  static func forgeryToken(of session: String) -> String {
    let code = HMAC<SHA256>.authenticationCode(
      for: Array("csrf".utf8), using: SymmetricKey(data: Array(session.utf8)))
    return String(decoding: Base64URL.encode(Array(code)), as: UTF8.self)
  }

  /// Refuses a change that a foreign page may have sent: it carries the cookie, but neither our
  /// origin nor the token.
  static func checkForgery(
    _ request: Request, session: String, at institution: Institution, token: String? = nil
  ) throws {
    guard request.method != .get, request.method != .head else { return }
    let given = Array((token ?? request.headers[.csrfToken] ?? "").utf8)
    let wanted = Array(forgeryToken(of: session).utf8)
    guard isEqual(given, wanted), !isForeign(request) else {
      throw Problem(
        .forbidden, "forged", "The request does not come from a page of this site.",
        detail: "Send the X-CSRF-Token that GET /api/v1/me tells for this session.")
    }
  }

  /// Refuses a form that a browser sends for a page of another site. What the form does is bound by
  /// a secret within it, but nobody else shall have a browser send it.
  static func checkSite(_ request: Request) throws {
    guard !isForeign(request) else {
      throw Problem(.forbidden, "forged", "The request does not come from a page of this site.")
    }
  }

  /// Whether a browser says that a page of another site made the request.
  private static func isForeign(_ request: Request) -> Bool {
    let site = request.headers[HTTPField.Name("Sec-Fetch-Site")!]
    return site != nil && site != "same-origin"
  }

  /// The Set-Cookie field that binds a sign-in to the browser it was begun in.
  static func bindingField(of state: String, at institution: Institution) -> String {
    let secure = isSecure(institution) ? "; Secure" : ""
    return "\(bindingName(at: institution))=\(binding(of: state)); Path=/; HttpOnly; "
      + "SameSite=Lax; Max-Age=600\(secure)"
  }

  /// Whether the request comes from the browser in which the sign-in of that state was begun.
  static func isBound(_ request: Request, to state: String, at institution: Institution) -> Bool {
    let wanted = bindingName(at: institution) + "=" + binding(of: state)
    return request.headers[values: .cookie].contains { header in
      header.split(separator: ";").contains {
        isEqual(Array($0.trimmingCharacters(in: .whitespaces).utf8), Array(wanted.utf8))
      }
    }
  }

  private static func bindingName(at institution: Institution) -> String {
    name(at: institution) + "-sign-in"
  }

  private static func binding(of state: String) -> String {
    String(decoding: Base64URL.encode(Secret.hash("browser \(state)")), as: UTF8.self)
  }

  /// In the same time wherever they differ.
  private static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
