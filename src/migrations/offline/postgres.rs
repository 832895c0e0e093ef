//! What is particular to scripts for `psql`.

use super::{DIESEL_TABLE, Dialect, OWN_TABLE};
use crate::database::LOCK_KEY;

/// By schemas that the head looks up: a script may change `search_path`.
pub(super) const DIESEL: &str = ":\"moviectl_diesel\".\"__diesel_schema_migrations\"";
pub(super) const OWN: &str = ":\"moviectl_own\".\"__moviectl_revisions\"";

/// Stops at the first error, commits nothing but what is said, and finds the tables of records as our own runs do.
pub(super) fn head() -> String {
    let schema_of = |table: &str| {
        format!(
            "COALESCE((SELECT n.nspname FROM pg_catalog.pg_class c\n    \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace\n    \
             WHERE c.oid = pg_catalog.to_regclass('{table}')), current_schema(), 'public')"
        )
    };
    format!(
        "-- Written by moviectl, for psql: psql -d DATABASE -f script.sql\n\
         \\set ON_ERROR_STOP on\n\\set AUTOCOMMIT on\n\
         SELECT {} AS moviectl_diesel,\n  {} AS moviectl_own \\gset\n",
        schema_of(DIESEL_TABLE),
        schema_of(OWN_TABLE)
    )
}

/// Begins a transaction that holds the lock of our own runs. Who waited for it in a statement would hold up a
/// `CREATE INDEX CONCURRENTLY` of the one that has it, so the script ends instead.
pub(super) fn begin_locked() -> String {
    format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED;\n{}",
        require(
            &format!("pg_try_advisory_xact_lock({LOCK_KEY})"),
            "another process is migrating this database: run the script when it is done"
        )
    )
}

/// Tables that may be there already, without a notice of that.
pub(super) fn quietly(statements: &[String]) -> String {
    format!(
        "SET LOCAL client_min_messages = warning;\n{};\nSET LOCAL client_min_messages TO DEFAULT;",
        statements.join(";\n")
    )
}

/// psql puts no variables into a DO block, so that psql itself decides whether there is an error to raise.
pub(super) fn require(condition: &str, message: &str) -> String {
    format!(
        "SELECT {condition} AS moviectl_ok \\gset\n\\if :moviectl_ok\n\\else\n\
         DO $moviectl$ BEGIN RAISE EXCEPTION USING MESSAGE = {}; END $moviectl$;\n\\endif",
        Dialect::Postgres.literal(message)
    )
}
