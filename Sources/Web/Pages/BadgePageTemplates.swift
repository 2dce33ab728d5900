import Storage

/// The templates of a badge's pages.
enum BadgeTemplates {
  static let badge = PageTemplate(
    title: "{{name}} – {{institution}}", head: head,
    body: [opening, contents, checking, sharing].joined())

  static let closed = PageTemplate(
    title: "{{words.closed}} – {{institution}}",
    body: """
      <h1>{{words.closed}}</h1>
      <p>{{words.closedText}}</p>
      <p>{{words.closedHolder}} <a href="/my-badges">{{words.closedMyBadges}}</a></p>
      """)

  static let missing = PageTemplate(
    title: "{{words.missing}} – {{institution}}",
    body: "<h1>{{words.missing}}</h1>\n<p>{{words.missingText}}</p>")

  static let verification = PageTemplate(
    title: "{{words.verifiedTitle}} {{name}} – {{institution}}",
    body: """
      <h1>{{words.verifiedTitle}} {{name}}</h1>
      <div class="notice {{tone}}" role="status"><p><strong>{{verdict}}</strong></p>
      <p>{{words.checkedAt}} <time datetime="{{at.iso}}">{{at.text}}, {{clock}}</time></p></div>
      <ol class="steps">{{#steps}}
      <li class="{{style}}"><strong>{{word}}</strong>
      <span>{{sentence}} <span class="code quiet">{{check}}</span></span></li>
      {{/steps}}</ol>
      <ul class="actions">
      <li><a class="button" href="/credentials/{{id}}/verify">{{words.again}}</a></li>
      <li><a class="button second" href="/credentials/{{id}}">{{words.back}}</a></li></ul>
      <h2>{{words.elsewhere}}</h2>
      \(elsewhere)
      """)

  private static let head = """
    <link rel="canonical" href="{{head.address}}">
    <link rel="alternate" type="application/vc" href="{{head.address}}.json">
    <link rel="alternate" type="application/json+oembed" href="{{head.oembed}}" title="{{name}}">
    <meta name="description" content="{{head.description}}">
    <meta property="og:type" content="website">
    <meta property="og:title" content="{{name}}">
    <meta property="og:description" content="{{head.description}}">
    <meta property="og:url" content="{{head.address}}">
    <meta property="og:site_name" content="{{institution}}">
    <meta property="og:image" content="{{head.preview}}">
    <meta property="og:image:width" content="1200">
    <meta property="og:image:height" content="630">
    <meta property="og:image:alt" content="{{head.pictureText}}">
    <meta name="twitter:card" content="summary_large_image">
    <meta name="twitter:title" content="{{name}}">
    <meta name="twitter:description" content="{{head.description}}">
    <meta name="twitter:image" content="{{head.preview}}">
    <meta name="twitter:image:alt" content="{{head.pictureText}}">
    <script type="application/ld+json">{{{head.data}}}</script>
    """

  private static let opening = """
    <div class="badge-head">
    <img class="badge-picture" src="/credentials/{{id}}/picture.png" width="320" height="320"
      alt="{{words.pictureOf}} {{name}}">
    <div>
    <p class="eyebrow">{{institution}}</p>
    <h1>{{name}}</h1>
    {{#holder}}<p class="holder">{{words.awardedTo}} <strong>{{.}}</strong></p>{{/holder}}
    <p class="earned">{{words.earnedOn}} <time datetime="{{earned.iso}}">{{earned.text}}</time></p>
    {{#status}}<div class="notice {{tone}}"><p><strong>{{title}}</strong> {{text}}{{#since}}
    <time datetime="{{iso}}">{{text}}</time>.{{/since}}</p>{{#reason}}<p>{{.}}</p>{{/reason}}</div>
    {{/status}}
    <ul class="actions">
    <li><a class="button" href="/credentials/{{id}}/verify">{{words.verify}}</a></li>
    {{#sharing}}<li><a class="button second" href="#share">{{words.share}}</a></li>{{/sharing}}
    </ul>
    </div></div>
    """

