# What deploy/run and deploy/test share: finding Swift, and the Debian packages that are needed.
# It is read by bash with `source`.

# What a Swift toolchain needs on a bare Debian 12, and the libraries the daemon is linked with.
build_packages=(
  binutils ca-certificates curl fonts-dejavu-core fonts-droid-fallback gcc git libc6-dev
  libcurl4-openssl-dev libncurses6 libp11-kit-dev libpq-dev libqrencode-dev librsvg2-dev
  libsqlite3-0 libstdc++-12-dev libuuid1 libxml2 pkg-config tzdata zlib1g-dev
)

say() { printf '%s\n' "$*"; }

fail() {
  printf '%s: %s\n' "$0" "$*" >&2
  exit 1
}

# Runs a command and says how long it took.
timed() {
  local what=$1 start=$SECONDS
  shift
  "$@"
  say "-- $what took $((SECONDS - start)) s"
}

# Puts the first Swift toolchain that is found on the PATH.
find_swift() {
  local folder
  command -v swift >/dev/null && return
  for folder in /opt/swift/usr/bin /usr/share/swift/usr/bin /usr/local/swift/usr/bin \
    "${HOME:-}/.local/share/swiftly/bin" "${HOME:-}/swift/usr/bin"; do
    if [ -x "$folder/swift" ]; then
      export PATH="$folder:$PATH"
      return
    fi
  done
  fail "There is no Swift toolchain: install Swift 6.3 for Debian 12 from" \
    "https://www.swift.org/install/linux/ and put its usr/bin on the PATH."
}

# Stops unless the toolchain can build this package; to be called once the packages are there.
check_swift() {
  local version
  version=$(swift --version 2>&1) || fail "$(command -v swift) does not start: $version"
  version=$(sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' <<<"$version")
  if [ "$(printf '%s\n' 6.3 "$version" | sort -V | head -n 1)" != 6.3 ]; then
    fail "$(command -v swift) is Swift ${version:-of an unknown version}; 6.3 or newer is needed."
  fi
}

# Whether PostgreSQL 15 or newer is installed.
has_postgres() {
  local program version
  for program in /usr/lib/postgresql/*/bin/postgres; do
    version=${program#/usr/lib/postgresql/}
    version=${version%%/*}
    if [ -x "$program" ] && [ "$version" -ge 15 ]; then return; fi
  done
  return 1
}

# Installs those of the packages that are not there, or says which command does.
require_packages() {
  local package missing=()
  if ! command -v apt-get >/dev/null; then
    say "This is not Debian, so nothing is installed: what is needed is taken to be there."
    return
  fi
  for package in "$@"; do
    if ! dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed$'; then
      missing+=("$package")
    fi
  done
  has_postgres || missing+=(postgresql-15)
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  if [ "$(id -u)" -ne 0 ]; then
    fail "These packages are missing; install them as root, then run this again:" \
      "apt-get install --no-install-recommends ${missing[*]}"
  fi
  say "Installing what is missing: ${missing[*]}"
  install_packages "${missing[@]}"
}

# The private PostgreSQL is the daemon's own, so Debian need not make a cluster: a freshly installed
# postgresql-common is told so before the server comes. One that was there keeps its settings.
install_packages() {
  local settings=/etc/postgresql-common/createcluster.conf
  apt_get update
  if [[ " $* " == *" postgresql-15 "* && ! -e $settings ]]; then
    apt_get install postgresql-common
    sed -i 's/^#* *create_main_cluster *=.*/create_main_cluster = false/' "$settings"
  fi
  without_services apt_get install "$@"
  disable_services "$@"
}

# Nor do those of them that came just now begin with the machine the next time.
disable_services() {
  local package
  for package in "$@"; do
    case $package in
      openssh-server) disable ssh.service ;;
      clamav-daemon) disable clamav-daemon.service clamav-daemon.socket clamav-freshclam.service ;;
      pgbouncer | prometheus) disable "$package.service" ;;
    esac
  done
}

disable() { systemctl disable --quiet "$@" 2>/dev/null || true; }

# Servers that come along are run by the tests, never as services of this machine; a policy that is
# there already stays. In a subshell, whose end removes ours whatever happens.
without_services() (
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  "$@"
)

apt_get() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 --no-install-recommends --yes "$@" \
    </dev/null >/dev/null || fail "apt-get $1 failed; what it said stands above."
}

# SwiftPM writes the traits of packages in random order otherwise, and builds everything again.
swift_build() {
  SWIFT_DETERMINISTIC_HASHING=1 swift build "$@"
}
