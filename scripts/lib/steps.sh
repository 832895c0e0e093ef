# Steps, and what must be put back at the end; sourced by the scripts of the directory above.

script=scripts/$(basename "$0")
work='' # the servers' files
running='' # the process group of the step that runs
postgres_pid=''
mariadb_pid='' # also MySQL's
container=''

# Runs a step in a process group of its own, so that a signal to this script ends all of it.
step() {
    local name=$1 began=$SECONDS status=0
    shift
    printf '\n==> %s\n' "$name"
    setsid "$@" &
    running=$!
    wait "$running" || status=$?
    running=''
    if [ "$status" -ne 0 ]; then
        printf '==> %s: failed after %d s\n' "$name" $((SECONDS - began))
        exit "$status"
    fi
    printf '==> %s: done in %d s\n' "$name" $((SECONDS - began))
}

# A step whose failure is said, and is not the end.
attempt() {
    local name=$1
    shift
    step "$name" sh -c '"$@" || echo "failed, and left out"' sh "$@"
}

# Nothing of the servers survives.
throw_away_servers() {
    stop_postgres
    [ -z "$mariadb_pid" ] || stop_mariadb
    [ -z "$container" ] || docker rm --force --volumes "$container" >/dev/null 2>&1 || true
    [ -z "$work" ] || rm -rf "$work"
    work='' container=''
}

clean_up() {
    local status=$?
    trap - EXIT
    trap '' INT TERM HUP
    if [ -n "$running" ]; then
        kill -TERM -- "-$running" 2>/dev/null || true
        wait "$running" 2>/dev/null || true
    fi
    throw_away_servers
    exit "$status"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

required() { [ "${CI:-}" = true ]; }

# Something can't be done here: the end of the run in CI, a word elsewhere.
missing() {
    if required; then
        printf '%s: %s\n' "$script" "$1" >&2
        exit 1
    fi
    printf 'skipped: %s\n' "$1" >&2
}

as_root() { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; }

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    # The packages' own services are not started.
    export RUNLEVEL=1
    step "apt-get install $*" sh -c 'apt-get update -q && apt-get install -qy --no-install-recommends "$@"' sh "$@"
}
