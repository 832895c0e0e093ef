//! Servers for the tests: `MOVIECTL_TEST_POSTGRES_URL` and `MOVIECTL_TEST_MYSQL_URL` have a superuser's URL. Without them
//! the tests are skipped.

use std::sync::atomic::{AtomicU32, Ordering};

use moviectl_engine::database::{AnyConnection, ConnectOptions, DatabaseUrl, admin, connect};
use moviectl_schema::dialect::Dialect;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A database of one test's own.
pub(super) struct OwnDatabase {
    url: DatabaseUrl,
}

impl OwnDatabase {
    /// One on the server of that dialect; `None`, and a word about it, where there is no server.
    pub(super) fn on(dialect: Dialect) -> Option<Self> {
        let variable = format!("MOVIECTL_TEST_{}_URL", dialect.name().to_uppercase());
        let Ok(server) = std::env::var(&variable) else {
            assert!(
                std::env::var_os("MOVIECTL_TEST_REQUIRE_ALL").is_none(),
                "{variable} is not set, and nothing may be skipped"
            );
            eprintln!("skipped: {variable} is not set");
            return None;
        };
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("moviectl_test_{}_{count}_movies", std::process::id());
        // `scripts/matrix` counts the tests that print it.
        eprintln!("on {dialect}: {name}");
        let url = DatabaseUrl::parse(&server).unwrap().with_database(&name);
        admin::create(&url).unwrap();
        Some(Self { url })
    }

    /// An open connection to it, which must be gone before it is dropped.
    pub(super) fn connect(&self) -> AnyConnection {
        connect(&self.url, &ConnectOptions::default()).unwrap()
    }
}

impl Drop for OwnDatabase {
    fn drop(&mut self) {
        admin::drop(&self.url).unwrap();
    }
}

/// Runs `test` in a database of its own, where this build and the environment have a server of that dialect.
pub(super) fn with_database(dialect: Dialect, test: impl FnOnce(&mut AnyConnection)) {
    let built = match dialect {
        Dialect::Sqlite => false,
        Dialect::Postgres => cfg!(feature = "postgres"),
        Dialect::Mysql => cfg!(feature = "mysql"),
        other => unreachable!("{other} is not tested"),
    };
    if let Some(database) = built.then(|| OwnDatabase::on(dialect)).flatten() {
        test(&mut database.connect());
    }
}
