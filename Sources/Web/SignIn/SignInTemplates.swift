import Hummingbird
import Mustache
import NIOCore
import Office
import Storage

/// The few pages of signing in; Mustache escapes what it fills in.
enum SignInTemplates {
  static func developer(_ institution: Institution, returnTo: String) -> Response {
    struct Model {
      let institution: String
      let returnTo: String
      let roles: [String]
    }
    return page(
      developerTemplate,
      Model(
        institution: institution.name, returnTo: returnTo, roles: Role.allCases.map(\.rawValue)))
  }

  static func account(
    _ institution: Institution, _ person: Person, _ caller: Caller, forgeryToken: String
  ) -> Response {
    struct Model {
      let institution: String
      let name: String
      let roles: [String]
      let token: String
      let isLearner: Bool
    }
    let own = caller.learner == nil ? [] : [Role.learner.rawValue]
    let roles =
      own
      + caller.grants.map { grant in
        grant.units.map { "\(grant.role.rawValue) (\($0.sorted().joined(separator: ", ")))" }
          ?? grant.role.rawValue
      }
    return page(
      accountTemplate,
      Model(
        institution: institution.name, name: person.name, roles: roles, token: forgeryToken,
        isLearner: caller.learner != nil))
  }

  private static func page(_ template: MustacheTemplate, _ model: Any) -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
        .contentSecurityPolicy:
          "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' https: http://localhost:* http://127.0.0.1:*; frame-ancestors 'none'; base-uri 'none'",
      ], body: ResponseBody(byteBuffer: ByteBuffer(string: template.render(model))))
  }

  private static let developerTemplate = template(
    title: "Sign in",
    body: """
      <h1>Sign in to {{institution}}</h1>
      <p>This daemon runs on your own machine without an identity provider: choose who you are.</p>
      <form method="post" action="/sign-in/developer">
      <input type="hidden" name="return" value="{{returnTo}}">
      <p><label>Role <select name="role">{{#roles}}<option>{{.}}</option>{{/roles}}</select></label></p>
      <p><label>Student number, to be a learner <input name="learner" autocomplete="off"></label></p>
      <p><button>Sign in</button></p>
      </form>
      """)

  private static let accountTemplate = template(
    title: "{{name}}",
    body: """
      <h1>{{name}}</h1>
      <p>You are signed in at {{institution}}.</p>
      {{#isLearner}}<p>You have a record as a learner here.</p>{{/isLearner}}
      <h2>Your roles</h2>
      <ul>{{#roles}}<li>{{.}}</li>{{/roles}}{{^roles}}<li>None: ask an operator.</li>{{/roles}}</ul>
      <form method="post" action="/sign-out">
      <input type="hidden" name="token" value="{{token}}"><button>Sign out</button></form>
      """)

  private static func template(title: String, body: String) -> MustacheTemplate {
    PageFrame.template(title: title, body: body)
  }
}
