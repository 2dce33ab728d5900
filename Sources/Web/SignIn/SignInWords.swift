/// What the pages of signing in say.
enum SignInWord: String, PageWords {
  case signIn, signInTo, developer, role, number, signedInAt, isLearner, roles, noRoles, signOut,
    reports, feed

  var english: String {
    switch self {
    case .signIn: "Sign in"
    case .signInTo: "Sign in to"
    case .developer:
      "This daemon runs on your own machine without an identity provider: choose who you are."
    case .role: "Role"
    case .number: "Student number, to be a learner"
    case .signedInAt: "You are signed in at"
    case .isLearner: "You have a record as a learner here."
    case .roles: "Your roles"
    case .noRoles: "None: ask an operator."
    case .signOut: "Sign out"
    case .reports: "Reports: how many enrolled, were awarded and notated"
    case .feed: "Transcript feed: the systems that get notations, and their batches"
    }
  }
}
