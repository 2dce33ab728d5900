/// The templates of a learner's own badges.
enum MyBadgesTemplates {
  static let nobody = PageTemplate(
    title: "{{words.title}} – {{institution}}",
    body: "<h1>{{words.nobody}}</h1>\n<p>{{words.nobodyText}}</p>")

  static let list = PageTemplate(
    title: "{{words.title}} – {{institution}}",
    body: """
      <h1>{{words.title}}</h1>
      <p>{{words.intro}}</p>
      {{#isHeld}}<p class="notice warn">{{words.held}}</p>{{/isHeld}}
      {{^hasBadges}}<p>{{words.none}}</p>{{/hasBadges}}
      \(badges)
      <section aria-labelledby="history"><h2 id="history">{{words.history}}</h2>
      <p class="quiet">{{words.historyText}}</p>
      {{#hasDecisions}}<h3>{{words.decisions}}</h3>
      <ul class="plain">{{#decisions}}<li><time datetime="{{at.iso}}">{{at.text}}</time>
      <span>{{text}}</span></li>{{/decisions}}</ul>{{/hasDecisions}}
      {{#hasDisclosures}}<h3>{{words.disclosures}}</h3>
      <ul class="plain">{{#disclosures}}<li><time datetime="{{at.iso}}">{{at.text}}</time>
      <span>{{text}}</span></li>{{/disclosures}}</ul>{{/hasDisclosures}}</section>
      """)

  private static let badges = """
    {{#badges}}<section class="card own-badge" id="badge-{{award}}" aria-labelledby="title-{{award}}">
    <h2 id="title-{{award}}">{{title}}</h2>
    <p class="state {{tone}}">{{state}}</p>
    <p>{{words.earnedOn}} <time datetime="{{earned.iso}}">{{earned.text}}</time></p>
    {{#notice}}<p class="notice warn">{{.}}</p>{{/notice}}
    {{#isSaved}}<p class="notice good" role="status">{{words.saved}}</p>{{/isSaved}}
    <p><a href="/credentials/{{credential}}">{{words.openPage}} {{title}}</a></p>
    <form method="post" action="/my-badges/{{award}}">
    <input type="hidden" name="token" value="{{token}}">
    <fieldset><legend>{{words.choose}} {{title}}</legend>
    {{#choices}}<label class="check"><input type="checkbox" name="{{name}}" value="yes"{{#isChosen}}
      checked{{/isChosen}}> <span>{{title}}<span class="hint">{{hint}}</span></span></label>
    {{/choices}}</fieldset>
    <p class="actions"><button>{{words.save}}<span class="unseen"> {{words.of}} {{title}}</span></button>
    {{#isPublished}}<button class="second" name="private" value="yes">{{words.makePrivate}}<span
      class="unseen"> {{words.of}} {{title}}</span></button>{{/isPublished}}</p>
    </form></section>{{/badges}}
    """
}
