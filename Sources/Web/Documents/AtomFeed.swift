import Foundation
import Microcredentials
import Office
import OpenBadges
import Postgres
import Storage

/// New programs and new versions, the latest first (RFC 4287).
struct AtomFeed {
  /// How many entries the feed has.
  private static let size = 50

  private struct Entry {
    let program: CatalogueProgram
    let version: CatalogueProgram.Version
    /// Seconds since 1970: when it was recorded, or its first day where that is later.
    let updated: Int64
  }

  private let entries: [Entry]
  private let institution: Institution

  init(_ catalogue: Catalogue, _ institution: Institution) {
    self.institution = institution
    let all = catalogue.programs.filter(\.isListed).flatMap { program in
      // A version whose day has not come is no news yet.
      program.versions.drop { $0.id != program.current.id }.map { version in
        Entry(program: program, version: version, updated: Self.moment(of: version))
      }
    }
    entries = Array(
      all.sorted { ($1.updated, $0.version.id.text) < ($0.updated, $1.version.id.text) }
        .prefix(Self.size))
  }

  private static func moment(of version: CatalogueProgram.Version) -> Int64 {
    let recorded = version.recordedAt.microsecondsSince1970 / 1_000_000
    let first = version.from.map { Int64($0.number) * 86_400 }
    return max(recorded, first ?? recorded)
  }

  var xml: String {
    let site = institution.site
    let updated = entries.first?.updated ?? 0
    return """
      <?xml version="1.0" encoding="utf-8"?>
      <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
      <id>\(Markup.escaped(site))/programs.atom</id>
      <title>\(Markup.escaped(institution.name)): micro-credentials</title>
      <updated>\(Timestamp.text(updated))</updated>
      <author><name>\(Markup.escaped(institution.name))</name>\
      <uri>\(Markup.escaped(institution.url))</uri></author>
      <link rel="self" type="application/atom+xml" href="\(Markup.escaped(site))/programs.atom"/>
      <link rel="alternate" type="text/html" href="\(Markup.escaped(site))/"/>
      <generator>Conferral</generator>
      \(entries.map(xml).joined(separator: "\n"))
      </feed>

      """
  }

  private func xml(_ entry: Entry) -> String {
    let program = entry.program
    let address =
      institution.site + ProgramAddress.version(program.code, entry.version.label)
    let label = program.versions.count > 1 ? ", version \(entry.version.label)" : ""
    let unit = program.text.unit.map {
      "<category term=\"\(Markup.escaped($0))\"/>"
    }
    return """
      <entry>
      <id>urn:uuid:\(entry.version.id.text)</id>
      <title>\(Markup.escaped(program.text.title + label))</title>
      <updated>\(Timestamp.text(entry.updated))</updated>
      <published>\(Timestamp.text(entry.updated))</published>
      <link rel="alternate" type="text/html" href="\(Markup.escaped(address))"/>\(unit ?? "")
      <summary>\(Markup.escaped(program.text.summary))</summary>
      </entry>
      """
  }
}
