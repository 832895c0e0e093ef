//! `create-db` and `drop-db`.

use crate::support::{Backend, Db, POSTGRES_URL, Sandbox, server_url, skip, unique_name, variable};

#[test]
fn a_sqlite_file_is_created_once_and_dropped() {
    let sandbox = Sandbox::new();
    let shown = sandbox.path("movies.db").display().to_string();
    sandbox.moviectl(["create-db"]).success().stderr_has(&shown);
    assert_eq!(sandbox.files(), ["movies.db"]);
    sandbox
        .moviectl(["create-db"])
        .success()
        .stderr_has("exists");
    sandbox.moviectl(["drop-db"]).code(2).hint("--yes");
    assert_eq!(sandbox.files(), ["movies.db"]);
    sandbox.moviectl(["drop-db", "--yes"]).success();
    assert!(sandbox.files().is_empty());
}

#[test]
fn a_postgres_database_is_created_once_and_dropped() {
    Db::with(Backend::Postgres, |server| {
        let sandbox = Sandbox::new();
        let name = unique_name();
        sandbox.export("DATABASE_URL", &server_url(Backend::Postgres, &name));
        let there = || {
            let sql = format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'");
            server.lines(&sql) == ["1"]
        };
        sandbox.moviectl(["create-db"]).success().stderr_has(&name);
        assert!(there());
        sandbox
            .moviectl(["create-db"])
            .success()
            .stderr_has("exists");
        sandbox.moviectl(["drop-db"]).code(2).hint("--yes");
        assert!(there());
        sandbox.moviectl(["drop-db", "--yes"]).success();
        assert!(!there());
    });
}

#[test]
fn a_mysql_database_is_created_once_and_dropped() {
    Db::with(Backend::Mysql, |server| {
        let sandbox = Sandbox::new();
        let name = unique_name();
        sandbox.export("DATABASE_URL", &server_url(Backend::Mysql, &name));
        let there = || {
            let sql = format!(
                "SELECT count(*) FROM information_schema.schemata WHERE schema_name = '{name}'"
            );
            server.lines(&sql) == ["1"]
        };
        sandbox
            .moviectl(["--embedded", "list"])
            .failure()
            .stderr_has(&name)
            .hint("create-db");
        sandbox.moviectl(["create-db"]).success().stderr_has(&name);
        assert!(there());
        sandbox
            .moviectl(["create-db"])
            .success()
            .stderr_has("exists");
        sandbox.moviectl(["drop-db"]).code(2).hint("--yes");
        assert!(there());
        sandbox.moviectl(["drop-db", "--yes"]).success();
        assert!(!there());
    });
}

#[test]
fn a_missing_postgres_database_is_named_with_the_way_to_make_it() {
    if variable(POSTGRES_URL).is_none() {
        return skip(&format!("no PostgreSQL ({POSTGRES_URL})"));
    }
    let sandbox = Sandbox::new();
    let name = unique_name();
    sandbox.export("DATABASE_URL", &server_url(Backend::Postgres, &name));
    sandbox
        .moviectl(["--embedded", "list"])
        .failure()
        .stderr_has(&name)
        .hint("create-db");
}
