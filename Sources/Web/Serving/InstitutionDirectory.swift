import Foundation
import HTTPTypes
import Office
import Storage
import Synchronization

/// Which institution a request is for: the one whose site has the request's host, or the only one.
final class InstitutionDirectory: Sendable {
  private struct Known {
    var institutions: [(host: String, institution: Institution)] = []
    var until = ContinuousClock.now
  }

  private let office: Office
  private let known = Mutex(Known())

  init(_ office: Office) { self.office = office }

  func institution(host: String?) async throws -> Institution {
    let all = try await institutions()
    let host = host?.lowercased() ?? ""
    if let found = all.first(where: { $0.host == host }) { return found.institution }
    // Behind loopback, or a proxy that rewrites the host, there is no doubt only when there is one.
    guard let first = all.first else { throw Problem.notFound }
    guard all.count == 1 else {
      throw Problem(
        .misdirectedRequest, "unknown-host", "No institution has this host.",
        detail: "Ask for the host of an institution's site; a proxy has to pass the Host header on."
      )
    }
    return first.institution
  }

  private func institutions() async throws -> [(host: String, institution: Institution)] {
    let fresh = known.withLock { $0.until > .now ? $0.institutions : [] }
    if !fresh.isEmpty { return fresh }
    let read = try await office.institutions().map { ($0.host, $0) }
    known.withLock { $0 = Known(institutions: read, until: .now + .seconds(5)) }
    return read
  }
}

extension Institution {
  /// Host and port of its site, in lower case.
  var host: String {
    URLComponents(string: site).map { parts in
      (parts.host ?? "").lowercased() + (parts.port.map { ":\($0)" } ?? "")
    } ?? ""
  }
}
