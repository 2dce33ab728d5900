/// The templates of proposals.
enum ProposalTemplates {
  static let kinds = PageTemplate(
    title: "{{words.title}} – {{institution}}",
    body: """
      <nav aria-label="{{words.place}}"><a href="/feed">{{words.feed}}</a></nav>
      <h1>{{words.title}}</h1>
      {{#done}}<p class="notice good" role="status">{{.}}</p>{{/done}}
      <p>{{words.intro}}</p>
      {{^hasRows}}<p class="notice good">{{words.none}}</p>{{/hasRows}}
      {{#hasRows}}<div class="scroll" role="region" aria-label="{{words.title}}" tabindex="0">
      <table><thead><tr><th scope="col">{{words.what}}</th><th scope="col">{{words.program}}</th>
      <th scope="col">{{words.state}}</th><th scope="col">{{words.count}}</th>
      <th scope="col">{{words.oldest}}</th></tr></thead><tbody>
      {{#rows}}<tr><th scope="row"><a href="{{link}}">{{what}}</a></th><td>{{program}}</td>
      <td>{{state}}</td><td>{{count}}</td>
      <td><time datetime="{{oldest.iso}}">{{oldest.text}}</time></td></tr>{{/rows}}
      </tbody></table></div>{{/hasRows}}
      """)

  private static let place = """
    <nav aria-label="{{words.place}}"><a href="/feed">{{words.feed}}</a> ›
    <a href="/proposals">{{words.title}}</a></nav>
    """

  static let rows = PageTemplate(
    title: "{{what}}, {{program}} – {{institution}}",
    body: """
      \(place)
      <h1>{{what}}, {{program}}</h1>
      <p class="state warn">{{state}}</p>
      {{^hasRows}}<p class="notice good">{{words.none}}</p>{{/hasRows}}
      {{#hasRows}}<ul class="actions"><li><a href="{{tickAll}}">{{words.tickAll}}</a></li>
      <li><a href="{{tickNone}}">{{words.tickNone}}</a></li></ul>
      <form method="post" action="/proposals/look">
      <input type="hidden" name="token" value="{{token}}">
      <p class="hint">{{words.hint}}</p>
      <div class="scroll" role="region" aria-label="{{words.title}}" tabindex="0">
      <table><thead><tr><th scope="col">{{words.select}}</th><th scope="col">{{words.student}}</th>
      <th scope="col">{{words.before}}</th><th scope="col">{{words.after}}</th>
      <th scope="col">{{words.credits}}</th><th scope="col">{{words.oldest}}</th></tr></thead><tbody>
      {{#rows}}<tr><td>{{#mayDecide}}<input type="checkbox" id="p-{{id}}" name="p-{{id}}" value="yes"
      aria-label="{{words.select}} {{student}}"{{#isTicked}} checked{{/isTicked}}>{{/mayDecide}}\
      {{^mayDecide}}<span class="hint">{{words.yours}}</span>{{/mayDecide}}</td>
      <th scope="row">{{name}}<span class="hint">{{student}}</span></th>
      <td>{{before}}</td><td>{{after}}</td><td>{{credits}}</td>
      <td><time datetime="{{opened.iso}}">{{opened.text}}</time></td></tr>{{/rows}}
      </tbody></table></div>
      <p class="actions"><button>{{words.choose}}</button></p></form>{{/hasRows}}
      {{#next}}<p class="actions"><a class="button second" rel="next" href="{{.}}">{{words.more}}</a></p>{{/next}}
      """)

  static let selection = PageTemplate(
    title: "{{words.decide}} – {{institution}}",
    body: """
      \(place)
      <h1>{{what}}, {{program}}</h1>
      <p class="state warn">{{state}}</p>
      <dl class="facts"><dt>{{words.count}}</dt><dd>{{count}}</dd>
      <dt>{{words.learners}}</dt><dd>{{learners}}</dd>
      <dt>{{words.creditsBefore}}</dt><dd>{{creditsBefore}}</dd>
      <dt>{{words.creditsAfter}}</dt><dd>{{creditsAfter}}</dd></dl>
      {{#decisions}}<dl class="facts"><dt>{{words.decidedBy}}</dt><dd>{{who}}</dd>
      <dt>{{words.reason}}</dt><dd>{{why}}</dd>
      {{#told}}<dt>{{words.publicReason}}</dt><dd>{{.}}</dd>{{/told}}
      {{#bars}}<dt>{{words.outcome}}</dt><dd>{{.}}</dd>{{/bars}}</dl>{{/decisions}}
      <form method="post" action="/proposals/decide">
      <input type="hidden" name="token" value="{{token}}">
      <input type="hidden" name="seen" value="{{seen}}">
      {{#ids}}<input type="hidden" name="p-{{.}}" value="yes">{{/ids}}
      <fieldset><legend>{{words.outcome}}</legend>
      {{#isOpen}}<p class="hint">{{words.delivered}}</p>{{/isOpen}}
      {{#outcomes}}<label class="check"><input type="radio" name="outcome" value="{{value}}" required>
      <span>{{label}}</span></label>{{/outcomes}}
      <label for="reason">{{words.reason}}</label>
      <input id="reason" name="reason" maxlength="1000" required autocomplete="off">
      {{#isRevocation}}<label for="public-reason">{{words.publicReason}}</label>
      <input id="public-reason" name="public-reason" maxlength="1000" autocomplete="off">
      <label class="check"><input type="checkbox" name="bars" value="yes">
      <span>{{words.bars}}</span></label>{{/isRevocation}}
      <label class="check"><input type="checkbox" name="sure" value="yes" required>
      <span>{{words.sure}}</span></label>
      <p class="actions"><button>{{words.decide}}</button></p></fieldset></form>
      <p><a href="{{back}}">{{words.back}}</a></p>
      """)
}
