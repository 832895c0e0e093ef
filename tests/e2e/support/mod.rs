//! The harness: sandboxes, databases, transcripts.

mod db;
mod diesel_tool;
mod features;
pub(crate) mod mariadb;
mod normalise;
mod output;
mod pgbouncer;
mod postgres;
mod revisions;
mod sandbox;
mod transcript;

pub(crate) use db::{Backend, Db, server_url, unique_name};
pub(crate) use diesel_tool::diesel_cli;
pub(crate) use normalise::Normaliser;
pub(crate) use output::Output;
pub(crate) use pgbouncer::PgBouncer;
pub(crate) use sandbox::{Invocation, Running, Sandbox};
pub(crate) use transcript::run as run_transcript;

/// The variable with the URL of a PostgreSQL server whose role may create databases.
pub(crate) const POSTGRES_URL: &str = "MOVIECTL_TEST_POSTGRES_URL";

/// The variable with the URL of a MySQL or MariaDB server whose user may create databases.
pub(crate) const MYSQL_URL: &str = "MOVIECTL_TEST_MYSQL_URL";

/// The capabilities that every server is made to lack, with commas between them.
pub(crate) const WITHOUT: &str = "MOVIECTL_TEST_WITHOUT";

/// The variable that makes tests fail if they cannot run here.
const REQUIRE_ALL: &str = "MOVIECTL_TEST_REQUIRE_ALL";

/// The value of a variable that is set and not empty.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Says that a test can't run here; fails it where everything is required.
#[track_caller]
pub(crate) fn skip(reason: &str) {
    assert!(
        variable(REQUIRE_ALL).is_none(),
        "{REQUIRE_ALL} is set, and there is {reason}"
    );
    eprintln!("skipped: {reason}");
}

/// Writes each test once and runs it on every database: `name::sqlite`, `name::postgres`, `name::mysql`.
///
/// If a test does not apply to all databases, `on_each! { on sqlite, postgres; fn … }` names those that it applies to;
/// a comment beside it tells why. `on … where transactional_ddl;` leaves out servers without that feature, and
/// `stepwise` is a PostgreSQL without transactional DDL.
macro_rules! on_each {
    (on $($backend:ident),+; $($tests:tt)*) => {
        $crate::support::on_each!(@tests [$($backend)+] [] $($tests)*);
    };
    (on $($backend:ident),+ where $feature:ident; $($tests:tt)*) => {
        $crate::support::on_each!(@tests [$($backend)+] [$feature] $($tests)*);
    };
    (@tests $backends:tt $feature:tt $($(#[$attribute:meta])* fn $name:ident($db:ident: &Db) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$attribute])*
            fn body($db: &$crate::support::Db) $body

            $crate::support::on_each!(@backends $backends $feature);
        }
    )*};
    (@backends [$($backend:ident)+] $feature:tt) => {$(
        #[test]
        fn $backend() {
            $crate::support::on_each!(@run $backend $feature);
        }
    )+};
    (@run stepwise []) => {
        $crate::support::Db::stepwise(body);
    };
    (@run $backend:ident []) => {
        $crate::support::Db::with($crate::support::Backend::of(stringify!($backend)), body);
    };
    (@run $backend:ident [$feature:ident]) => {
        $crate::support::Db::with_feature(
            $crate::support::Backend::of(stringify!($backend)),
            stringify!($feature),
            body,
        );
    };
    ($($tests:tt)*) => {
        $crate::support::on_each!(@tests [sqlite postgres mysql] [] $($tests)*);
    };
}
pub(crate) use on_each;
