/// The templates of reports.
enum ReportTemplates {
  static let figures = PageTemplate(
    title: "{{words.title}} – {{institution}}",
    body: """
      <h1>{{words.title}}</h1>
      <p>{{words.intro}}</p>
      {{#limitedTo}}<p class="notice">{{words.limitedTo}} {{.}}</p>{{/limitedTo}}
      \(form)
      {{#isEmpty}}<p class="notice">{{words.nothing}}</p>{{/isEmpty}}
      <div class="scroll report" role="region" tabindex="0" aria-label="{{words.scroll}}">
      <table><caption>{{caption}}</caption>
      <thead><tr><th scope="col">{{grouping}}</th>{{#columns}}
      <th scope="col" class="number">{{.}}</th>{{/columns}}</tr></thead>
      <tbody>{{#rows}}
      <tr><th scope="row">{{label}}{{#code}} <span class="quiet">{{.}}</span>{{/code}}</th>\
      {{#numbers}}\(number){{/numbers}}</tr>{{/rows}}</tbody>
      <tfoot><tr><th scope="row">{{words.total}}</th>{{#total}}\(number){{/total}}</tr></tfoot>
      </table></div>
      <section aria-labelledby="checks"><h2 id="checks">{{words.checks}}</h2>
      {{#checks}}<p class="notice {{tone}}">{{sentence}}</p>{{/checks}}</section>
      <section aria-labelledby="chart"><h2 id="chart">{{words.chart}}</h2>
      <img class="chart" src="{{chart}}" alt="{{chartText}}" width="360" height="200"></section>
      <section aria-labelledby="files"><h2 id="files">{{words.files}}</h2>
      <ul class="actions"><li><a href="{{csv}}">{{words.csv}}</a></li>
      <li><a href="{{xlsx}}">{{words.xlsx}}</a></li>
      <li><a href="{{svg}}" download="report.svg">{{words.svg}}</a></li></ul></section>
      <section aria-labelledby="definitions"><h2 id="definitions">{{words.definitions}}</h2>
      <dl class="definitions">{{#definitions}}<dt>{{title}}</dt><dd>{{sentence}}</dd>
      {{/definitions}}</dl></section>
      """)

  private static let number = """
    <td class="number">{{#link}}<a href="{{.}}">{{/link}}{{text}}{{#link}}<span class="unseen"> \
    {{words.rowsOf}} {{of}}</span></a>{{/link}}</td>
    """

  private static let form = """
    <form class="search" method="get" action="/reports">
    <div><label for="by">{{words.by}}</label><select id="by" name="by">{{#groupings}}
    <option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{label}}</option>{{/groupings}}
    </select></div>
    <div><label for="asOf">{{words.asOf}}</label>
    <input id="asOf" name="asOf" inputmode="numeric" maxlength="10" autocomplete="off"
      value="{{asOf}}"></div>
    \(select("term", "terms"))\(select("program", "programs"))\(select("unit", "units"))\
    \(select("credit", "credits"))\(select("learners", "learners"))
    <div><button>{{words.show}}</button></div>
    </form>
    """

  private static func select(_ name: String, _ list: String) -> String {
    """
    <div><label for="\(name)">{{words.\(name)}}</label><select id="\(name)" name="\(name)">
    <option value="">{{words.any}}</option>{{#\(list)}}
    <option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{label}}</option>{{/\(list)}}
    </select></div>
    """
  }

  static let rows = PageTemplate(
    title: "{{title}} – {{words.title}} – {{institution}}",
    body: """
      <h1>{{title}}</h1>
      <p>{{definition}}</p>
      <p><a href="{{back}}">{{words.back}}</a></p>
      {{#hasWishes}}<ul class="tags">{{#wishes}}<li>{{.}}</li>{{/wishes}}</ul>{{/hasWishes}}
      {{#isEmpty}}<p class="notice">{{words.nothing}}</p>{{/isEmpty}}
      <div class="scroll report" role="region" tabindex="0" aria-label="{{words.scroll}}">
      <table><caption>{{caption}}</caption>
      <thead><tr><th scope="col">{{words.learner}}</th><th scope="col">{{words.student}}</th>
      <th scope="col">{{words.program}}</th><th scope="col">{{words.version}}</th>
      <th scope="col">{{words.term}}</th><th scope="col">{{words.began}}</th>
      <th scope="col">{{words.earnedOn}}</th><th scope="col">{{words.awardedOn}}</th>
      <th scope="col" class="number">{{words.credits}}</th>
      <th scope="col" class="number">{{words.position}}</th>
      <th scope="col">{{words.id}}</th></tr></thead>
      <tbody>{{#rows}}
      <tr><th scope="row">{{#name}}{{.}}{{/name}}{{^name}}<span class="code">{{learner}}</span>\
      {{/name}}</th><td>{{student}}</td><td>{{program}}</td><td>{{version}}</td><td>{{term}}</td>
      <td class="day">{{began}}</td><td class="day">{{earnedOn}}</td>
      <td class="day">{{awardedOn}}</td>
      <td class="number">{{credits}}</td><td class="number">{{position}}</td>
      <td class="code">{{id}}</td></tr>{{/rows}}</tbody></table></div>
      {{#next}}<nav aria-label="{{words.pages}}"><ul class="actions">
      <li><a class="button second" href="{{first}}">{{words.first}}</a></li>
      <li><a class="button second" rel="next" href="{{.}}">{{words.next}}</a></li></ul></nav>{{/next}}
      <ul class="actions"><li><a href="{{csv}}">{{words.csv}}</a></li>
      <li><a href="{{xlsx}}">{{words.xlsx}}</a></li></ul>
      """)
}
