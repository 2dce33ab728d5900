/// The templates of the registrar's feed.
enum FeedTemplates {
  static let consumers = PageTemplate(
    title: "{{words.title}} – {{institution}}",
    body: """
      <h1>{{words.title}}</h1>
      <p>{{words.intro}}</p>
      <ul class="actions"><li><a href="/held">{{words.heldNotations}}</a></li>
      <li><a href="/proposals">{{words.proposals}}</a></li></ul>
      {{#hasAlarms}}<section class="notice warn" aria-labelledby="alarms">
      <h2 id="alarms">{{words.alarms}}</h2><ul>{{#alarms}}<li>{{#consumer}}<strong><a href="/feed/{{.}}">{{.}}</a></strong>:
      {{/consumer}}{{sentence}} {{words.since}} <time datetime="{{since.iso}}">{{since.text}}</time>{{#test}} ({{.}}){{/test}}</li>
      {{/alarms}}</ul></section>{{/hasAlarms}}
      {{^hasRows}}<p class="notice">{{words.noConsumers}}</p>{{/hasRows}}
      {{#rows}}<section class="card feed-card" aria-labelledby="consumer-{{name}}">
      <h2 id="consumer-{{name}}"><a href="/feed/{{name}}">{{title}}</a></h2>
      <p class="state {{tone}}">{{mode}}</p>
      <dl class="facts"><dt>{{words.profile}}</dt><dd>{{profile}}</dd>
      <dt>{{words.lastBatch}}</dt><dd>{{last}}</dd>
      <dt>{{words.newPositions}}</dt><dd>{{new}}</dd>
      <dt>{{words.waiting}}</dt><dd>{{waiting}}</dd></dl>
      {{#notice}}<p class="notice warn">{{.}}</p>{{/notice}}
      {{#prepared}}<p><a href="/feed/{{name}}/{{number}}">{{words.lookAtPrepared}}
        {{number}}</a></p>{{/prepared}}
      </section>{{/rows}}
      """)

  static let consumer = PageTemplate(
    title: "{{title}} – {{words.title}} – {{institution}}",
    body: """
      <nav aria-label="{{words.place}}"><a href="/feed">{{words.title}}</a></nav>
      <h1>{{title}}</h1>
      {{#done}}<p class="notice good" role="status">{{.}}</p>{{/done}}
      <p class="state {{tone}}">{{mode}}</p>
      <dl class="facts">{{#facts}}<dt>{{term}}</dt><dd>{{text}}</dd>{{/facts}}</dl>
      <ul class="actions"><li><a href="/feed/{{name}}/rejections">{{words.rejections}}</a></li>
      <li><a href="/feed/{{name}}/comparisons">{{words.comparisons}}</a></li></ul>
      {{#notice}}<p class="notice warn">{{.}}</p>{{/notice}}
      {{#canPrepare}}<form method="post" action="/feed/{{name}}/prepare">
      <input type="hidden" name="token" value="{{token}}">
      <p class="hint">{{words.prepareHint}}</p>
      <p class="actions"><button>{{words.prepare}}</button></p></form>{{/canPrepare}}
      <h2 id="batches">{{words.batches}}</h2>
      {{^hasRows}}<p>{{words.noBatches}}</p>{{/hasRows}}
      {{#hasRows}}<div class="scroll" role="region" aria-labelledby="batches" tabindex="0">
      <table><thead><tr><th scope="col">{{words.number}}</th><th scope="col">{{words.state}}</th>
      <th scope="col">{{words.positions}}</th><th scope="col">{{words.rows}}</th>
      <th scope="col">{{words.day}}</th></tr></thead><tbody>
      {{#rows}}<tr><th scope="row">{{#link}}<a href="/feed/{{link}}">{{number}}</a>{{/link}}{{^link}}{{number}}{{/link}}</th>
      <td class="state {{tone}}">{{state}}</td><td>{{positions}}</td><td>{{count}}</td>
      <td><time datetime="{{day.iso}}">{{day.text}}</time></td></tr>{{/rows}}
      </tbody></table></div>{{/hasRows}}
      {{#hasPages}}<nav aria-label="{{words.pages}}"><ul class="actions">
      {{#first}}<li><a class="button second" href="{{.}}">{{words.latestBatches}}</a></li>{{/first}}
      {{#next}}<li><a class="button second" rel="next" href="{{.}}">{{words.olderBatches}}</a></li>\
      {{/next}}</ul></nav>{{/hasPages}}
      """)

