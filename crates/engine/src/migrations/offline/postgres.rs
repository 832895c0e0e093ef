//! The parts of a script that are specific to `psql`.

use super::client::{Clean, Client};
use crate::database::LOCK_KEY;
use crate::migrations::records::{DIESEL_TABLE, OWN_TABLE};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::Traces;

/// Makes psql and the server read backslashes in strings alike.
const STRINGS: &str = "SET standard_conforming_strings = on;";

pub(super) struct Postgres;

impl Client for Postgres {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    /// Stops at the first error, commits nothing but what is said, and finds the tables of records as our own runs do.
    fn head(&self) -> String {
        let schema_of = |table: &str| {
            format!(
                "COALESCE((SELECT n.nspname FROM pg_catalog.pg_class c\n    \
                 JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace\n    \
                 WHERE c.oid = pg_catalog.to_regclass('{table}')), current_schema(), 'public')"
            )
        };
        format!(
            "-- Written by moviectl, for psql: psql -d DATABASE -f script.sql\n\
             \\set ON_ERROR_STOP on\n\\set AUTOCOMMIT on\n{STRINGS}\n\
             SELECT {} AS moviectl_diesel,\n  {} AS moviectl_own \\gset\n",
            schema_of(DIESEL_TABLE),
            schema_of(OWN_TABLE)
        )
    }

    /// The transaction takes the same lock as moviectl's runs. A statement that waited for the lock would block a
    /// `CREATE INDEX CONCURRENTLY` of the session that holds it, so the script ends instead.
    fn begin(&self, tables: &[String]) -> String {
        let begin = format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED;\n{}",
            self.require(
                &format!("pg_try_advisory_xact_lock({LOCK_KEY})"),
                "another process is migrating this database: run the script when it is done"
            )
        );
        if tables.is_empty() {
            return begin;
        }
        // Tables that may be there already, without a notice of that.
        format!(
            "{begin}\nSET LOCAL client_min_messages = warning;\n{};\nSET LOCAL client_min_messages TO DEFAULT;",
            tables.join(";\n")
        )
    }

    /// psql puts no variables into a DO block, so that psql itself decides whether there is an error to raise.
    fn require(&self, condition: &str, message: &str) -> String {
        let message = Dialect::Postgres.literal(message);
        // A version is part of a directory's name, in which anything may be.
        let mut quote = "$moviectl$".to_owned();
        while message.contains(&quote) {
            quote.insert(1, '_');
        }
        format!(
            "SELECT {condition} AS moviectl_ok \\gset\n\\if :moviectl_ok\n\\else\n\
             DO {quote} BEGIN RAISE EXCEPTION USING MESSAGE = {message}; END {quote};\n\\endif"
        )
    }

    /// As our own runs do it.
    fn clean(&self, traces: &Traces) -> Result<Clean, &'static str> {
        let renews = traces.unseen || traces.lasting.is_some();
        Ok(Clean {
            before_records: format!(
                "RESET SESSION AUTHORIZATION;\nRESET ROLE;\nRESET ALL;\n{STRINGS}\n"
            ),
            behind: match renews {
                true => format!("\\connect\n{STRINGS}\n"),
                false => String::new(),
            },
        })
    }

    /// By schemas that the head looks up: a script may change `search_path`.
    fn tables(&self) -> (String, String) {
        (
            format!(":\"moviectl_diesel\".\"{DIESEL_TABLE}\""),
            format!(":\"moviectl_own\".\"{OWN_TABLE}\""),
        )
    }
}
