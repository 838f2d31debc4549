# Functions that the other scripts share. Source it; it is not a program.
# The scripts keep to bash 3.2, the version that macOS ships.

repo_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$(basename "$0"): $*"
  exit 1
}

# apt_install WHY PACKAGE... installs Debian packages, with sudo when we are not root. Its output goes to stderr,
# so that a script can print its result on stdout.
apt_install() {
  local why=$1 sudo=()
  shift
  command -v apt-get >/dev/null 2>&1 ||
    die "$why is missing, and this system has no apt-get. Install it by your system's own means (on Debian: $*)."
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 ||
      die "$why is missing, we are not root, and there is no sudo. As root: apt-get install $*"
    # Without a terminal nobody can type a password, so sudo must not ask.
    sudo=(sudo)
    [ -t 0 ] || sudo=(sudo -n)
    "${sudo[@]}" true || die "$why is missing and sudo refused. As root: apt-get install $*"
  fi
  say "Installing $why: $*"
  # The lists are fetched only when the packages cannot be had with those at hand.
  apt_get_install "$@" || {
    ${sudo[@]+"${sudo[@]}"} apt-get -qq -o DPkg::Lock::Timeout=300 update </dev/null >&2
    apt_get_install "$@"
  } || die "apt-get could not install $*"
}

apt_get_install() {
  ${sudo[@]+"${sudo[@]}"} env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends "$@" </dev/null >&2
}

# existing passes on those of the NUL-separated paths that are files: git still lists one that was just removed.
existing() {
  local f
  while IFS= read -r -d '' f; do
    [ ! -f "$f" ] || printf '%s\0' "$f"
  done
}
