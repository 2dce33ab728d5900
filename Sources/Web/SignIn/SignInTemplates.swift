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
      for: PageVisit(institution, request, SignInWord.self), forms: forms)
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
      let readsReports: Bool
      let governsFeed: Bool
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
        name: person.name, roles: roles, token: forgeryToken, isLearner: caller.learner != nil,
        readsReports: (try? caller.check(.readReports)) != nil,
        governsFeed: (try? caller.check(.governFeed)) != nil),
      for: PageVisit(institution, request, SignInWord.self), forms: forms)
  }

  /// After signing out a browser goes on to the identity provider.
  private static let forms = "'self' https: http://localhost:* http://127.0.0.1:*"

  private static let developerTemplate = PageTemplate(
    title: "{{words.signIn}}",
    body: """
      <h1>{{words.signInTo}} {{institution}}</h1>
      <p>{{words.developer}}</p>
      <form method="post" action="/sign-in/developer">
      <input type="hidden" name="return" value="{{returnTo}}">
      <label for="role">{{words.role}}</label>
      <select id="role" name="role">{{#roles}}<option>{{.}}</option>{{/roles}}</select>
      <label for="learner">{{words.number}}</label>
      <input id="learner" name="learner" autocomplete="off">
      <p><button>{{words.signIn}}</button></p>
      </form>
      """)

  private static let accountTemplate = PageTemplate(
    title: "{{name}}",
    body: """
      <h1>{{name}}</h1>
      <p>{{words.signedInAt}} {{institution}}.</p>
      {{#isLearner}}<p>{{words.isLearner}}</p>{{/isLearner}}
      <h2>{{words.roles}}</h2>
      <ul>{{#roles}}<li>{{.}}</li>{{/roles}}{{^roles}}<li>{{words.noRoles}}</li>{{/roles}}</ul>
      {{#readsReports}}<p><a href="/reports">{{words.reports}}</a></p>{{/readsReports}}
      {{#governsFeed}}<p><a href="/feed">{{words.feed}}</a></p>{{/governsFeed}}
      <form method="post" action="/sign-out">
      <input type="hidden" name="token" value="{{token}}"><button>{{words.signOut}}</button></form>
      """)
}
