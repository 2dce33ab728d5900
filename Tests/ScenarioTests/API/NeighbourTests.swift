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

/// Over HTTP nothing of another institution can be seen, changed or found out.
@Suite(.database(.conferral)) struct NeighbourTests {
  /// Two campuses; the first is the one that is asked under `localhost`.
  private func campuses() async throws -> (Campus, Campus) {
    let campus = try await Campus.open()
    let other = try await campus.neighbour("auckland")
    try await host(campus)
    for one in [campus, other] {
      try await one.apply(SampleProgram.credit(one.institution.code))
      try await one.people("1,Ada", "2,Grace")
      try await one.enrollments(
        "1,\(one.institution.code),2026-08-24", "2,\(one.institution.code),2026-08-24")
      try await one.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B")
      try await one.reconcile()
    }
    return (campus, other)
  }

  private func host(_ campus: Campus) async throws {
    try await campus.owner(
      "update institution set site = 'http://localhost:1' where site = 'http://localhost'")
    try await campus.owner(
      "update institution set site = 'http://localhost' where institution_id = \(campus.id)::int")
  }

  /// The ids of an institution's rows, by the name of their column.
  private func ids(of campus: Campus) async throws -> [String: [UUID]] {
    let id = campus.id
    return try await campus.database.read { transaction in
      let columns = try transaction.query(
        """
        select c.relname::text, a.attname::text
          from pg_class c
          join pg_attribute i on i.attrelid = c.oid and i.attname = 'institution_id'
          join pg_attribute a on a.attrelid = c.oid and a.atttypid = 'uuid'::regtype
         where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
         order by 1, 2
        """
      ).map { row in (try row.next(String.self), try row.next(String.self)) }
      var ids: [String: [UUID]] = [:]
      for (table, column) in columns where ids[column] == nil {
        let found: [UUID] = try transaction.query(
          """
          select distinct \(identifier: column) from \(identifier: table)
           where institution_id = \(id)::int and \(identifier: column) is not null limit 2
          """
        ).column()
        if !found.isEmpty { ids[column] = found }
      }
      return ids
    }
  }

  /// All rows of an institution, as text.
  private func rows(of campus: Campus) async throws -> [String: String] {
    let id = campus.id
    return try await campus.database.read { transaction in
      let tables: [String] = try transaction.query(
        """
        select c.relname::text from pg_class c
          join pg_attribute i on i.attrelid = c.oid and i.attname = 'institution_id'
         where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
        """
      ).column()
      return try tables.reduce(into: [:]) { rows, table in
        rows[table] = try transaction.query(
          """
          select count(*) || md5(coalesce(string_agg(t::text, ' ' order by t::text), ''))
            from \(identifier: table) t where institution_id = \(id)::int
          """
        ).only(String.self)
      }
    }
  }

  @Test func `ids of another institution name nothing, and nothing of it is changed`()
    async throws
  {
    let (campus, other) = try await campuses()
    try await APIClient.serve(campus) { api in
      _ = try await api.person(.advisor, at: other)
      _ = try await api.token(.advisor, at: other)
      let ids = try await ids(of: other)
      let before = try await rows(of: other)
      let everybody = try await api.person(Role.granted)
      var headers = everybody.headers
      headers[.ifMatch] = "*"
      for endpoint in API.endpoints where !endpoint.variableNames.isEmpty {
        for id in candidates(endpoint, ids) {
          let address = endpoint.address { name in
            name == "program" ? other.institution.code : name == "version" ? "1" : id.text
          }
          let answer = try await api.send(
            endpoint.method, address + endpoint.query(id), endpoint.sampleBody(id), as: nil,
            headers)
          #expect([403, 404].contains(answer.status), "\(endpoint.id): \(answer.text)")
        }
      }
      #expect(try await rows(of: other) == before)
    }
  }

  @Test func `a body or a filter that names another institution's rows finds nothing`()
    async throws
  {
    let (campus, other) = try await campuses()
    try await APIClient.serve(campus) { api in
      let ids = try await ids(of: other)
      let before = try await rows(of: other)
      let everybody = try await api.person(Role.granted)
      for endpoint in API.endpoints where endpoint.variableNames.isEmpty {
        guard case .json(let schema) = endpoint.body, schema.holdsID else { continue }
        for id in ids.values.joined() {
          let answer = try await api.send(
            endpoint.method, endpoint.path, schema.sample(id), as: nil, everybody.headers)
          #expect(answer.status >= 400, "\(endpoint.id): \(answer.text)")
        }
      }
      for endpoint in API.endpoints where endpoint.method == .get {
        for parameter in endpoint.parameters {
          guard case .text(.uuid) = parameter.schema.kind else { continue }
          guard case .page = endpoint.answer, endpoint.variableNames.isEmpty else { continue }
          for id in ids.values.joined() {
            let answer = try await api.get(
              "\(endpoint.path)?\(parameter.name)=\(id.text)", by: everybody)
            let items = answer.json["items"]?.elements ?? []
            #expect(items.isEmpty, "\(endpoint.id): \(answer.text)")
          }
        }
      }
      #expect(try await rows(of: other) == before)
    }
  }

  @Test func `a token or session of one institution is unknown to another`() async throws {
    let (campus, other) = try await campuses()
    let (token, session) = try await withSecrets(campus)
    try await host(other)
    try await APIClient.serve(campus) { api in
      for path in ["/me", "/enrollments", "/journal"] {
        let statuses = [
          try await api.get(path, as: token).status, try await api.get(path, by: session).status,
        ]
        #expect(statuses == [401, 401], "\(path)")
      }
    }
  }

  private func withSecrets(_ campus: Campus) async throws -> (String, Visitor) {
    let kept = Kept()
    try await APIClient.serve(campus) { api in
      let token = try await api.token(.operator)
      let session = try await api.person(.operator)
      #expect(try await api.get("/me", as: token).status == 200)
      #expect(try await api.get("/me", by: session).status == 200)
      await kept.put(token, session)
    }
    return try await kept.taken()
  }

  /// The ids that could be meant by an endpoint's variables: those of its own noun, or else all.
  private func candidates(_ endpoint: Endpoint, _ ids: [String: [UUID]]) -> [UUID] {
    let named = endpoint.variableNames.flatMap { ids["\($0)_id"] ?? [] }
    return named.isEmpty ? Array(ids.values.joined().prefix(30)) : named
  }
}

private actor Kept {
  private var secrets: (String, Visitor)?
  func put(_ token: String, _ session: Visitor) { secrets = (token, session) }
  func taken() throws -> (String, Visitor) { try #require(secrets) }
}

extension Schema {
  /// Whether some required member of it is an id.
  fileprivate var holdsID: Bool {
    switch kind {
    case .text(.uuid): true
    case .object(let properties): properties.contains { $0.isRequired && $0.schema.holdsID }
    case .list(let element, _): element.holdsID
    default: false
    }
  }
}
