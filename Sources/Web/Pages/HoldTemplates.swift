/// The templates of holds and of what they keep back.
enum HoldTemplates {
  static let held = PageTemplate(
    title: "{{words.heldTitle}} – {{institution}}",
    body: """
      <nav aria-label="{{words.place}}"><a href="/holds">{{words.holdsTitle}}</a></nav>
      <h1>{{words.heldTitle}}</h1>
      <p>{{words.heldIntro}}</p>
      {{^hasReasons}}<p class="notice good">{{words.nothingHeld}}</p>{{/hasReasons}}
      {{#hasReasons}}<h2 id="reasons">{{words.reasons}}</h2>
      <div class="scroll" role="region" aria-labelledby="reasons" tabindex="0">
      <table class="held-counts"><thead><tr><th scope="col">{{words.reason}}</th>
      <th scope="col">{{words.count}}</th><th scope="col">{{words.oldest}}</th></tr></thead>
      <tbody>{{#reasons}}<tr><th scope="row">{{#link}}<a href="{{.}}">{{label}}</a>{{/link}}{{^link}}{{label}}{{/link}}</th>
      <td>{{count}}</td><td><time datetime="{{oldest.iso}}">{{oldest.text}}</time></td></tr>{{/reasons}}
      </tbody><tfoot><tr><th scope="row">{{words.together}}</th><td>{{total}}</td><td></td></tr></tfoot>
      </table></div>
      <details><summary>{{words.remedies}}</summary><dl>{{#reasons}}<dt>{{label}}</dt>
      <dd>{{remedy}}</dd>{{/reasons}}</dl></details>{{/hasReasons}}
      <h2 id="rows">{{words.rows}}</h2>
      {{#only}}<p class="notice">{{words.only}} {{.}}. <a href="/held">{{words.all}}</a></p>{{/only}}
      {{^hasRows}}<p>{{words.noRows}}</p>{{/hasRows}}
      {{#hasRows}}<div class="scroll" role="region" aria-labelledby="rows" tabindex="0">
      <table class="held"><thead><tr><th scope="col">{{words.learner}}</th>
      <th scope="col">{{words.program}}</th><th scope="col">{{words.earned}}</th>
      <th scope="col">{{words.reason}}</th><th scope="col">{{words.since}}</th></tr></thead>
      <tbody>{{#rows}}<tr><th scope="row">{{name}}<span class="hint">{{#student}}{{.}}{{/student}}{{^student}}{{words.noNumber}}{{/student}}</span></th>
      <td>{{program}}</td><td><time datetime="{{earned}}">{{earned}}</time></td><td>{{reason}}</td>
      <td><time datetime="{{since.iso}}">{{since.text}}</time>
      <span class="hint">{{days}} {{words.days}}</span></td></tr>{{/rows}}</tbody></table></div>{{/hasRows}}
      \(pager)
      """)

  static let holds = PageTemplate(
    title: "{{words.holdsTitle}} – {{institution}}",
    body: """
      <nav aria-label="{{words.place}}"><a href="/held">{{words.heldTitle}}</a></nav>
      <h1>{{words.holdsTitle}}</h1>
      {{#done}}<p class="notice good" role="status">{{.}}</p>{{/done}}
      <p>{{words.holdsIntro}}</p>
      \(place)
      <h2 id="present">{{words.present}}</h2>
      {{^hasRows}}<p>{{words.noHolds}}</p>{{/hasRows}}
      {{#hasRows}}<div class="scroll" role="region" aria-labelledby="present" tabindex="0">
      <table class="held"><thead><tr><th scope="col">{{words.learner}}</th>
      <th scope="col">{{words.kind}}</th><th scope="col">{{words.since}}</th>
      <th scope="col">{{words.reason}}</th><th scope="col">{{words.release}}</th></tr></thead>
      <tbody>{{#rows}}<tr><th scope="row">{{name}}<span class="hint">{{#student}}{{.}}{{/student}}{{^student}}{{words.noNumber}}{{/student}}</span></th>
      <td>{{kind}}</td><td><time datetime="{{since.iso}}">{{since.text}}</time>
      <span class="hint">{{by}}</span></td><td>{{reason}}</td><td>\(release)</td></tr>{{/rows}}
      </tbody></table></div>{{/hasRows}}
      \(pager)
      """)

  private static let place = """
    <form method="post" action="/holds/place"><input type="hidden" name="token" value="{{token}}">
    <fieldset><legend>{{words.placeOne}}</legend>
    <label for="student">{{words.student}}</label>
    <input id="student" name="student" required maxlength="200" autocomplete="off">
    <label for="kind">{{words.kind}}</label><select id="kind" name="kind">{{#kinds}}
    <option value="{{value}}">{{label}}</option>{{/kinds}}</select>
    <label for="why">{{words.why}}</label>
    <input id="why" name="reason" required maxlength="1000" autocomplete="off">
    <p class="actions"><button>{{words.placeIt}}</button></p></fieldset></form>
    """

  private static let release = """
    <details><summary>{{words.release}}<span class="unseen">: {{name}}, {{kind}}</span></summary>
    <form method="post" action="/holds/release">
    <input type="hidden" name="token" value="{{token}}">
    <input type="hidden" name="learner" value="{{learner}}">
    <input type="hidden" name="kind" value="{{value}}">
    <label for="why-{{id}}">{{words.why}}</label>
    <input id="why-{{id}}" name="reason" required maxlength="1000" autocomplete="off">
    <p class="actions"><button class="second">{{words.releaseIt}}</button></p></form></details>
    """

  private static let pager = """
    {{#hasPages}}<nav aria-label="{{words.pages}}"><ul class="actions">
    {{#first}}<li><a class="button second" href="{{.}}">{{words.first}}</a></li>{{/first}}
    {{#next}}<li><a class="button second" rel="next" href="{{.}}">{{words.next}}</a></li>{{/next}}
    </ul></nav>{{/hasPages}}
    """
}
