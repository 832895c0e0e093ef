# diesel_cli of one version, into the target folder where it is not installed; sourced after steps.sh.

readonly DIESEL_CLI_VERSION=2.3.14

diesel_is_right() { "$1" --version 2>/dev/null | grep -qwF "$DIESEL_CLI_VERSION"; }

# The right version, for all databases that this machine can link the library of.
diesel_fits() {
    diesel_is_right "$1" || return 1
    ! has_mysql_library || "$1" --version | grep -qw mysql
}

# Names it in MOVIECTL_TEST_DIESEL. `find_diesel_cli attempt` goes on where it can't be built. Sourced after mariadb.sh.
find_diesel_cli() {
    local cached=$target/tools/bin/diesel features=sqlite-bundled
    if diesel_fits diesel; then
        MOVIECTL_TEST_DIESEL=$(command -v diesel)
    else
        if ! diesel_fits "$cached"; then
            # The system's libpq, where it can be linked, saves building OpenSSL once more.
            if [ -e /usr/include/postgresql/libpq-fe.h ]; then
                features=$features,postgres
            else
                features=$features,postgres-bundled
            fi
            ! has_mysql_library || features=$features,mysql
            "${1:-step}" "cargo install diesel_cli $DIESEL_CLI_VERSION" cargo install diesel_cli \
                --version "$DIESEL_CLI_VERSION" --locked --force --no-default-features --features "$features" \
                --root "$target/tools" --target-dir "$target/tools/build" --quiet
            rm -rf "$target/tools/build"
        fi
        MOVIECTL_TEST_DIESEL=$cached
    fi
    export MOVIECTL_TEST_DIESEL
}
