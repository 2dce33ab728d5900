#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The user as whom the server runs: PostgreSQL refuses to run as root.
struct Identity: Sendable {
  let user: uid_t
  let group: gid_t
  /// The program and options that come before a command of the server.
  let prefix: [String]

  private static let setpriv = "/usr/bin/setpriv"

  /// Root runs the server as `postgres`, else as `nobody`; everybody else as themselves.
  static func current() throws -> Identity {
    let hasSetpriv = access(setpriv, X_OK) == 0
    guard geteuid() == 0 else {
      return Identity(user: geteuid(), group: getegid(), prefix: hasSetpriv ? [setpriv] : [])
    }
    guard hasSetpriv else {
      throw ClusterError(
        "\(setpriv) is needed to run PostgreSQL as another user than root: install util-linux, "
          + "or start this program as an ordinary user")
    }
    for name in ["postgres", "nobody"] {
      guard let entry = getpwnam(name) else { continue }
      let (user, group) = (entry.pointee.pw_uid, entry.pointee.pw_gid)
      return Identity(
        user: user, group: group,
        prefix: [setpriv, "--reuid=\(user)", "--regid=\(group)", "--clear-groups"])
    }
    throw ClusterError(
      "PostgreSQL does not run as root, and there is neither a user postgres nor nobody: start "
        + "this program as an ordinary user")
  }

  var isAnother: Bool { user != geteuid() }

  func command(_ arguments: [String]) -> [String] {
    prefix.isEmpty || !isAnother ? arguments : prefix + ["--"] + arguments
  }

  /// A command that receives SIGINT (PostgreSQL's fast shutdown) when the starting thread ends.
  func mortalCommand(_ arguments: [String]) -> [String] {
    prefix.isEmpty ? arguments : prefix + ["--pdeathsig", "INT", "--"] + arguments
  }

  /// Makes a folder, or checks it, and gives it to the server's user alone.
  func own(_ folder: String) throws {
    if mkdir(folder, 0o700) != 0, errno != EEXIST {
      throw ClusterError("\(folder) cannot be made: \(String(cString: strerror(errno)))")
    }
    var facts = stat()
    guard lstat(folder, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else {
      throw ClusterError("\(folder) is not a folder: move it away")
    }
    guard facts.st_uid == user || facts.st_uid == geteuid() else {
      throw ClusterError("\(folder) belongs to another user: move it away")
    }
    guard chown(folder, user, group) == 0, chmod(folder, 0o700) == 0 else {
      throw ClusterError("\(folder) cannot be given to the user with the number \(user)")
    }
  }

  /// The server's user must be able to pass through every folder above its own.
  func checkPath(to folder: String) throws {
    guard isAnother else { return }
    var path = ""
    for part in folder.split(separator: "/") {
      path += "/\(part)"
      var facts = stat()
      guard stat(path, &facts) == 0 else { return }
      let passes = facts.st_mode & 0o001 != 0 || facts.st_uid == user
      guard passes else {
        throw ClusterError(
          "the user with the number \(user), as whom PostgreSQL runs, cannot pass through "
            + "\(path): choose a data folder elsewhere, or run `chmod o+x \(path)`")
      }
    }
  }
}
