extension ProgramPage {
  /// `criteria`, `picturedPathway` and `data` are markup already; all else is text.
  static let template = PageTemplate(
    title: "{{title}} · {{institution}}",
    head: """
      <meta name="description" content="{{summary}}">
      <link rel="canonical" href="{{canonical}}">
      <link rel="alternate" type="application/json" href="{{ownPath}}.json">
      <link rel="alternate" type="application/ld+json" href="{{ownPath}}.jsonld">
      <script type="application/ld+json">{{{data}}}</script>
      """,
    body: """
      <nav aria-label="{{words.catalogue}}"><a href="/">{{words.catalogue}}</a></nav>
      <div class="programhead"><div>
      <h1>{{title}}</h1>
      <p class="quiet">{{words.version}} {{version}}</p>
      {{#isRetired}}<p class="notice warn">{{words.retired}}</p>{{/isRetired}}
      {{#isSuspended}}<p class="notice warn">{{words.suspended}}</p>{{/isSuspended}}
      {{#other}}<p class="notice">{{words.otherVersion}} {{label}}.
      <a href="{{address}}">{{words.toCurrent}}</a></p>{{/other}}
      <p>{{summary}}</p></div>
      <img src="{{picture}}" alt="{{caption}}" width="200" height="200"></div>
      <h2>{{words.facts}}</h2>
      <dl class="facts">{{#facts}}<dt>{{name}}</dt><dd>{{value}}</dd>{{/facts}}</dl>
      <h2>{{words.criteria}}</h2>
      {{{criteria}}}
      <h2>{{words.evidence}}</h2>
      {{#evidence}}<p>{{.}}</p>{{/evidence}}{{^evidence}}<p>{{words.noEvidence}}</p>{{/evidence}}
      {{#evidenceKinds}}<p class="quiet">{{words.kinds}} {{.}}</p>{{/evidenceKinds}}
      {{#hasSkills}}<h2>{{words.skills}}</h2><ul class="tags">{{#skills}}
      <li><a href="{{address}}">{{label}}</a></li>{{/skills}}</ul>{{/hasSkills}}
      {{#hasCompetencies}}<h2>{{words.competencies}}</h2><ul>{{#competencies}}
      <li>{{#address}}<a href="{{.}}" rel="external">{{/address}}{{label}}{{#address}}</a>{{/address}}\
      {{#note}} <span class="quiet">({{.}})</span>{{/note}}</li>{{/competencies}}</ul>\
      {{/hasCompetencies}}
      {{#picturedPathway}}<h2>{{words.pathway}}</h2>{{{.}}}{{/picturedPathway}}
      {{#hasBuildsOn}}<h3>{{words.buildsOn}}</h3><ul>{{#buildsOn}}
      <li><a href="{{address}}">{{label}}</a></li>{{/buildsOn}}</ul>{{/hasBuildsOn}}
      {{#hasCountsToward}}<h3>{{words.countsToward}}</h3><ul>{{#countsToward}}
      <li><a href="{{address}}">{{label}}</a></li>{{/countsToward}}</ul>{{/hasCountsToward}}
      {{#mail}}<h2>{{words.enroll}}</h2>
      <p>{{words.write}} <a href="mailto:{{.}}">{{.}}</a>.</p>{{/mail}}
      <h2>{{words.versions}}</h2><ul>{{#versions}}
      <li><a href="{{address}}">{{words.version}} {{label}}</a>, {{force}}\
      {{#isCurrent}} · <strong>{{words.current}}</strong>{{/isCurrent}}</li>{{/versions}}</ul>
      <p class="quiet no-print">{{words.data}} <a href="{{ownPath}}.json">JSON</a>
      <a href="{{ownPath}}.jsonld">CTDL</a> · <a href="/pathways">{{words.pathways}}</a> ·
      <a href="/suggestions">{{words.suggest}}</a></p>
      """)
}
