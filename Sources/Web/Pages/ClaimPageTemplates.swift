import Artwork
import Foundation
import Microcredentials
import Office
import Storage

/// The pages of claiming.
enum ClaimTemplates {
  /// A badge that waits for an answer.
  struct Open {
    struct Field {
      let name: String
      let words: String
    }

    let title: String
    let name: String
    let earnedOn: String
    let address: String
    let secret: String
    let fields: [Field]

    init(_ badge: Claims.Badge, secret: String, in language: Language) {
      title = badge.title
      name = badge.name
      earnedOn = badge.earnedOn.description
      address = ProgramAddress.version(badge.program, badge.version)
      self.secret = secret
      fields = Consents.Field.allCases.map { field in
        Field(name: "show-\(field.rawValue)", words: ClaimWord.words(for: field, in: language))
      }
    }
  }

  struct Revoked {
    let title: String
    let reason: String
    let email: String
  }

  /// A link that does not work, and how to get another one.
  struct Wish {
    let secret: String?
    let sendsMail: Bool
    let isDone: Bool
    let email: String
  }

  /// What somebody has just said.
  struct Answered {
    let title: String
    let isAccepted: Bool
    let badge: String
    let hasEnded: Bool

    init(_ badge: Claims.Badge, site: String) {
      title = badge.title
      isAccepted = badge.isAccepted ?? false
      self.badge = "\(site)/credentials/\(badge.credential.text)"
      hasEnded = badge.ending != nil
    }
  }

  /// The ways to a wallet.
  struct Wallet {
    let offer: String
    let offerCode: String?
    let learnerWallet: String
    let interaction: String
    let interactionCode: String?

    init(_ invitation: WalletInvitation) {
      offer = invitation.offer
      offerCode = QRCode(invitation.offer)?.svg
      learnerWallet = invitation.learnerCredentialWallet
      interaction = invitation.interaction
      interactionCode = QRCode(invitation.interaction)?.svg
    }
  }

  static let open = PageTemplate(
    title: "{{title}}",
    body: """
      <p class="quiet">{{words.earned}}</p>
      <h1>{{title}}</h1>
      <dl class="facts">
      <dt>{{words.name}}</dt><dd>{{name}}</dd>
      <dt>{{words.earnedOn}}</dt><dd>{{earnedOn}}</dd>
      <dt>{{words.criteria}}</dt><dd><a href="{{address}}">{{words.readCriteria}}</a></dd>
      </dl>
      <form method="post" action="/claims/{{secret}}">
      <fieldset><legend>{{words.publish}}</legend>
      <p class="hint">{{words.publishHint}}</p>
      {{#fields}}<p class="choice"><label><input type="checkbox" name="{{name}}" value="yes">
      {{words}}</label></p>{{/fields}}
      </fieldset>
      <p class="actions"><button name="answer" value="accept">{{words.accept}}</button>
      <button name="answer" value="decline">{{words.decline}}</button></p>
      <p class="hint">{{words.declineHint}}</p>
      </form>
      """)

  static let revoked = PageTemplate(
    title: "{{title}}",
    body: """
      <h1>{{title}}</h1>
      <p class="notice bad">{{words.revoked}} {{reason}}</p>
      <p>{{words.askStaff}} <a href="mailto:{{email}}">{{email}}</a></p>
      """)

  static let over = PageTemplate(
    title: "{{words.overTitle}}",
    body: "<h1>{{words.overTitle}}</h1>\n<p>{{words.over}}</p>\n" + wish)

  static let link = PageTemplate(
    title: "{{words.linkTitle}}",
    body: """
      <h1>{{words.linkTitle}}</h1>
      {{#isDone}}<p class="notice good" role="status">{{words.linkDone}}</p>{{/isDone}}
      {{^isDone}}\(wish){{/isDone}}
      """)

  private static let wish = """
    {{#sendsMail}}<form method="post" action="/claim-link">
    {{#secret}}<input type="hidden" name="claim" value="{{secret}}">
    <p>{{words.sendAgain}}</p>{{/secret}}
    {{^secret}}<p><label for="email">{{words.emailLabel}}</label>
    <input id="email" type="email" name="email" required maxlength="254" autocomplete="email"></p>
    <p class="hint">{{words.emailHint}}</p>{{/secret}}
    <p class="actions"><button>{{words.send}}</button></p>
    </form>{{/sendsMail}}
    {{^sendsMail}}<p>{{words.askStaff}} <a href="mailto:{{email}}">{{email}}</a></p>{{/sendsMail}}
    """

  static let answered = PageTemplate(
    title: "{{title}}",
    body: """
      <h1>{{title}}</h1>
      {{#isAccepted}}<p class="notice good" role="status">{{words.accepted}}</p>
      <p>{{words.address}}<br><a class="code" href="{{badge}}">{{badge}}</a></p>
      {{^hasEnded}}<h2>{{words.walletTitle}}</h2>
      <p>{{words.walletHint}}</p>
      <form method="post" action="/claimed/wallet"><p class="actions">
      <button>{{words.walletButton}}</button></p></form>{{/hasEnded}}{{/isAccepted}}
      {{^isAccepted}}<p class="notice" role="status">{{words.declined}}</p>{{/isAccepted}}
      <p class="hint">{{words.changeMind}} <a href="/claim-link">{{words.linkTitle}}</a></p>
      """)

  static let wallet = PageTemplate(
    title: "{{words.walletTitle}}",
    body: """
      <h1>{{words.walletTitle}}</h1>
      <p>{{words.walletOnce}}</p>
      <div class="cards">
      <section class="card"><h2>{{words.openID}}</h2>
      <p>{{words.openIDHint}}</p>
      {{#offerCode}}<div class="qr">{{{.}}}</div>{{/offerCode}}
      <p><a class="button" href="{{offer}}">{{words.openWallet}}</a></p></section>
      <section class="card"><h2>{{words.learnerWallet}}</h2>
      <p>{{words.learnerWalletHint}}</p>
      {{#interactionCode}}<div class="qr">{{{.}}}</div>{{/interactionCode}}
      <p><a class="button" href="{{learnerWallet}}">{{words.openWallet}}</a></p>
      <p class="hint">{{words.paste}}<br><span class="code">{{interaction}}</span></p></section>
      </div>
      <p><a href="/claimed">{{words.back}}</a></p>
      """)
}

extension QRCode {
  /// The code as an SVG element with its margin of four modules, dark on light in any scheme.
  fileprivate var svg: String {
    let size = rows.count + 8
    var path = ""
    for (y, row) in rows.enumerated() {
      for (x, isDark) in row.enumerated() where isDark { path += "M\(x + 4) \(y + 4)h1v1h-1z" }
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size) \(size)" role="img" \
      aria-label="QR code" shape-rendering="crispEdges"><rect width="\(size)" height="\(size)" \
      fill="#fff"/><path fill="#000" d="\(path)"/></svg>
      """
  }
}
