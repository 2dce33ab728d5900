/// The templates of comparisons.
enum ComparisonTemplates {
  static let list = PageTemplate(
    title: "{{words.title}} – {{title}} – {{institution}}",
    body: """
      <nav aria-label="{{words.place}}"><a href="/feed">{{words.feed}}</a> ›
      <a href="/feed/{{name}}">{{title}}</a></nav>
      <h1>{{words.title}}</h1>
      <p>{{words.intro}}</p>
      {{^hasRows}}<p class="notice">{{words.none}}</p>{{/hasRows}}
      {{#hasRows}}<div class="scroll" role="region" aria-label="{{words.title}}" tabindex="0">
      <table><thead><tr><th scope="col">{{words.day}}</th><th scope="col">{{words.file}}</th>
      <th scope="col">{{words.state}}</th><th scope="col">{{words.sum}}</th></tr></thead><tbody>
      {{#rows}}<tr><th scope="row"><a href="{{link}}"><time datetime="{{day.iso}}">{{day.text}}</time></a></th>
      <td>{{file}}</td><td class="state {{tone}}">{{state}}</td><td>{{sum}}</td></tr>{{/rows}}
      </tbody></table></div>{{/hasRows}}
      <form method="post" action="/feed/{{name}}/comparisons" enctype="multipart/form-data">
      <input type="hidden" name="token" value="{{token}}">
      <fieldset><legend>{{words.compare}}</legend>
      <p class="hint">{{words.compareHint}}</p>
      <label for="list">{{words.list}}</label>
      <input id="list" type="file" name="list" accept=".csv,.txt,text/csv" required>
      <label for="mapping">{{words.mapping}}</label>
      <select id="mapping" name="mapping">{{#mappings}}<option value="{{name}}">{{label}}</option>{{/mappings}}
      <option value="">{{words.ownMapping}}</option></select>
      <details><summary>{{words.ownMapping}}</summary>
      <p class="hint" id="own-hint">{{words.mappingHint}}</p>
      <label for="own-file">{{words.ownFile}}</label>
      <input id="own-file" type="file" name="own-file" accept=".yaml,.yml">
      <label for="own">{{words.ownText}}</label>
      <textarea id="own" name="own" rows="6" spellcheck="false" aria-describedby="own-hint"></textarea>
      <pre>{{example}}</pre>
      </details>
      <label for="width">{{words.width}}</label>
      <input id="width" name="width" inputmode="numeric" maxlength="4" autocomplete="off">
      <p class="actions"><button>{{words.compare}}</button></p></fieldset></form>
      """)

  static let comparison = PageTemplate(
    title: "{{words.comparison}} {{day.text}}, {{name}} – {{institution}}",
    body: """
      <nav aria-label="{{words.place}}"><a href="/feed">{{words.feed}}</a> ›
      <a href="/feed/{{name}}">{{name}}</a> ›
      <a href="/feed/{{name}}/comparisons">{{words.title}}</a></nav>
      <h1>{{words.comparison}} {{day.text}}, {{name}}</h1>
      {{#done}}<p class="notice good" role="status">{{.}}</p>{{/done}}
      <p class="state {{tone}}">{{state}}</p>
      <dl class="facts"><dt>{{words.file}}</dt><dd>{{file}}</dd>
      <dt>{{words.by}}</dt><dd>{{by}}</dd>
      <dt>{{words.asOf}}</dt><dd>{{asOf}}</dd><dt>{{words.sentThrough}}</dt><dd>{{sentThrough}}</dd>
      {{#isDone}}<dt>{{words.listed}}</dt><dd>{{listed}}</dd>
      <dt>{{words.withdrawn}}</dt><dd>{{withdrawn}}</dd>{{/isDone}}</dl>
      {{^isDone}}<p class="notice warn">{{words.notDone}}</p>{{/isDone}}
      {{#isStrange}}<p class="notice warn">{{words.strange}}</p>{{/isStrange}}
      {{#unread}}<p class="notice warn">{{.}} {{words.someUnread}}</p>{{/unread}}
      {{#isDone}}\(counts)\(rows){{/isDone}}
      """)

  private static let counts = """
    <h2 id="counts">{{words.counts}}</h2>
    <table class="feed-totals" aria-labelledby="counts"><thead><tr>
    <th scope="col">{{words.outcome}}</th><th scope="col">{{words.lines}}</th></tr></thead><tbody>
    {{#counts}}<tr><th scope="row"><a href="{{link}}#rows"{{#isCurrent}} aria-current="page"{{/isCurrent}}>\
    {{label}}</a><span class="hint">{{meaning}}</span></th><td>{{count}}</td></tr>{{/counts}}
    </tbody></table>
    <ul class="actions"><li><a href="{{csv}}">{{words.csv}}</a></li>
    <li><a href="{{xlsx}}">{{words.xlsx}}</a></li></ul>
    """

  private static let rows = """
    <h2 id="rows">{{outcome}}</h2>
    {{#isEmpty}}<p>{{words.noRows}}</p>{{/isEmpty}}
    {{^isEmpty}}<div class="scroll" role="region" aria-labelledby="rows" tabindex="0"><table>
    <thead><tr><th scope="col">{{words.line}}</th><th scope="col">{{words.there}}</th>
    <th scope="col">{{words.sent}}</th><th scope="col">{{words.why}}</th>
    <th scope="col">{{words.position}}</th></tr></thead><tbody>
    {{#rows}}<tr><th scope="row">{{line}}</th>
    <td>{{#there}}\(side){{/there}}{{^there}}–{{/there}}</td>
    <td>{{#sent}}\(side){{/sent}}{{^sent}}–{{/sent}}</td>
    <td>{{#why}}{{.}}{{/why}}{{#again}}<span class="hint">{{words.sentAgain}} \
    <time datetime="{{iso}}">{{text}}</time></span>{{/again}}</td>
    <td>{{position}}</td></tr>{{/rows}}</tbody></table></div>{{/isEmpty}}
    {{#next}}<p class="actions"><a class="button second" rel="next" href="{{.}}">{{words.more}}</a></p>{{/next}}
    {{#sending}}<form method="post" action="{{action}}">
    <input type="hidden" name="token" value="{{token}}">
    <input type="hidden" name="outcome" value="{{outcome}}">
    <fieldset><legend>{{words.sendAgain}}</legend><p class="hint">{{hint}}</p>
    <label class="check"><input type="checkbox" name="sure" value="yes" required>
    <span>{{words.sure}}</span></label>
    <label for="reason">{{words.reason}}</label>
    <input id="reason" name="reason" maxlength="1000" required autocomplete="off">
    <p class="actions"><button>{{words.sendAgain}}</button></p></fieldset></form>{{/sending}}
    """

  private static let side = """
    <span class="code">{{student}}</span> {{text}}<span class="hint">{{more}}</span>
    """
}
