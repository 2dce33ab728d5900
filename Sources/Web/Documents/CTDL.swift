import Crypto
import Foundation
import LinkedData
import Microcredentials
import Office
import Storage

/// Programs in terms of the Credential Transparency Description Language (credreg.net/ctdl/terms).
struct CTDL {
  let institution: Institution
  let catalogue: Catalogue

  /// A graph of the micro-credential and of who offers it.
  func document(_ program: CatalogueProgram) -> JSONValue {
    .members(
      ("@context", "https://credreg.net/ctdl/schema/context/json"),
      ("@graph", .array([credential(program), organization])))
  }

  /// CTIDs are `ce-` and a UUID: that of the program itself, which never changes.
  static func ctid(of program: CatalogueProgram) -> String { "ce-\(program.id.text)" }

  /// The UUID of the institution's site in the namespace of URLs (RFC 9562, 5.5).
  var organizationCTID: String {
    let namespace: [UInt8] = [
      0x6B, 0xA7, 0xB8, 0x11, 0x9D, 0xAD, 0x11, 0xD1, 0x80, 0xB4, 0x00, 0xC0, 0x4F, 0xD4, 0x30,
      0xC8,
    ]
    var bytes = Array(Insecure.SHA1.hash(data: namespace + Array(institution.site.utf8)).prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x50
    bytes[8] = bytes[8] & 0x3F | 0x80
    let id = bytes.withUnsafeBytes { $0.loadUnaligned(as: uuid_t.self) }
    return "ce-\(UUID(uuid: id).text)"
  }

  private var organizationID: String { "\(institution.site)/#organization" }

  private var organization: JSONValue {
    .members(
      ("@id", .string(organizationID)), ("@type", "ceterms:CredentialOrganization"),
      ("ceterms:ctid", .string(organizationCTID)),
      ("ceterms:name", english(institution.name)),
      ("ceterms:subjectWebpage", .string(institution.url)),
      ("ceterms:email", .array([.string(institution.email)])))
  }

  private func credential(_ program: CatalogueProgram) -> JSONValue {
    let text = program.text
    let goals = catalogue.pathways.goals(of: program.key).compactMap(catalogue.program)
    let preparation = goals.map { goal in
      JSONValue.members(
        ("@type", "ceterms:ConditionProfile"), ("ceterms:name", english(goal.text.title)),
        ("ceterms:targetCredential", .array([.string(address(goal))])))
    }
    return .members(
      ("@id", .string(address(program))), ("@type", "ceterms:MicroCredential"),
      ("ceterms:ctid", .string(Self.ctid(of: program))), ("ceterms:name", english(text.title)),
      ("ceterms:description", english(text.summary)),
      ("ceterms:subjectWebpage", .string(address(program))),
      ("ceterms:credentialStatusType", status(program.state)),
      ("ceterms:ownedBy", .array([.string(organizationID)])),
      ("ceterms:offeredBy", .array([.string(organizationID)])),
      ("ceterms:inLanguage", .array(["en"])), ("ceterms:codedNotation", .string(program.code)),
      ("ceterms:dateEffective", program.current.from.map { .text($0) }),
      ("ceterms:image", .string(institution.site + ProgramAddress.picture(program))),
      (
        "ceterms:keyword",
        text.skills.isEmpty ? nil : .members(("en", .array(text.skills.map { .string($0) })))
      ),
      ("ceterms:isNonCredit", text.credit.isBearing ? nil : true),
      ("ceterms:requires", .array([conditions(program)])),
      ("ceterms:isPreparationFor", preparation.isEmpty ? nil : .array(preparation)))
  }

  /// What is to be done, in words, with the credentials and competencies it names.
  private func conditions(_ program: CatalogueProgram) -> JSONValue {
    let text = program.text
    let needed = catalogue.pathways.foundations(of: program.key).compactMap(catalogue.program)
    let competencies = text.competencies.map { competency in
      JSONValue.members(
        ("@type", "ceterms:CredentialAlignmentObject"),
        ("ceterms:targetNodeName", english(competency.name)),
        ("ceterms:targetNode", .textIfAny(competency.url)),
        ("ceterms:codedNotation", .textIfAny(competency.code)),
        ("ceterms:frameworkName", competency.framework.map(english)))
    }
    return .members(
      ("@type", "ceterms:ConditionProfile"),
      ("ceterms:description", english(text.criteriaNarrative)),
      ("ceterms:creditValue", credits(program).map { .array([$0]) }),
      (
        "ceterms:targetCredential",
        needed.isEmpty ? nil : .array(needed.map { .string(address($0)) })
      ),
      ("ceterms:targetCompetency", competencies.isEmpty ? nil : .array(competencies)))
  }

  private func credits(_ program: CatalogueProgram) -> JSONValue? {
    guard case .bearing(let stated) = program.text.credit else { return nil }
    let bounds = stated.map { $0...$0 } ?? program.current.credits
    guard bounds.upperBound > .zero else { return nil }
    func number(_ quantity: Quantity) -> JSONValue? {
      JSONNumber(quantity.description).map { .number($0) }
    }
    let isOne = bounds.lowerBound == bounds.upperBound
    return .members(
      ("@type", "schema:QuantitativeValue"),
      ("schema:value", isOne ? number(bounds.upperBound) : nil),
      ("schema:minValue", isOne ? nil : number(bounds.lowerBound)),
      ("schema:maxValue", isOne ? nil : number(bounds.upperBound)),
      (
        "ceterms:creditUnitType",
        .array([
          .members(
            ("@type", "ceterms:CredentialAlignmentObject"),
            ("ceterms:targetNode", "creditUnit:DegreeCredit"))
        ])
      ))
  }

  private func status(_ state: CatalogueProgram.State) -> JSONValue {
    let node: JSONValue =
      switch state {
      case .active: "credentialStat:Active"
      case .suspended: "credentialStat:Suspended"
      case .retired: "credentialStat:Deprecated"
      }
    return .members(
      ("@type", "ceterms:CredentialAlignmentObject"), ("ceterms:targetNode", node))
  }

  private func address(_ program: CatalogueProgram) -> String {
    institution.site + ProgramAddress.program(program.code)
  }

  private func english(_ text: String) -> JSONValue { .members(("en", .string(text))) }
}