  private static let contents = """
    <div class="badge-columns"><div>
    <section aria-labelledby="means"><h2 id="means">{{words.whatItMeans}}</h2>
    <p>{{summary}}</p></section>
    <section aria-labelledby="took"><h2 id="took">{{words.whatItTook}}</h2>
    {{{criteria}}}</section>
    {{#hasResults}}<section aria-labelledby="results"><h2 id="results">{{words.results}}</h2>
    <ul class="plain">{{#results}}<li><strong>{{text}}</strong>{{#on}}, <time
      datetime="{{iso}}">{{text}}</time>{{/on}}<span class="quiet">{{values}}</span></li>
    {{/results}}</ul></section>{{/hasResults}}
    {{#hasEvidence}}<section aria-labelledby="evidence"><h2 id="evidence">{{words.evidence}}</h2>
    <ul class="plain">{{#evidence}}<li><strong>{{name}}</strong>{{#kind}} ({{.}}){{/kind}}
    {{#summary}}<span>{{.}}</span>{{/summary}}
    {{#link}}<a class="out" href="{{.}}" rel="nofollow ugc noopener">{{words.evidenceLink}}
    {{name}}</a>{{/link}}
    {{#hash}}<span class="quiet code">{{.}}</span>{{/hash}}</li>{{/evidence}}</ul>
    </section>{{/hasEvidence}}
    {{#hasSkills}}<section aria-labelledby="skills"><h2 id="skills">{{words.skills}}</h2>
    <ul class="tags">{{#badge.skills}}<li>{{.}}</li>{{/badge.skills}}</ul></section>{{/hasSkills}}
    {{#hasCompetencies}}<section aria-labelledby="competencies">
    <h2 id="competencies">{{words.competencies}}</h2>
    <ul class="plain">{{#competencies}}<li>{{#link}}<a class="out" href="{{.}}" rel="noopener">
    {{name}}</a>{{/link}}{{^link}}{{name}}{{/link}}
    {{#framework}}<span class="quiet">{{.}}</span>{{/framework}}</li>{{/competencies}}</ul>
    </section>{{/hasCompetencies}}
    </div>
    <section class="card aside" aria-labelledby="details"><h2 id="details">{{words.details}}</h2>
    <dl>
    <dt>{{words.issuedBy}}</dt>
    <dd>{{#issuer.url}}<a href="{{.}}" rel="noopener">{{institution}}</a>{{/issuer.url}}{{^issuer.url}}
    {{institution}}{{/issuer.url}}<br><a href="mailto:{{issuer.email}}">{{issuer.email}}</a></dd>
    <dt>{{words.program}}</dt>
    <dd>{{#programPath}}<a href="{{.}}">{{badge.program}}, {{words.version}} {{badge.version}}</a>
    {{/programPath}}{{^programPath}}{{badge.program}}, {{words.version}}
    {{badge.version}}{{/programPath}}</dd>
    {{#badge.credits}}<dt>{{words.credits}}</dt><dd>{{.}}</dd>{{/badge.credits}}
    {{#badge.term}}<dt>{{words.term}}</dt><dd>{{.}}</dd>{{/badge.term}}
    <dt>{{words.earnedOn}}</dt><dd><time datetime="{{earned.iso}}">{{earned.text}}</time></dd>
    <dt>{{words.awarded}}</dt><dd><time datetime="{{awarded.iso}}">{{awarded.text}}</time></dd>
    {{#corrected}}<dt>{{words.corrected}}</dt>
    <dd><time datetime="{{iso}}">{{text}}</time></dd>{{/corrected}}
    <dt>{{words.validUntil}}</dt>
    <dd>{{#validUntil}}<time datetime="{{iso}}">{{text}}</time>{{/validUntil}}{{^validUntil}}
    {{words.noEnd}}{{/validUntil}}</dd>
    <dt>{{words.address}}</dt><dd class="code">{{badge.address}}</dd>
    </dl></section>
    </div>
    """

  private static let elsewhere = """
    <p>{{words.elsewhereText}}</p>
    <ul class="plain">
    <li><a href="/credentials/{{id}}.json">{{words.elsewhereJSON}}</a> {{words.elsewhereAny}}</li>
    <li>{{words.elsewhereKeys}} <a class="code" href="/.well-known/did.json">{{keysAddress}}</a></li>
    {{#badge.statusLists}}<li>{{words.elsewhereStatus}} <a class="code" href="{{.}}">{{.}}</a></li>
    {{/badge.statusLists}}
    <li>{{words.key}}: <span class="code">{{badge.key}}</span></li></ul>
    """

  private static let checking = """
    <section aria-labelledby="verification"><h2 id="verification">{{words.verification}}</h2>
    <p>{{words.verificationText}}</p>
    <p class="no-print"><a class="button second" href="/credentials/{{id}}/verify">{{words.verify}}</a></p>
    <h3>{{words.elsewhere}}</h3>
    \(elsewhere)
    </section>
    """

  private static let sharing = """
    {{#sharing}}<section class="no-print" aria-labelledby="share">
    <h2 id="share">{{words.share}}</h2>
    <p class="quiet">{{words.shareText}}</p>
    <ul class="actions">
    <li><a class="button" href="{{linkedIn}}" rel="noopener nofollow">{{words.linkedIn}}</a></li></ul>
    <label for="share-link">{{words.link}}</label>
    <p class="hint" id="share-link-hint">{{words.linkHint}}</p>
    <input id="share-link" type="url" readonly value="{{link}}" aria-describedby="share-link-hint">
    <label for="share-signature">{{words.signature}}</label>
    <p class="hint" id="share-signature-hint">{{words.signatureHint}}</p>
    <textarea id="share-signature" class="code" rows="7" readonly
      aria-describedby="share-signature-hint">{{signature}}</textarea>
    <label for="share-embed">{{words.embed}}</label>
    <p class="hint" id="share-embed-hint">{{words.embedHint}}</p>
    <textarea id="share-embed" class="code" rows="5" readonly
      aria-describedby="share-embed-hint">{{embed}}</textarea>
    <h3>{{words.download}}</h3>
    <ul class="actions">
    {{#holder}}<li><a class="button second" href="/credentials/{{id}}.pdf">{{words.pdf}}</a></li>
    {{/holder}}
    <li><a class="button second" href="/credentials/{{id}}.png">{{words.png}}</a></li>
    <li><a class="button second" href="/credentials/{{id}}.svg">{{words.svg}}</a></li>
    <li><a class="button second" href="/credentials/{{id}}.json">{{words.json}}</a></li>
    </ul></section>{{/sharing}}
    """
}

/// A page that says nothing of a badge.
struct ClosedBadge {
  let name: String

  init(_ visit: PageVisit) { name = visit.institution.name }
}
