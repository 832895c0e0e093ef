# A private MariaDB or MySQL server for one run; sourced after steps.sh, packages.sh and postgres.sh, whose directory and
# port finder it uses.

wants_mysql_server() { [ -z "${MOVIECTL_TEST_MYSQL_URL:-}" ]; }

# The directory that the server's packages were unpacked into, and what it must be told then: where it is, and that it may
# run as the user who runs it. Empty for this machine's own server.
mysql_root=''
mysql_options=()

use_mysql_root() {
    mysql_root=$1
    mysql_options=("--basedir=$1/usr" "--user=$(id -un)")
}

mariadb_server() {
    if [ -n "$mysql_root" ]; then
        echo "$mysql_root/usr/sbin/mariadbd"
    else
        command -v mariadbd || PATH=/usr/sbin:/usr/local/sbin:$PATH command -v mariadbd || true
    fi
}

# The client library, which diesel_cli links, and the engine's feature `mysqlclient`.
has_mysql_library() {
    command -v pkg-config >/dev/null && { pkg-config --exists libmariadb || pkg-config --exists mysqlclient; }
}

# Runs a program of the server. It dies with this script, also when the script is killed. Debian's server refuses to run as
# root, and has a user; one that was unpacked is told that it may.
as_mysql() {
    if [ "$(id -u)" -eq 0 ] && [ -z "$mysql_root" ]; then
        exec setsid setpriv --reuid mysql --regid mysql --init-groups --pdeathsig KILL "$@"
    fi
    exec setsid setpriv --pdeathsig KILL "$@"
}

# Makes a directory for the server: `make_mysql_home PASSWORD STATEMENT…`. The server runs the statements before anybody can
# connect; the file can be read by its user alone.
make_mysql_home() {
    make_server_directory
    home=$work/mysql
    data=$home/data
    # One server comes after another.
    rm -rf "$home"
    mkdir "$home"
    (umask 077 && printf '%s\n' "$@" >"$home/init.sql")
    [ "$(id -u)" -ne 0 ] || [ -n "$mysql_root" ] || chown -R mysql "$home"
}

# Runs a step of the server's installation, and prints what it says only where it fails.
install_mysql() {
    (as_mysql "$@") >"$home/install.log" 2>&1 || {
        cat "$home/install.log" >&2
        return 1
    }
}

# The programs of MySQL, which Debian has in sid alone.
get_mysql() {
    local root
    get_root "mysql-$1" sid mysql-server-core
    use_mysql_root "$root"
}

# Starts the server with the settings given (`--name=value`), and names it in MOVIECTL_TEST_MYSQL_URL.
start_mariadb() {
    local server password home data port
    server=$(mariadb_server)
    if [ -z "$mysql_root" ] && { [ -z "$server" ] || ! command -v mariadb-install-db >/dev/null; } ||
        ! command -v mariadb >/dev/null; then
        missing 'no MariaDB server (Debian packages mariadb-server and mariadb-client)'
        return
    fi
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    make_mysql_home \
        "ALTER USER root@localhost IDENTIFIED VIA mysql_native_password USING PASSWORD('$password');" \
        "CREATE OR REPLACE USER root@'127.0.0.1' IDENTIFIED BY '$password';" \
        "GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;"
    # `--force`: whether the name of this machine can be looked up does not matter.
    install_mysql "${mysql_root:+$mysql_root/usr/bin/}mariadb-install-db" --no-defaults "${mysql_options[@]}" --datadir="$data" \
        --auth-root-authentication-method=normal --skip-test-db --force --innodb-flush-log-at-trx-commit=0
    # Character sets as Debian's package sets them.
    run_mysql "$server" "$password" --innodb-log-file-size=32M --character-set-server=utf8mb4 \
        --collation-server=utf8mb4_general_ci "$@"
    printf 'MariaDB %s on port %d\n' "$(ask_mysql 'SELECT VERSION()')" "$port"
}

# The same for MySQL, of the directory `mysql_root`. Its certificate authority is named in MOVIECTL_TEST_MYSQL_CA.
start_mysql() {
    local password home data port
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    make_mysql_home \
        "ALTER USER root@localhost IDENTIFIED BY '$password';" \
        "CREATE USER root@'127.0.0.1' IDENTIFIED BY '$password';" \
        "GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;"
    install_mysql "$mysql_root/usr/sbin/mysqld" --no-defaults "${mysql_options[@]}" --initialize-insecure --datadir="$data"
    run_mysql "$mysql_root/usr/sbin/mysqld" "$password" --mysqlx=OFF --secure-file-priv=NULL "$@"
    export MOVIECTL_TEST_MYSQL_CA=$data/ca.pem
    printf 'MySQL %s on port %d\n' "$(ask_mysql 'SELECT VERSION()')" "$port"
}

# Runs the server on the data below `home` until it answers on a free port, left in `port`: `run_mysql PROGRAM PASSWORD SETTING…`.
run_mysql() {
    local server=$1 password=$2
    shift 2
    for _ in 1 2 3 4 5; do
        port=$(free_port)
        (as_mysql "$server" --no-defaults "${mysql_options[@]}" --datadir="$data" --socket="$home/socket" --pid-file="$home/server.pid" \
            --port="$port" --bind-address=127.0.0.1 --skip-name-resolve --skip-log-bin --performance-schema=OFF \
            --max-connections=400 --innodb-buffer-pool-size=256M --init-file="$home/init.sql" "$@") >>"$home/server.log" 2>&1 &
        mariadb_pid=$!
        for _ in $(seq 300); do
            if ask_mysql '' 2>/dev/null; then
                export MOVIECTL_TEST_MYSQL_URL="mysql://root:$password@127.0.0.1:$port/mysql"
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

ask_mysql() {
    MYSQL_PWD=$password mariadb --no-defaults --batch --skip-column-names -h 127.0.0.1 -P "$port" -u root -e "$1" mysql
}

# Nothing of it is needed any more: it need not write anything down.
stop_mariadb() {
    [ -n "$mariadb_pid" ] || return 0
    kill -KILL "$mariadb_pid" 2>/dev/null || true
    wait "$mariadb_pid" 2>/dev/null || true
    mariadb_pid=''
}