  static let batch = PageTemplate(
    title: "{{words.batch}} {{number}}, {{consumer}} – {{institution}}",
    body: """
      <nav aria-label="{{words.place}}"><a href="/feed">{{words.title}}</a> ›
      <a href="/feed/{{consumer}}">{{consumer}}</a></nav>
      <h1>{{words.batch}} {{number}}, {{consumer}}</h1>
      {{#done}}<p class="notice good" role="status">{{.}}</p>{{/done}}
      <p class="state {{tone}}">{{state}} · {{mode}}</p>
      <dl class="facts"><dt>{{words.positions}}</dt><dd>{{positions}}</dd>
      <dt>{{words.profile}}</dt><dd>{{profile}}</dd>
      <dt>{{words.preparedAt}}</dt><dd>{{#prepared}}<time datetime="{{iso}}">{{text}}</time>{{/prepared}},
      {{preparedBy}}</dd>
      {{#released}}<dt>{{words.releasedAt}}</dt><dd><time datetime="{{iso}}">{{text}}</time>,
      {{releasedBy}}</dd>{{/released}}
      {{#hash}}<dt>{{words.hash}}</dt><dd class="code">{{.}}</dd>{{/hash}}
      {{#previous}}<dt>{{words.previous}}</dt><dd class="code">{{.}}</dd>{{/previous}}</dl>
      \(warnings)\(totals)\(decision)\(deliveries)\(rows)
      """)

  private static let warnings = """
    {{#hasWarnings}}<section class="notice warn" aria-labelledby="warnings">
    <h2 id="warnings">{{words.warnings}}</h2><ul>{{#warnings}}<li><strong>{{title}}</strong>
    {{text}} {{#positions}}<span class="positions">{{words.atPositions}} {{.}}</span>{{/positions}}</li>{{/warnings}}</ul>
    {{#hasLeftOut}}<details><summary>{{words.whyLeftOut}}</summary><ul>
    {{#leftOut}}<li>{{.}}</li>{{/leftOut}}</ul></details>{{/hasLeftOut}}</section>{{/hasWarnings}}
    """

  private static let totals = """
    <h2 id="totals">{{words.totals}}</h2>
    <table class="feed-totals" aria-labelledby="totals"><thead><tr><td></td>
    <th scope="col">{{words.thisBatch}}</th><th scope="col">{{words.before}}</th></tr></thead>
    <tbody>{{#totals}}<tr><th scope="row">{{what}}</th><td>{{now}}</td><td>{{before}}</td></tr>
    {{/totals}}</tbody></table>
    """

  private static let decision = """
    {{#isPrepared}}<section aria-labelledby="decide"><h2 id="decide">{{words.decide}}</h2>
    <form method="post" action="/feed/{{consumer}}/{{number}}/release">
    <input type="hidden" name="token" value="{{token}}">
    <input type="hidden" name="batch" value="{{id}}">
    <fieldset><legend>{{words.release}}</legend>
    <p class="hint">{{words.releaseHint}}</p>
    <label class="check"><input type="checkbox" name="sure" value="yes" required>
    <span>{{words.sure}}</span></label>
    <label for="why-release">{{words.note}}</label>
    <input id="why-release" name="reason" maxlength="1000" autocomplete="off">
    <p class="actions"><button>{{words.release}}</button></p></fieldset></form>
    <form method="post" action="/feed/{{consumer}}/{{number}}/discard">
    <input type="hidden" name="token" value="{{token}}">
    <fieldset><legend>{{words.discard}}</legend>
    <p class="hint">{{words.discardHint}}</p>
    <label for="why-discard">{{words.reason}}</label>
    <input id="why-discard" name="reason" maxlength="1000" required autocomplete="off">
    <p class="actions"><button class="second">{{words.discard}}</button></p></fieldset></form>
    </section>{{/isPrepared}}
    {{#isReleased}}<p class="actions"><a class="button" href="/feed/{{consumer}}/{{number}}/file"
      download>{{words.download}}</a></p>{{/isReleased}}
    """

  private static let deliveries = """
    {{#isReleased}}<h2 id="deliveries">{{words.deliveries}}</h2>
    {{^hasDeliveries}}<p>{{words.notBrought}}</p>{{/hasDeliveries}}
    {{#hasDeliveries}}<ul>{{#deliveries}}<li><span class="state {{tone}}">{{outcome}}</span>
    <time datetime="{{at.iso}}">{{at.text}}</time> ({{channel}}): {{detail}}</li>{{/deliveries}}</ul>{{/hasDeliveries}}
    {{/isReleased}}
    """

  private static let rows = """
    <h2 id="rows">{{words.rows}}</h2>
    {{^hasRows}}<p>{{words.noRows}}</p>{{/hasRows}}
    {{#hasRows}}<div class="scroll" role="region" aria-labelledby="rows" tabindex="0"><table>
    <thead><tr><th scope="col">{{words.position}}</th><th scope="col">{{words.kind}}</th>
    <th scope="col">{{words.student}}</th><th scope="col">{{words.line}}</th>
    <th scope="col">{{words.credits}}</th><th scope="col">{{words.earned}}</th></tr></thead>
    <tbody>{{#rows}}<tr><th scope="row">{{position}}</th><td>{{kind}}</td>
    <td>{{student}}<span class="hint">{{name}}</span></td><td>{{text}}
    {{#mistake}}<span class="hint bad">{{words.leftOut}}: {{.}}</span>{{/mistake}}</td>
    <td>{{credits}}</td><td><time datetime="{{earned}}">{{earned}}</time></td></tr>{{/rows}}
    </tbody></table></div>{{/hasRows}}
    {{#next}}<p class="actions"><a class="button second"
      href="/feed/{{consumer}}/{{number}}?after={{next}}#rows">{{words.more}}</a></p>{{/next}}
    """
}
