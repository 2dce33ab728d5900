import HTTPTypes
import Mustache
import Office
import Storage

/// A small page that other sites show in a frame.
enum EmbedPage {
  static func open(_ badge: PublicBadge, _ visit: PageVisit, at now: Int64) -> RenderedPage {
    let status = StatusShown(badge, visit, at: now)
    return page(
      [
        "name": badge.name, "address": badge.address, "tone": status.tone,
        "status": status.title, "id": badge.publication.credential.text,
        "holder": badge.holder as Any? ?? "",
        "earned": DateShown(badge.earnedOn, visit.language).text,
        "isOpen": true,
      ], visit)
  }

  static func closed(_ visit: PageVisit) -> RenderedPage {
    page(["name": BadgeWord.closed(in: visit.language), "isOpen": false], visit)
  }

  private static func page(_ model: [String: Any], _ visit: PageVisit) -> RenderedPage {
    let text = template.render(
      model.merging([
        "language": visit.language.rawValue, "institution": visit.institution.name,
        "stylesheet": Stylesheet.path, "words": visit.words,
      ]) { $1 })
    var headers = PageTemplate.headers(for: visit, caching: "no-cache", frames: "*")
    headers[.robots] = "noindex"
    return RenderedPage(text, headers)
  }

  private static let template: MustacheTemplate = {
    let text = """
      <!doctype html>
      <html lang="{{language}}">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>{{name}} – {{institution}}</title>
      <link rel="stylesheet" href="{{stylesheet}}">
      </head>
      <body class="embed">
      <main>
      {{#isOpen}}<img src="/credentials/{{id}}/picture.png" width="320" height="320"
        alt="{{words.pictureOf}} {{name}}">{{/isOpen}}
      <div><h1>{{name}}</h1>
      {{#isOpen}}{{#holder}}<p>{{words.awardedTo}} {{holder}}</p>{{/holder}}
      <p>{{words.earnedOn}} {{earned}}</p>
      <p class="state {{tone}}">{{status}}</p>
      <p><a href="{{address}}" target="_blank" rel="noopener">{{words.open}} {{name}}</a></p>
      {{/isOpen}}<p class="quiet">{{institution}}</p></div>
      </main>
      </body></html>
      """
    do {
      return try MustacheTemplate(string: text)
    } catch {
      preconditionFailure("the template of the embedded page is malformed: \(error)")
    }
  }()
}
