# What setup-postgres and teardown-postgres share: where the test server is remembered, and how to act as its owner.
# The state file has four lines: address, folder, folder of the programs, owner.

state=${ATTAIN_POSTGRES_STATE:-$repo_root/.build/postgres}

print_url() { printf "ATTAIN_TEST_POSTGRES='%s'\n" "$(sed -n 1p "$state")"; }

# as_owner USER COMMAND... runs it from the root folder, since the working folder may be closed to the user.
as_owner() {
  local user=$1
  shift
  if [ "$(id -un)" = "$user" ]; then
    (cd / && "$@")
  elif command -v runuser >/dev/null 2>&1; then
    (cd / && runuser -u "$user" -- "$@")
  else
    (cd / && su -s /bin/sh "$user" -c 'exec "$0" "$@"' -- "$@")
  fi
}

postgres_running() {
  [ -f "$state" ] || return 1
  local dir bin owner
  dir=$(sed -n 2p "$state") bin=$(sed -n 3p "$state") owner=$(sed -n 4p "$state")
  [ -n "$dir" ] && as_owner "$owner" "$bin/pg_ctl" --pgdata="$dir/data" status >/dev/null 2>&1
}

# forget_postgres removes the folder of a server that no longer runs.
forget_postgres() {
  [ -f "$state" ] || return 0
  local dir
  dir=$(sed -n 2p "$state")
  case $dir in
  */attain-pg.??????) rm -rf "$dir" ;;
  esac
  rm -f "$state"
}

# find_postgres prints the folder with initdb: ATTAIN_POSTGRES_BIN, the newest of Debian's, or the PATH's.
find_postgres() {
  local dir
  if [ -n "${ATTAIN_POSTGRES_BIN:-}" ]; then
    [ -x "$ATTAIN_POSTGRES_BIN/initdb" ] || die "ATTAIN_POSTGRES_BIN=$ATTAIN_POSTGRES_BIN holds no initdb"
    printf '%s\n' "$ATTAIN_POSTGRES_BIN"
    return
  fi
  dir=$(for f in /usr/lib/postgresql/*/bin/initdb; do
    [ ! -x "$f" ] || dirname "$f"
  done | sort -V | tail -n 1)
  [ -n "$dir" ] || dir=$(dirname "$(command -v initdb || true)")
  [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && printf '%s\n' "$dir"
}
