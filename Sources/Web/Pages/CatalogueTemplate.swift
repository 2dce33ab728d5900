extension CataloguePage {
  static let template = PageTemplate(
    title: "{{words.heading}} · {{institution}}",
    head: """
      <link rel="canonical" href="{{canonical}}">
      <link rel="alternate" type="application/atom+xml" href="/programs.atom" title="{{words.feed}}">
      <link rel="alternate" type="application/json" href="{{data}}" title="{{words.data}}">
      {{#previous}}<link rel="prev" href="{{.}}">{{/previous}}
      {{#next}}<link rel="next" href="{{.}}">{{/next}}
      """,
    body: """
      <h1>{{words.heading}}</h1>
      <form class="search" role="search" method="get" action="/">
      <div class="wide"><label for="q">{{words.search}}</label>
      <input id="q" name="q" type="search" maxlength="200" value="{{text}}"></div>
      <div><label for="unit">{{words.unit}}</label><select id="unit" name="unit">
      <option value="">{{words.any}}</option>{{#units}}
      <option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{value}} ({{count}})</option>{{/units}}
      </select></div>
      <div><label for="credit">{{words.credit}}</label><select id="credit" name="credit">
      <option value="">{{words.any}}</option>{{#forCredit}}
      <option value="yes"{{#isChosen}} selected{{/isChosen}}>{{words.forCredit}} ({{count}})</option>\
      {{/forCredit}}{{#notForCredit}}
      <option value="no"{{#isChosen}} selected{{/isChosen}}>{{words.notForCredit}} ({{count}})</option>\
      {{/notForCredit}}
      </select></div>
      {{#hasFrameworks}}<div><label for="framework">{{words.framework}}</label>
      <select id="framework" name="framework">
      <option value="">{{words.any}}</option>{{#frameworks}}
      <option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{value}} ({{count}})</option>\
      {{/frameworks}}
      </select></div>{{/hasFrameworks}}
      {{#skill}}<input type="hidden" name="skill" value="{{.}}">{{/skill}}
      <div><button>{{words.show}}</button></div>
      </form>
      {{#hasSkills}}<details class="skills"><summary>{{words.narrow}}</summary>
      <ul class="tags">{{#skills}}
      <li><a href="{{address}}">{{label}}</a> <span class="quiet">{{count}}</span></li>{{/skills}}
      </ul></details>{{/hasSkills}}
      {{#hasWishes}}<h2 class="quiet small">{{words.wishes}}</h2><ul class="tags">{{#wishes}}
      <li>{{label}} <a href="{{address}}" aria-label="{{words.without}}: {{label}}">\
      {{words.without}}</a></li>{{/wishes}}
      </ul>{{/hasWishes}}
      <p role="status"><strong>{{total}}</strong> {{noun}}</p>
      {{#isEmpty}}<p class="notice">{{#isNew}}{{words.nothingYet}}{{/isNew}}\
      {{^isNew}}{{words.nothing}}{{/isNew}}</p>{{/isEmpty}}
      <ul class="cards">{{#programs}}
      <li class="card program">
      <img src="{{picture}}" alt="{{caption}}" width="160" height="160" loading="lazy">
      <h2><a href="{{address}}">{{title}}</a></h2>
      <p class="quiet">{{#unit}}{{.}} · {{/unit}}{{credits}}</p>
      {{#isSuspended}}<p class="notice warn">{{words.suspended}}</p>{{/isSuspended}}
      <p>{{summary}}</p>
      <ul class="tags">{{#skills}}<li>{{.}}</li>{{/skills}}</ul>
      </li>{{/programs}}
      </ul>
      {{#hasPages}}<nav class="pager" aria-label="{{words.pages}}"><ul class="actions">
      {{#previous}}<li><a class="button second" rel="prev" href="{{.}}">{{words.previous}}</a></li>\
      {{/previous}}
      <li class="place">{{words.pageNumber}} {{number}} {{words.of}} {{count}}</li>
      {{#next}}<li><a class="button second" rel="next" href="{{.}}">{{words.next}}</a></li>{{/next}}
      </ul></nav>{{/hasPages}}
      <ul class="actions more">
      <li><a href="/pathways">{{words.pathways}}</a></li>
      <li><a href="/suggestions">{{words.suggest}}</a></li>
      <li><a href="/programs.atom">{{words.feed}}</a></li>
      <li><a href="{{data}}">{{words.data}}</a></li></ul>
      """)
}
