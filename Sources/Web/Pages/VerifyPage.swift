import HTTPTypes
import Hummingbird
import NIOCore
import Office
import OpenBadges
import Storage

/// The page on which anybody verifies a badge, for people and, with `Accept: application/json`, for
/// machines. Nothing that is sent is stored or logged.
struct VerifyPage {
  private static let limit = 4 << 20

  let office: Office
  let directory: InstitutionDirectory
  private let frequency = RateLimit(perMinute: 30)
  private let verifications = AtOnce(most: 4)

  init(office: Office, directory: InstitutionDirectory) {
    self.office = office
    self.directory = directory
  }

  func add(to router: Router<WebContext>) {
    router.get("verify") { request, _ in
      let institution = try await directory.institution(host: request.head.authority)
      return VerifyTemplates.form.response(
        FormModel(problem: nil), for: PageVisit(institution, request, VerifyWord.self))
    }
    router.post("verify") { request, context in
      try frequency.take(context.client)
      let institution = try await directory.institution(host: request.head.authority)
      let visit = PageVisit(institution, request, VerifyWord.self)
      let form = try await form(request)
      let made = try await verifications.run { try await self.report(form, at: institution) }
      guard let report = made else {
        if wantsJSON(request) { throw Problem.badRequest("file", VerifyWord.nothing.english) }
        return VerifyTemplates.form.response(
          FormModel(problem: VerifyWord.nothing(in: visit.language)), for: visit,
          status: .unprocessableContent)
      }
      return wantsJSON(request)
        ? json(report)
        : VerifyTemplates.report.response(ReportModel(report, visit.language), for: visit)
    }
  }

  private func report(
    _ form: MultipartForm, at institution: Institution
  ) async throws -> VerificationReport? {
    let email = form.text("email")
    if let file = form["file"] {
      return await office.verify(file, email: email, at: institution)
    }
    if let text = form.text("text") {
      return await office.verify(Array(text.utf8), email: email, at: institution)
    }
    guard let url = form.text("url") else { return nil }
    return await office.verify(url: url, email: email, at: institution)
  }

  private func form(_ request: Request) async throws -> MultipartForm {
    let type = request.headers[.contentType] ?? ""
    guard type.lowercased().hasPrefix("multipart/form-data") else {
      throw Problem(
        .unsupportedMediaType, "unsupported-media-type", "A form is wanted.",
        detail: "Send multipart/form-data with the field file, url or text, and perhaps email.")
    }
    let body = try await request.body.collected(most: Self.limit, within: .seconds(30))
    guard let form = MultipartForm(body, contentType: type) else {
      throw Problem.badRequest("body", "The form is not framed as its type says.")
    }
    return form
  }

  private func wantsJSON(_ request: Request) -> Bool {
    let accepted = request.headers[.accept] ?? ""
    return accepted.contains("application/json") && !accepted.contains("text/html")
  }

  private func json(_ report: VerificationReport) -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: report.json)))
  }
}

/// What the form shows.
private struct FormModel {
  let problem: String?
}

/// What the result shows: what is wrong comes first.
private struct ReportModel {
  struct Row {
    let name: String
    let sentence: String
    let outcome: String
    let style: String
  }

  let isValid: Bool
  let achievement: String?
  let issuer: String?
  let validFrom: String?
  let validUntil: String?
  let rows: [Row]

  init(_ report: VerificationReport, _ language: Language) {
    isValid = report.isValid
    let credential = report.credential
    achievement = credential?.achievement.map(Self.short)
    issuer = (credential?.issuerName ?? credential?.issuer).map(Self.short)
    validFrom = credential?.validFrom.map(Self.short)
    validUntil = credential?.validUntil.map(Self.short)
    let order: [Finding.Outcome] = [.fail, .pass, .info]
    rows = order.flatMap { outcome in
      report.findings.filter { $0.outcome == outcome }.map { finding in
        let (word, style): (VerifyWord, String) =
          switch outcome {
          case .pass: (.passed, "good")
          case .fail: (.failed, "bad")
          case .info: (.noted, "quiet")
          }
        return Row(
          name: finding.name, sentence: finding.sentence, outcome: word(in: language),
          style: style)
      }
    }
  }

  private static func short(_ text: String) -> String { String(text.prefix(200)) }
}

private enum VerifyTemplates {
  static let form = PageTemplate(
    title: "{{words.title}}",
    body: """
      <h1>{{words.title}}</h1>
      <p>{{words.lead}} {{words.privacy}}</p>
      {{#problem}}<p class="notice bad" role="alert">{{problem}}</p>{{/problem}}
      <form method="post" action="/verify" enctype="multipart/form-data">
      <label for="file">{{words.file}}</label>
      <input type="file" id="file" name="file" aria-describedby="file-hint"
       accept=".png,.svg,.json,.jwt,.jws,image/png,image/svg+xml,application/json">
      <p class="hint" id="file-hint">{{words.fileHint}}</p>
      <label for="url">{{words.address}}</label>
      <input type="url" id="url" name="url" maxlength="2000" aria-describedby="url-hint">
      <p class="hint" id="url-hint">{{words.addressHint}}</p>
      <label for="text">{{words.text}}</label>
      <textarea id="text" name="text" rows="6" spellcheck="false" aria-describedby="text-hint">
      </textarea>
      <p class="hint" id="text-hint">{{words.textHint}}</p>
      <label for="email">{{words.email}}</label>
      <input type="email" id="email" name="email" maxlength="320" autocomplete="off"
       aria-describedby="email-hint">
      <p class="hint" id="email-hint">{{words.emailHint}}</p>
      <p><button>{{words.verify}}</button></p>
      </form>
      """)

  static let report = PageTemplate(
    title:
      "{{#isValid}}{{words.valid}}{{/isValid}}{{^isValid}}{{words.invalid}}{{/isValid}}",
    body: """
      <h1>{{words.result}}</h1>
      {{#isValid}}
      <p class="notice good" role="status"><strong>{{words.valid}}</strong> {{words.validMeans}}</p>
      {{/isValid}}
      {{^isValid}}
      <p class="notice bad" role="status"><strong>{{words.invalid}}</strong> {{words.invalidMeans}}</p>
      {{/isValid}}
      <dl class="facts">
      {{#achievement}}<dt>{{words.badge}}</dt><dd>{{achievement}}</dd>{{/achievement}}
      {{#issuer}}<dt>{{words.issuer}}</dt><dd>{{issuer}}</dd>{{/issuer}}
      {{#validFrom}}<dt>{{words.validFrom}}</dt><dd>{{validFrom}}</dd>{{/validFrom}}
      {{#validUntil}}<dt>{{words.validUntil}}</dt><dd>{{validUntil}}</dd>{{/validUntil}}
      </dl>
      <h2>{{words.checks}}</h2>
      <div class="scroll"><table class="checks">
      <thead><tr><th scope="col">{{words.outcome}}</th><th scope="col">{{words.check}}</th></tr></thead>
      <tbody>
      {{#rows}}
      <tr><td class="{{style}}">{{outcome}}</td>
      <td>{{sentence}} <span class="code quiet">{{name}}</span></td></tr>
      {{/rows}}
      </tbody></table></div>
      <p class="actions"><a class="button second" href="/verify">{{words.another}}</a></p>
      """)
}
