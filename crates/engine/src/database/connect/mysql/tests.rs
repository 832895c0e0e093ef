#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::error::Error as _;

use super::*;
use crate::database::test_server::{self, OwnDatabase};
use crate::database::url::Target;
use crate::database::{AnyConnection, ConnectOptions, connect};

fn url(text: &str) -> MysqlUrl {
    match DatabaseUrl::parse(text).unwrap().target() {
        Target::Mysql(url) => url.clone(),
        Target::Sqlite(_) | Target::Postgres(_) => panic!("{text}"),
    }
}

#[test]
fn messages_of_both_libraries_and_servers_are_understood() {
    let cases = [
        (
            "Can't connect to server on '127.0.0.1' (111)",
            "cannot reach",
        ),
        (
            "Can't connect to MySQL server on '127.0.0.1:3306' (111)",
            "cannot reach",
        ),
        (
            "Can't connect to local server through socket '/run/mysqld/mysqld.sock' (2)",
            "cannot reach",
        ),
        (
            "Lost connection to server at 'handshake: reading initial communication packet', system error: 110",
            "cannot reach",
        ),
        ("Unknown server host 'h' (-2)", "unknown host"),
        ("Unknown MySQL server host 'h' (-2)", "unknown host"),
        (
            "Access denied for user 'me'@'localhost' (using password: YES)",
            "refused the login",
        ),
        (
            "Access denied for user 'me'@'%' to database 'movies'",
            "does not allow",
        ),
        ("Unknown database 'movies'", "`movies` does not exist"),
        ("Too many connections", "too many connections"),
        (
            "User me already has more than 'max_user_connections' active connections",
            "too many connections",
        ),
        (
            "Host '10.0.0.1' is not allowed to connect to this MariaDB server",
            "does not allow",
        ),
        (
            "Server shutdown in progress",
            "starting up or shutting down",
        ),
        (
            "TLS/SSL error: certificate verify failed",
            "no encrypted connection",
        ),
        (
            "SSL connection error: SSL is required but the server doesn't support it",
            "no encrypted connection",
        ),
        ("Unbekannter Fehler", "cannot connect"),
    ];
    for (said, meant) in cases {
        let error = classify(&url("mysql://me:hush@h:3306/movies"), said);
        assert!(error.to_string().contains(meant), "{said}: {error}");
        assert!(!error.to_string().contains("PostgreSQL"), "{error}");
        assert_eq!(error.hint().is_some(), meant != "cannot connect", "{said}");
    }
    let none = classify(
        &url("mysql://me@h/d"),
        "Access denied for user 'me'@'h' (using password: NO)",
    );
    assert_eq!(
        none.to_string(),
        "the MySQL or MariaDB server at h wants a password, and none was given"
    );
    let said = classify(&url("mysql://me:hush@h/d"), "what is hush?");
    assert_eq!(said.source().unwrap().to_string(), "what is ***?");
}

fn text(connection: &mut AnyConnection, query: &str) -> String {
    diesel::dsl::sql::<Text>(query)
        .get_result(connection)
        .unwrap()
}

#[test]
fn sessions_are_strict_and_take_our_literals() {
    let Some(database) = OwnDatabase::on(Dialect::Mysql) else {
        return;
    };
    let AnyConnection::Mysql(mut connection) = database.connect() else {
        panic!("another dialect");
    };
    for (before, after) in [
        ("", "STRICT_TRANS_TABLES"),
        ("ANSI_QUOTES", "STRICT_TRANS_TABLES"),
        (
            "ANSI",
            "REAL_AS_FLOAT,PIPES_AS_CONCAT,IGNORE_SPACE,STRICT_TRANS_TABLES",
        ),
        (
            "NO_BACKSLASH_ESCAPES,ONLY_FULL_GROUP_BY",
            "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES",
        ),
        ("STRICT_ALL_TABLES", "STRICT_TRANS_TABLES,STRICT_ALL_TABLES"),
    ] {
        let set = format!("SET SESSION sql_mode = '{before}'");
        diesel::sql_query(set).execute(&mut connection).unwrap();
        diesel::sql_query(settings())
            .execute(&mut connection)
            .unwrap();
        let mode = diesel::dsl::sql::<Text>("SELECT @@SESSION.sql_mode");
        let mode: String = mode.get_result(&mut connection).unwrap();
        assert_eq!(mode, after, "{before}");
    }
}

#[test]
fn a_servers_refusals() {
    let Some(server) = test_server::url_of(Dialect::Mysql) else {
        return;
    };
    let refused = |url: &DatabaseUrl| connect(url, &ConnectOptions::default()).err().unwrap();
    for name in ["no_such", "no such/ü"] {
        let missing = refused(&server.with_database(name));
        assert!(missing.is_missing_database(), "{missing}");
    }
    let wrong = server.to_secret_string().replace("devpass", "wrongpass");
    let (_, address) = wrong.split_once('@').unwrap();
    let wrong = DatabaseUrl::parse(&format!("mysql://nobody:wrongpass@{address}")).unwrap();
    let wrong = refused(&wrong);
    assert!(
        matches!(wrong, ConnectError::LoginRefused { .. }),
        "{wrong:?}"
    );
    assert!(!format!("{wrong:?}").contains("wrongpass"));
    let secret = server.to_secret_string();
    for mode in ["REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"] {
        let tls = DatabaseUrl::parse(&format!("{secret}?ssl_mode={mode}&ssl_ca=/etc/ssl/none"));
        let tls = refused(&tls.unwrap());
        assert!(matches!(tls, ConnectError::Tls { .. }), "{tls:?}");
    }
    let unknown = refused(&DatabaseUrl::parse("mysql://u@nowhere.invalid/d").unwrap());
    assert!(
        matches!(unknown, ConnectError::UnknownHost { .. }),
        "{unknown:?}"
    );
    let socket = DatabaseUrl::parse("mysql://localhost/d?unix_socket=/nowhere").unwrap();
    let socket = refused(&socket);
    assert!(
        matches!(socket, ConnectError::Unreachable { .. }),
        "{socket:?}"
    );
}

#[test]
fn a_name_that_a_url_cannot_hold_is_entered() {
    let Some(server) = test_server::url_of(Dialect::Mysql) else {
        return;
    };
    let url = server.with_database(&test_server::unique("a `b`/ü"));
    crate::database::admin::create(&url).unwrap();
    let database = OwnDatabase { url };
    let name = text(&mut database.connect(), "SELECT DATABASE()");
    assert_eq!(Some(name), database.url.database_name());
}
