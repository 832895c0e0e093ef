# diesel_cli of one version, into the target folder where it is not installed; sourced after steps.sh.

readonly DIESEL_CLI_VERSION=2.3.14

diesel_is_right() { "$1" --version 2>/dev/null | grep -qwF "$DIESEL_CLI_VERSION"; }

# Names it in MOVIECTL_TEST_DIESEL. `find_diesel_cli attempt` goes on where it can't be built.
find_diesel_cli() {
    local cached=$target/tools/bin/diesel postgres=postgres-bundled
    if diesel_is_right diesel; then
        MOVIECTL_TEST_DIESEL=$(command -v diesel)
    else
        if ! diesel_is_right "$cached"; then
            # The system's libpq, where it can be linked, saves building OpenSSL once more.
            [ -e /usr/include/postgresql/libpq-fe.h ] && postgres=postgres
            "${1:-step}" "cargo install diesel_cli $DIESEL_CLI_VERSION" cargo install diesel_cli \
                --version "$DIESEL_CLI_VERSION" --locked --no-default-features --features "sqlite-bundled,$postgres" \
                --root "$target/tools" --target-dir "$target/tools/build" --quiet
            rm -rf "$target/tools/build"
        fi
        MOVIECTL_TEST_DIESEL=$cached
    fi
    export MOVIECTL_TEST_DIESEL
}
