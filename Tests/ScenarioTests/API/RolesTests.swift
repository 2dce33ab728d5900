import Foundation
import HTTPTypes
import HummingbirdTesting
import LinkedData
import Microcredentials
import NIOCore
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Which role may do what, over all endpoints.
@Suite(.database(.conferral)) struct RolesTests {
  @Test func `every role does what the table says, and nothing else`() async throws {
    let campus = try await Campus.open(at: "2026-09-10T12:00:00Z")
    try await campus.people("1,Ada Lovelace")
    let ada = try await campus.learnerID("1")
    try await APIClient.serve(campus) { api in
      for role in Role.allCases {
        let visitor = try await api.visitor(role, learner: ada)
        for endpoint in API.endpoints {
          try await check(endpoint, role, visitor, api)
        }
      }
    }
  }

  private func check(
    _ endpoint: Endpoint, _ role: Role, _ visitor: Visitor, _ api: APIClient
  ) async throws {
    var headers = visitor.headers
    if endpoint.needsMatch { headers[.ifMatch] = "*" }
    let stranger = UUID()
    let answer = try await api.send(
      endpoint.method, endpoint.address { _ in stranger.text } + endpoint.query(stranger),
      endpoint.sampleBody(stranger), as: nil, headers)
    #expect(answer.status != 401, "\(role) \(endpoint.id)")
    let isForbidden = answer.status == 403 && answer.problem == "forbidden"
    // The whole ledger is none of a feed client's business: that of its consumers is.
    let isWhole = ["/feed/notations", "/feed/state", "/feed/events"].contains(endpoint.path)
    let mayCall = endpoint.action.roles.contains(role) && !(role == .feedClient && isWhole)
    #expect(isForbidden == !mayCall, "\(role.rawValue) \(endpoint.id): \(answer.text)")
  }

  /// The table as it was last agreed on. After a change that is meant, run the test once with
  /// CONFERRAL_WRITE_GOLDEN=1, and commit the file with the change.
  @Test func `the table of roles is the one that was agreed on`() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = folder.appendingPathComponent("Golden/roles.txt")
    let now = Self.matrix
    if ProcessInfo.processInfo.environment["CONFERRAL_WRITE_GOLDEN"] == "1" {
      try Data(now.utf8).write(to: file)
    }
    let agreed = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    let difference = now.split(separator: "\n").difference(from: agreed)
    let changes = difference.map { change in
      switch change {
      case .insert(_, let line, _): "+ \(line)"
      case .remove(_, let line, _): "- \(line)"
      }
    }
    #expect(changes.isEmpty, "\(changes.joined(separator: "\n"))")
  }

  static var matrix: String {
    let roles = Role.allCases
    var lines = roles.enumerated().map { "\(Self.sign($0.offset)) \($0.element.rawValue)" }
    lines.append("")
    for endpoint in API.endpoints.sorted(by: {
      ($0.path, $0.method.rawValue) < ($1.path, $1.method.rawValue)
    }) {
      let signs = roles.enumerated().map { place, role in
        endpoint.action.roles.contains(role) ? Self.sign(place) : "."
      }.joined()
      let method = endpoint.method.rawValue.padding(toLength: 6, withPad: " ", startingAt: 0)
      lines.append("\(signs) \(method) \(endpoint.path) (\(endpoint.action.rawValue))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func sign(_ place: Int) -> String {
    String("ABCDEFGHIJKLMNOPQRSTUVWXYZ".dropFirst(place).prefix(1))
  }

  @Test func `somebody without a role learns who they are, and nothing else`() async throws {
    let campus = try await Campus.open()
    try await APIClient.serve(campus) { api in
      let nobody = try await api.person()
      let me = try await api.get("/me", by: nobody)
      #expect(me.status == 200)
      #expect(me.json["roles"] == [])
      for endpoint in API.endpoints where endpoint.action != .readOwnAccess {
        let answer = try await api.send(
          endpoint.method, endpoint.address { _ in "x" }, nil, as: nil, nobody.headers)
        #expect(answer.status == 403, "\(endpoint.id)")
      }
    }
  }
}
