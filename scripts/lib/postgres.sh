# A private PostgreSQL server for one run; sourced after steps.sh.

# /dev/shm keeps it in memory.
server_directory=${MOVIECTL_TEST_SERVER_DIRECTORY:-/tmp}

# Servers whose files are in memory create and drop databases several times as fast.
prefer_memory() {
    if [ -z "${MOVIECTL_TEST_SERVER_DIRECTORY:-}" ] && [ -w /dev/shm ] &&
        [ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)" -gt 4000000 ] 2>/dev/null; then
        server_directory=/dev/shm
    fi
}

# The directory of the server's programs. `postgres_programs` names it where it is not the newest one of this machine.
postgres_programs=''
postgres_bin() {
    local found
    if [ -n "$postgres_programs" ]; then
        printf '%s' "$postgres_programs"
        return
    fi
    found=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
    [ -n "$found" ] || found=$(command -v initdb || true)
    [ -z "$found" ] || dirname "$(readlink -f "$found")"
}

wants_postgres_server() { [ -z "${MOVIECTL_TEST_POSTGRES_URL:-}" ]; }

# PostgreSQL refuses to run as root. The server dies with this script, also when the script is killed.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        exec setsid setpriv --reuid postgres --regid postgres --init-groups --pdeathsig QUIT "$@"
    fi
    exec setsid setpriv --pdeathsig QUIT "$@"
}

remove_what_killed_runs_left() {
    local left
    for left in "$server_directory"/moviectl-test.*/pid; do
        if [ -O "$left" ] && ! kill -0 "$(cat "$left")" 2>/dev/null; then
            rm -rf "${left%/pid}"
        fi
    done
}

# One directory for all servers of a run, in `work`. Not in TMPDIR: another user must get there, and a socket's path is
# short.
make_server_directory() {
    [ -z "$work" ] || return 0
    remove_what_killed_runs_left
    work=$(mktemp -d "$server_directory/moviectl-test.XXXXXX")
    chmod 711 "$work"
    printf '%d' $$ >"$work/pid"
}

free_port() {
    local port
    while port=$((20000 + RANDOM % 12000)); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    printf '%d' "$port"
}

# Starts the server with the settings given (`-c name=value`), and names it in MOVIECTL_TEST_POSTGRES_URL.
start_postgres() {
    local bin password home data port
    bin=$(postgres_bin)
    if [ -z "$bin" ]; then
        missing 'no PostgreSQL server (Debian package postgresql)'
        return
    fi
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    make_server_directory
    home=$work/postgres
    data=$home/data
    mkdir "$home"
    printf '%s' "$password" >"$home/password"
    chmod 600 "$home/password"
    [ "$(id -u)" -ne 0 ] || chown -R postgres "$home"
    (as_postgres "$bin/initdb" --pgdata "$data" --username postgres --pwfile "$home/password" --auth scram-sha-256 \
        --encoding UTF8 --locale C.UTF-8 --no-sync) >"$home/initdb.log" 2>&1 || {
        cat "$home/initdb.log" >&2
        return 1
    }
    for _ in 1 2 3 4 5; do
        port=$(free_port)
        # Where it does not start, perhaps somebody else was faster on that port.
        if run_postgres "$bin" "$home" "$port" "$@"; then
            PATH=$bin:$PATH
            export PATH MOVIECTL_TEST_POSTGRES_URL="postgresql://postgres:$password@127.0.0.1:$port/postgres"
            printf 'PostgreSQL %s on port %d\n' "$("$bin/postgres" --version | awk '{print $3}')" "$port"
            return
        fi
    done
    cat "$home/postgres.log" >&2
    return 1
}

# Runs the server on the data below HOME until it answers on the port: run_postgres BIN HOME PORT SETTING…
run_postgres() {
    local bin=$1 home=$2 port=$3
    shift 3
    (as_postgres "$bin/postgres" -D "$home/data" -k "$home" -p "$port" -c listen_addresses=127.0.0.1 \
        -c max_connections=200 -c timezone=UTC "$@") >>"$home/postgres.log" 2>&1 &
    postgres_pid=$!
    for _ in $(seq 300); do
        if PATH=$bin:$PATH PGPASSWORD=$(<"$home/password") psql -qXw -h 127.0.0.1 -p "$port" -U postgres -c '' postgres 2>/dev/null; then
            return
        fi
        kill -0 "$postgres_pid" 2>/dev/null || break
        sleep 0.1
    done
    stop_postgres
    return 1
}

stop_postgres() {
    [ -n "$postgres_pid" ] || return 0
    kill -QUIT "$postgres_pid" 2>/dev/null || true
    wait "$postgres_pid" 2>/dev/null || true
    postgres_pid=''
}
