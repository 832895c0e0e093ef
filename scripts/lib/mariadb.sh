# A private MariaDB server for one run; sourced after steps.sh and postgres.sh, whose directory and port finder it uses.

wants_mysql_server() { [ -z "${MOVIECTL_TEST_MYSQL_URL:-}" ]; }

mariadb_server() { command -v mariadbd || PATH=/usr/sbin:/usr/local/sbin:$PATH command -v mariadbd || true; }

# The client library, which diesel_cli links, and the engine's feature `mysqlclient`.
has_mysql_library() {
    command -v pkg-config >/dev/null && { pkg-config --exists libmariadb || pkg-config --exists mysqlclient; }
}

# MariaDB refuses to run as root. The server dies with this script, also when the script is killed.
as_mysql() {
    if [ "$(id -u)" -eq 0 ]; then
        exec setsid setpriv --reuid mysql --regid mysql --init-groups --pdeathsig KILL "$@"
    fi
    exec setsid setpriv --pdeathsig KILL "$@"
}

# Starts the server with the settings given (`--name=value`), and names it in MOVIECTL_TEST_MYSQL_URL.
start_mariadb() {
    local server password home data port
    server=$(mariadb_server)
    if [ -z "$server" ] || ! command -v mariadb-install-db >/dev/null || ! command -v mariadb >/dev/null; then
        missing 'no MariaDB server (Debian packages mariadb-server and mariadb-client)'
        return
    fi
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    make_server_directory
    home=$work/mariadb
    data=$home/data
    mkdir "$home"
    # Only who may read it sees the password; the server reads the statements before anybody can connect.
    printf '%s\n' \
        "ALTER USER root@localhost IDENTIFIED VIA mysql_native_password USING PASSWORD('$password');" \
        "CREATE OR REPLACE USER root@'127.0.0.1' IDENTIFIED BY '$password';" \
        "GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;" >"$home/init.sql"
    chmod 600 "$home/init.sql"
    [ "$(id -u)" -ne 0 ] || chown -R mysql "$home"
    (as_mysql mariadb-install-db --no-defaults --datadir="$data" --auth-root-authentication-method=normal \
        --skip-test-db --innodb-flush-log-at-trx-commit=0) >"$home/install.log" 2>&1 || {
        cat "$home/install.log" >&2
        return 1
    }
    for _ in 1 2 3 4 5; do
        port=$(free_port)
        # Character sets as Debian's package sets them.
        (as_mysql "$server" --no-defaults --datadir="$data" --socket="$home/socket" --pid-file="$home/server.pid" \
            --port="$port" --bind-address=127.0.0.1 --skip-name-resolve --skip-log-bin --performance-schema=OFF \
            --max-connections=400 --innodb-buffer-pool-size=256M --innodb-log-file-size=32M --character-set-server=utf8mb4 \
            --collation-server=utf8mb4_general_ci --init-file="$home/init.sql" "$@") >>"$home/server.log" 2>&1 &
        mariadb_pid=$!
        for _ in $(seq 300); do
            if MYSQL_PWD=$password mariadb --no-defaults -h 127.0.0.1 -P "$port" -u root -e '' mysql 2>/dev/null; then
                export MOVIECTL_TEST_MYSQL_URL="mysql://root:$password@127.0.0.1:$port/mysql"
                printf 'MariaDB %s on port %d\n' "$("$server" --no-defaults --version | awk '{print $3}')" "$port"
                return
            fi
            kill -0 "$mariadb_pid" 2>/dev/null || break # perhaps somebody else was faster on that port
            sleep 0.1
        done
        stop_mariadb
    done
    cat "$home/server.log" >&2
    return 1
}

# Nothing of it is needed any more: it need not write anything down.
stop_mariadb() {
    [ -n "$mariadb_pid" ] || return 0
    kill -KILL "$mariadb_pid" 2>/dev/null || true
    wait "$mariadb_pid" 2>/dev/null || true
    mariadb_pid=''
}
