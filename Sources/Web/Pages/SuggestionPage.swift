/// What the suggestion form says.
enum SuggestionWord: String, PageWords {
  case heading, intro, title, purpose, purposeHint, audience, contact, contactHint, name, email
  case consent, leaveEmpty, send, wrong, thanks, thanksText, catalogue, optional
  case titleFault, purposeFault, audienceFault, nameFault, emailFault, consentFault, linksFault
  case timeFault, tooManyFault

  var english: String {
    switch self {
    case .heading: "Suggest a program"
    case .intro:
      "Which micro-credential do you miss? Anybody may suggest one. "
        + "Those who propose and approve programs read it."
    case .title: "What could it be called?"
    case .purpose: "What would it be for?"
    case .purposeHint: "What somebody who has it can do, and why that is needed."
    case .audience: "Who would earn it?"
    case .contact: "May we write to you?"
    case .contactHint: "Only if you like. It is never shown in public."
    case .name: "Your name"
    case .email: "Your e-mail address"
    case .consent:
      "You may keep my name and address to write to me about this suggestion. "
        + "They are removed after a year."
    case .leaveEmpty: "Leave this empty"
    case .send: "Send"
    case .wrong: "Please mend this, then send it again:"
    case .thanks: "Thank you"
    case .thanksText: "Your suggestion has arrived. Those who propose programs will read it."
    case .catalogue: "All micro-credentials"
    case .optional: "optional"
    case .titleFault: "Give it a name of at most 200 characters, on one line."
    case .purposeFault: "Say in at most 4,000 characters what it would be for."
    case .audienceFault: "Say in at most 1,000 characters who would earn it."
    case .nameFault: "Write your name on one line of at most 200 characters, or leave it out."
    case .emailFault: "Write an address such as name@example.edu, or leave it out."
    case .consentFault: "Tick that we may keep your name and address, or leave both out."
    case .linksFault: "Leave links out: two at most."
    case .timeFault:
      "The form was sent too fast, too late or twice. Look it over and send it again."
    case .tooManyFault: "Many suggestions have come just now. Please send yours again later."
    }
  }
}

/// The suggestion form, empty or with what is to be mended.
struct SuggestionPage {
  struct Fault {
    let field: String
    let sentence: String
  }

  let title: String
  let purpose: String
  let audience: String
  let name: String
  let email: String
  let hasConsent: Bool
  let token: String
  let faults: [Fault]
  let hasFaults: Bool
  let wrongTitle: Bool
  let wrongPurpose: Bool
  let wrongEmail: Bool

  init(
    _ written: SuggestionForm, _ faults: [(field: String, word: SuggestionWord)], token: String,
    _ language: Language
  ) {
    title = written.title
    purpose = written.purpose
    audience = written.audience
    name = written.name
    email = written.email
    hasConsent = written.hasConsent
    self.token = token
    self.faults = faults.map { Fault(field: $0.field, sentence: $0.word(in: language)) }
    hasFaults = !faults.isEmpty
    let fields = Set(faults.map(\.field))
    wrongTitle = fields.contains("title")
    wrongPurpose = fields.contains("purpose")
    wrongEmail = fields.contains("email")
  }

  static let template = PageTemplate(
    title: "{{words.heading}} · {{institution}}",
    body: """
      <nav aria-label="{{words.catalogue}}"><a href="/">{{words.catalogue}}</a></nav>
      <h1>{{words.heading}}</h1>
      <p>{{words.intro}}</p>
      {{#hasFaults}}<div class="notice bad" role="alert"><p>{{words.wrong}}</p><ul>{{#faults}}
      <li><a href="#{{field}}">{{sentence}}</a></li>{{/faults}}</ul></div>{{/hasFaults}}
      <form method="post" action="/suggestions" id="form">
      <input type="hidden" name="token" value="{{token}}">
      <label for="title">{{words.title}}</label>
      <input id="title" name="title" required maxlength="200" value="{{title}}"\
      {{#wrongTitle}} aria-invalid="true"{{/wrongTitle}}>
      <label for="purpose">{{words.purpose}}</label>
      <p class="hint" id="purpose-hint">{{words.purposeHint}}</p>
      <textarea id="purpose" name="purpose" required maxlength="4000" rows="6" \
      aria-describedby="purpose-hint"{{#wrongPurpose}} aria-invalid="true"{{/wrongPurpose}}>\
      {{purpose}}</textarea>
      <label for="audience">{{words.audience}} ({{words.optional}})</label>
      <textarea id="audience" name="audience" maxlength="1000" rows="3">{{audience}}</textarea>
      <fieldset><legend>{{words.contact}}</legend>
      <p class="hint">{{words.contactHint}}</p>
      <label for="name">{{words.name}} ({{words.optional}})</label>
      <input id="name" name="name" maxlength="200" autocomplete="name" value="{{name}}">
      <label for="email">{{words.email}} ({{words.optional}})</label>
      <input id="email" name="email" type="email" maxlength="254" autocomplete="email" \
      value="{{email}}"{{#wrongEmail}} aria-invalid="true"{{/wrongEmail}}>
      <label class="check" for="consent"><input id="consent" name="consent" type="checkbox" \
      value="yes"{{#hasConsent}} checked{{/hasConsent}}> <span>{{words.consent}}</span></label>
      </fieldset>
      <div class="unseen" aria-hidden="true"><label for="website">{{words.leaveEmpty}}</label>
      <input id="website" name="website" tabindex="-1" autocomplete="off"></div>
      <button>{{words.send}}</button>
      </form>
      """)

  static let thanks = PageTemplate(
    title: "{{words.thanks}} · {{institution}}",
    body: """
      <h1>{{words.thanks}}</h1>
      <p class="notice good">{{words.thanksText}}</p>
      <p class="more"><a href="/">{{words.catalogue}}</a></p>
      """)
}
