//! Servers for tests: `MOVIECTL_TEST_POSTGRES_URL` and `MOVIECTL_TEST_MYSQL_URL` have a superuser's URL. Without them the
//! tests are skipped.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr
)]

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection as _;

use super::{AnyConnection, ConnectOptions, DatabaseUrl, admin, connect};
use moviectl_schema::dialect::Dialect;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// The server's URL, unless the test is to be skipped.
pub(crate) fn url() -> Option<DatabaseUrl> {
    url_of(Dialect::Postgres)
}

/// The URL of the server of that dialect.
pub(crate) fn url_of(dialect: Dialect) -> Option<DatabaseUrl> {
    let variable = format!("MOVIECTL_TEST_{}_URL", dialect.name().to_uppercase());
    match std::env::var(&variable) {
        Ok(url) => {
            // `scripts/matrix` counts the tests that print it.
            eprintln!("on {dialect}: its server");
            Some(DatabaseUrl::parse(&url).unwrap())
        }
        Err(_) => {
            assert!(
                std::env::var_os("MOVIECTL_TEST_REQUIRE_ALL").is_none(),
                "{variable} is not set, and nothing may be skipped"
            );
            eprintln!("skipped: {variable} is not set");
            None
        }
    }
}

/// A name that no other test uses.
pub(crate) fn unique(name: &str) -> String {
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("moviectl_test_{}_{count}_{name}", std::process::id())
}

pub(crate) fn open(url: &DatabaseUrl) -> AnyConnection {
    connect(url, &ConnectOptions::default()).unwrap()
}

/// A database of one test's own.
pub(crate) struct OwnDatabase {
    pub(crate) url: DatabaseUrl,
}

impl OwnDatabase {
    /// A database on the server; `None`, and a word about it, where there is no server.
    pub(crate) fn on_server() -> Option<Self> {
        url().map(|server| Self::create(&server))
    }

    /// One on the server of that dialect.
    #[cfg(feature = "mysql")]
    pub(crate) fn on(dialect: Dialect) -> Option<Self> {
        url_of(dialect).map(|server| Self::create(&server))
    }

    /// An open connection to it, which must be gone before it is dropped.
    pub(crate) fn connect(&self) -> AnyConnection {
        open(&self.url)
    }

    pub(crate) fn create(server: &DatabaseUrl) -> Self {
        let url = server.with_database(&unique("own"));
        admin::create(&url).unwrap();
        Self { url }
    }
}

impl Drop for OwnDatabase {
    fn drop(&mut self) {
        admin::drop(&self.url).unwrap();
    }
}

/// A role that may log in, and nothing else.
pub(crate) struct LoginRole {
    server: DatabaseUrl,
    pub(crate) name: String,
    pub(crate) url: DatabaseUrl,
}

impl LoginRole {
    pub(crate) fn create(server: &DatabaseUrl) -> Self {
        // MySQL's names of users end at 32 characters.
        let name = unique("role").replace("moviectl_test_", "mt_");
        let role = account(server.dialect(), &name);
        let make = match server.dialect() {
            Dialect::Mysql => format!("CREATE USER {role} IDENTIFIED BY 'hush'"),
            _ => {
                format!("CREATE ROLE {role} LOGIN PASSWORD 'hush'")
            }
        };
        open(server).batch_execute(&make).unwrap();
        let secret = server.to_secret_string();
        let (scheme, _) = secret.split_once("://").unwrap();
        let (_, after_login) = secret.split_once('@').expect("the test URL has a user");
        let url = DatabaseUrl::parse(&format!("{scheme}://{name}:hush@{after_login}")).unwrap();
        Self {
            server: server.clone(),
            name,
            url,
        }
    }
}

impl Drop for LoginRole {
    fn drop(&mut self) {
        let word = self.server.dialect().account_word();
        let role = account(self.server.dialect(), &self.name);
        open(&self.server)
            .batch_execute(&format!("DROP {word} {role}"))
            .unwrap();
    }
}

fn account(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Mysql => format!("{}@'%'", dialect.literal(name)),
        _ => dialect.quote(name),
    }
}
