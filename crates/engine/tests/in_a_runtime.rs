//! An application with an asynchronous runtime, which migrates before it serves.

#![cfg(feature = "mysql")]
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use moviectl_engine::database::{ConnectOptions, DatabaseUrl, connect};

#[test]
fn a_connection_is_opened_used_and_closed_within_a_runtime() {
    let Ok(url) = std::env::var("MOVIECTL_TEST_MYSQL_URL") else {
        assert!(std::env::var_os("MOVIECTL_TEST_REQUIRE_ALL").is_none());
        eprintln!("skipped: MOVIECTL_TEST_MYSQL_URL is not set");
        return;
    };
    // `scripts/matrix` counts the tests that print it.
    eprintln!("on mysql: its server");
    let url = DatabaseUrl::parse(&url).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let number = runtime.block_on(async {
        let mut connection = connect(&url, &ConnectOptions::default()).unwrap();
        let question = diesel::dsl::sql::<BigInt>("SELECT CAST(42 AS SIGNED)");
        question.get_result::<i64>(&mut connection).unwrap()
    });
    assert_eq!(number, 42);
}
