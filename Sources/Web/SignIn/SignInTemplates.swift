import Hummingbird
import Office
import Storage

/// The few pages of signing in; Mustache escapes what it fills in.
enum SignInTemplates {
  static func developer(
    _ institution: Institution, _ request: Request, returnTo: String
  ) -> Response {
    struct Model {
      let returnTo: String
      let roles: [String]
    }
    return developerTemplate.response(
      Model(returnTo: returnTo, roles: Role.allCases.map(\.rawValue)),
      for: PageVisit(institution, request, FrameWord.self), forms: forms)
  }

  static func account(
    _ institution: Institution, _ request: Request, _ person: Person, _ caller: Caller,
    forgeryToken: String
  ) -> Response {
    struct Model {
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
    return accountTemplate.response(
      Model(
        name: person.name, roles: roles, token: forgeryToken, isLearner: caller.learner != nil),
      for: PageVisit(institution, request, FrameWord.self), forms: forms)
  }

  /// After signing out a browser goes on to the identity provider.
  private static let forms = "'self' https: http://localhost:* http://127.0.0.1:*"

  private static let developerTemplate = PageTemplate(
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

  private static let accountTemplate = PageTemplate(
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
}
