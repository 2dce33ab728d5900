public import Foundation
public import Microcredentials
public import Postgres
import ProgramFiles
public import Storage

/// A version with everything that its file says.
public struct ProgramVersionDetails: Sendable {
  /// Its row.
  public var listed: ProgramVersions.Listed
  /// SHA-256 of its file: comments are changes too.
  public var sourceSHA256: [UInt8]
  /// What its file says.
  public var version: ProgramVersion
  /// The credits with which it can be earned, and those of everything on offer.
  public var credits: CreditRange
  /// The most credits that the institution allows.
  public var cap: Quantity
  /// The decisions about it, in their order.
  public var approvals: [ProgramApprovals.Listed]
}

/// Programs and their versions, as every role may read them.
extension Visit {
  /// Programs by their codes, one more than `limit` where there are more.
  public func programs(
    _ filter: Programs.Filter, after key: String?, limit: Int
  ) throws -> [Programs.Shown] {
    try may(.readPrograms)
    return try Programs.page(
      filter, on: today(), after: key, limit: limit + 1, of: institution, in: transaction)
  }

  /// One program by its code.
  public func program(_ code: String) throws -> Programs.Shown {
    try may(.readPrograms)
    guard let program = try Programs.one(code, on: today(), of: institution, in: transaction)
    else { throw Refusal(.noProgram, "There is no program of this code.") }
    return program
  }

  /// The versions of a program as they were recorded, one more than `limit` where there are more.
  public func versions(
    of code: String, after place: (PostgresInstant, UUID)?, limit: Int
  ) throws -> [ProgramVersions.Listed] {
    try may(.readPrograms)
    let program = try program(code)
    return try ProgramVersions.page(
      of: program.code, after: place, limit: limit + 1, institution: institution, in: transaction)
  }

  /// One version by its label.
  public func version(_ label: String, of code: String) throws -> ProgramVersions.Listed {
    try may(.readPrograms)
    let version = try ProgramVersions.one(
      label, of: code, institution: institution, in: transaction)
    guard let version else {
      throw Refusal(.noProgram, "There is no program of this code with a version of this label.")
    }
    return version
  }

  /// One version with what its file says and what was decided about it.
  public func details(
    of version: ProgramVersions.Listed
  ) throws -> ProgramVersionDetails {
    try may(.readPrograms)
    let source = try source(of: version)
    let file = try read(source)
    let policy = try Institutions.policy(of: institution, in: transaction)
    return ProgramVersionDetails(
      listed: version, sourceSHA256: Secret.hash(source), version: file.version,
      credits: CreditRange(of: file.version.criteria),
      cap: (policy ?? Policy()).creditCap,
      approvals: try ProgramApprovals.all(
        of: version.id, institution: institution, in: transaction))
  }

  /// The file of a version, byte for byte.
  public func source(of version: ProgramVersions.Listed) throws -> String {
    try may(.readPrograms)
    let stored = try Programs.versions([version.id], of: institution, in: transaction)
    guard let source = stored.first?.source else {
      throw Refusal(.noProgram, "There is no version of this label.")
    }
    return source
  }

  func fileOf(_ version: ProgramVersions.Listed) throws -> ProgramFile {
    try read(source(of: version))
  }

  /// A program file that somebody sent; its mistakes come with their lines.
  func read(_ source: String) throws -> ProgramFile {
    do {
      return try ProgramFile.read(source.utf8, name: "file")
    } catch {
      throw Refusal(
        .programRefused, "The program file has mistakes: \(error.errors[0].description)",
        findings: error.errors.map(Refusal.Finding.init))
    }
  }
}
