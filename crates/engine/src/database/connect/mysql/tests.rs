#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::error::Error as _;

use diesel::prelude::*;
use diesel::sql_types::Text;
use moviectl_schema::dialect::Dialect;

use super::*;
use crate::database::DatabaseUrl;
use crate::database::test_server::{self, OwnDatabase};
use crate::database::url::Target;
use crate::database::{AnyConnection, ConnectOptions, connect};

fn url(text: &str) -> MysqlUrl {
    match DatabaseUrl::parse(text).unwrap().target() {
        Target::Mysql(url) => url.clone(),
        Target::Sqlite(_) | Target::Postgres(_) => panic!("{text}"),
    }
}

fn classified(url_text: &str, code: u16, said: &str) -> ConnectError {
    let error = ServerError {
        code,
        message: said.to_owned(),
        state: "HY000".to_owned(),
    };
    classify(&url(url_text), Error::Server(error))
}

#[test]
fn refusals_are_told_apart_by_their_numbers() {
    let cases = [
        (1045, "refused the login"),
        (1862, "refused the login"),
        (3118, "refused the login"),
        (1044, "does not allow"),
        (1130, "does not allow"),
        (1049, "`movies` does not exist"),
        (1040, "too many connections"),
        (1203, "too many connections"),
        (1053, "starting up or shutting down"),
        (3159, "no encrypted connection"),
        (9999, "cannot connect"),
    ];
    for (code, meant) in cases {
        let error = classified("mysql://me:hush@h:3306/movies", code, "in any language");
        assert!(error.to_string().contains(meant), "{code}: {error}");
        assert!(!error.to_string().contains("PostgreSQL"), "{error}");
        let is_unknown = matches!(error, ConnectError::Server { .. });
        assert_eq!(is_unknown, meant == "cannot connect", "{code}");
        assert!(error.is_of_mysql(), "{code}");
    }
    let none = classified("mysql://me@h/d", 1045, "Access denied");
    assert_eq!(
        none.to_string(),
        "the MySQL or MariaDB server at h wants a password, and none was given"
    );
    let said = classified("mysql://me:hush@h/d", 9999, "what is hush?");
    assert_eq!(said.source().unwrap().to_string(), "what is ***?");
}

#[test]
fn what_the_system_says_is_understood() {
    use std::io::ErrorKind;

    let refused = std::io::Error::from(ErrorKind::ConnectionRefused);
    let unknown =
        std::io::Error::other("failed to lookup address information: Name or service not known");
    for (error, meant) in [(refused, "cannot reach"), (unknown, "unknown host")] {
        let error = classify(&url("mysql://me@h/d"), error.into());
        assert!(error.to_string().contains(meant), "{error}");
    }
}

#[test]
fn who_may_read_along_decides_about_encryption() {
    let of = |text: &str| {
        let url = url(text);
        let way = Way::of(&url);
        tls::options(&url, &way)
    };
    let is_tried = |text: &str| of(text).unwrap().is_some();
    for text in [
        "mysql://localhost:3306/d",
        "mysql://127.0.0.1/d",
        "mysql://[::1]/d",
        "mysql://h/d?unix_socket=/s",
        "mysql://h/d?ssl_mode=DISABLED",
        "mysql://h/d?unix_socket=/s&ssl_mode=PREFERRED",
    ] {
        assert!(!is_tried(text), "{text}");
    }
    for text in [
        "mysql://h/d",
        "mysql://10.0.0.1/d",
        "mysql://localhost:3306/d?ssl_mode=preferred",
        "mysql://h/d?ssl_mode=VERIFY_IDENTITY",
    ] {
        assert!(is_tried(text), "{text}");
    }
    for (text, why) in [
        ("mysql://h/d?unix_socket=/s&ssl_mode=REQUIRED", "a socket"),
        ("mysql://h/d?ssl_mode=VERIFY_CA", "needs ssl_ca"),
        (
            "mysql://h/d?ssl_ca=/nowhere/ca.pem",
            "/nowhere/ca.pem: No such file",
        ),
        ("mysql://h/d?ssl_mode=REQUIRED&ssl_cert=/c", "go together"),
    ] {
        let error = of(text).unwrap_err();
        let said = error.source().unwrap().to_string();
        assert!(said.contains(why), "{text}: {said}");
    }
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
        // On MySQL, ANSI brings another with it.
        let brought = before.contains("ANSI") && !after.contains("ONLY_FULL_GROUP_BY");
        let mode = mode.replace(if brought { ",ONLY_FULL_GROUP_BY" } else { "" }, "");
        assert_eq!(mode, after, "{before}");
    }
}

#[test]
fn sessions_quote_the_names_in_definitions() {
    let Some(database) = OwnDatabase::on(Dialect::Mysql) else {
        return;
    };
    let AnyConnection::Mysql(mut connection) = database.connect() else {
        panic!("another dialect");
    };
    let quotes =
        diesel::dsl::sql::<Text>("SELECT IF(@@SESSION.sql_quote_show_create, 'on', 'off')");
    diesel::sql_query("SET SESSION sql_quote_show_create = OFF")
        .execute(&mut connection)
        .unwrap();
    diesel::sql_query(settings())
        .execute(&mut connection)
        .unwrap();
    let quotes: String = quotes.get_result(&mut connection).unwrap();
    assert_eq!(quotes, "on");
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
    for mode in ["VERIFY_CA", "VERIFY_IDENTITY"] {
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

#[test]
fn the_error_of_a_script_is_its_own_and_not_that_of_the_next_statement() {
    let Some(database) = OwnDatabase::on(Dialect::Mysql) else {
        return;
    };
    let mut connection = database.connect();
    for script in [
        "SELECT nothing",
        "SELECT 1; SELECT nothing; SELECT 2",
        "DO 1; SELECT nothing; DO 2",
        "DO 1; DO 2; SELECT nothing",
        "SELECT 1; SELECT 2; ALTER TABLE nothing ADD COLUMN a INTEGER; SELECT 3",
        "CREATE TABLE IF NOT EXISTS t (a INTEGER); ALTER TABLE t ADD CONSTRAINT c CHECK (nothing > 0); SELECT 1",
    ] {
        let error = connection.run(script).expect_err(script).to_string();
        assert!(error.contains("nothing"), "{script}: {error}");
        assert_eq!(text(&mut connection, "SELECT 'next'"), "next", "{script}");
    }
}
