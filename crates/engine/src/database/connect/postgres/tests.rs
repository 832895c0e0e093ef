#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::error::Error as _;

use super::*;
use crate::database::url::{DatabaseUrl, Target};

fn url(text: &str) -> PostgresUrl {
    match DatabaseUrl::parse(text).unwrap().target() {
        Target::Postgres(url) => url.clone(),
        Target::Sqlite(_) | Target::Mysql(_) => panic!("{text}"),
    }
}

#[test]
fn libpqs_messages_are_understood() {
    let at = "connection to server at \"localhost\" (::1), port 5433 failed: ";
    let cases = [
        (
            "Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?",
            "cannot reach",
        ),
        ("timeout expired", "cannot reach"),
        (
            "server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally",
            "cannot reach",
        ),
        (
            "FATAL:  password authentication failed for user \"postgres\"",
            "refused the login",
        ),
        (
            "FATAL:  Peer authentication failed for user \"postgres\"",
            "refused the login",
        ),
        ("fe_sendauth: no password supplied", "wants a password"),
        (
            "FATAL:  database \"mo vies\" does not exist",
            "`movies` does not exist",
        ),
        ("FATAL:  role \"me\" does not exist", "no such role"),
        (
            "FATAL:  sorry, too many clients already",
            "too many connections",
        ),
        (
            "FATAL:  too many connections for role \"me\"",
            "too many connections",
        ),
        ("FATAL:  the database system is starting up", "starting up"),
        (
            "FATAL:  no pg_hba.conf entry for host \"::1\", user \"me\", database \"movies\", SSL off",
            "does not allow",
        ),
        (
            "FATAL:  permission denied for database \"movies\"\nDETAIL:  User does not have CONNECT privilege.",
            "does not allow",
        ),
        (
            "server does not support SSL, but SSL was required",
            "no encrypted connection",
        ),
        (
            "root certificate file \"/x\" does not exist",
            "no encrypted connection",
        ),
        (
            "FATAL:  Datenbank »movies« existiert nicht",
            "cannot connect",
        ),
    ];
    for (said, meant) in cases {
        let error = classify(
            &url("postgresql://me:hush@localhost:5433/movies"),
            &format!("{at}{said}\n"),
        );
        assert!(error.to_string().contains(meant), "{said}: {error}");
        assert!(!error.to_string().contains('\n'));
        let is_unknown = matches!(error, ConnectError::Server { .. });
        assert_eq!(is_unknown, meant == "cannot connect", "{said}");
        assert!(!error.is_of_mysql(), "{said}");
        let cause = error.source().map(ToString::to_string).unwrap_or_default();
        assert!(!cause.contains('\n'), "{cause}");
    }
    let host = "could not translate host name \"nowhere\" to address: Name or service not known\n";
    let error = classify(&url("postgresql://nowhere/movies"), host);
    assert_eq!(error.to_string(), "unknown host: nowhere");
    assert!(error.may_pass());
}

#[test]
fn passwords_are_scrubbed() {
    let secrets = |text: &str| url(text).secrets();
    let long = secrets("postgresql://u:s%40cret123@h/d");
    assert_eq!(scrubbed("x s@cret123y s%40cret123", &long), "x ***y ***");
    let short = secrets("postgresql://u:a@h/d");
    assert_eq!(
        scrubbed("a database says \"a\" aa", &short),
        "*** database says \"***\" aa"
    );
}
