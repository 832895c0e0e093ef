# Programs of another Debian release, without installing them: unpacked into the target folder, where they run with the
# libraries of their own release. Sourced after steps.sh.

servers_cache=$target/servers

# The packages of a Debian release and all that they need, unpacked into a directory that is left in `root`:
# `get_root NAME RELEASE PACKAGE…`.
get_root() {
    local release=$2
    root=$servers_cache/$1
    shift 2
    [ ! -d "$root" ] || return 0
    command -v apt-get >/dev/null || {
        printf '%s: %s of Debian %s: needs apt-get, or docker\n' "$script" "$*" "$release" >&2
        return 1
    }
    step "unpack $* of Debian $release" scripts/lib/unpack "$release" "$root" "$@"
}
