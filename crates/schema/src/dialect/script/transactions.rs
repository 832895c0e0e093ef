//! Statements of a script that runs outside of a transaction: those that could run in their own transaction, and those
//! that may run twice.

use super::Statement;
use crate::dialect::{Dialect, Server};

/// Returns whether the statement can run in one transaction with the record of it, so that no crash separates the two.
/// A statement that is not known to fit does not.
pub fn fits_transaction(server: Server, statement: &Statement<'_>) -> bool {
    !breaks_transaction(server, statement)
        && server.dialect().database().fits_transaction(statement)
}

/// Returns whether a rollback of its transaction does not undo the statement: DDL on a server that has no transactional
/// DDL.
pub fn breaks_transaction(server: Server, statement: &Statement<'_>) -> bool {
    !server.capabilities().transactional_ddl
        && server.dialect().database().breaks_transaction(statement)
}

/// Returns whether a statement must run outside of a transaction, in a script that is one implicit transaction. The server
/// refuses such a statement in a transaction, or the statement may commit, or its result can be used only after its
/// commit.
pub fn needs_no_transaction(dialect: Dialect, statement: &Statement<'_>) -> bool {
    dialect.database().needs_no_transaction(statement)
}

/// Returns whether the rows of the statement come from the client or go to it.
pub fn copies_through_client(dialect: Dialect, statement: &Statement<'_>) -> bool {
    dialect.database().copies_through_client(statement)
}

/// Returns whether the statement only changes the session, so that another session that continues the script must run
/// it again.
pub fn sets_session(dialect: Dialect, statement: &Statement<'_>) -> bool {
    dialect.database().sets_session(statement)
}

/// Returns whether the statement commits the open transaction before it runs, as DDL does on MySQL.
pub fn commits_implicitly(dialect: Dialect, statement: &Statement<'_>) -> bool {
    dialect.database().commits_implicitly(statement)
}

/// Returns whether the statement limits the session to the tables that it names until the session unlocks them
/// (`LOCK TABLES` of MySQL).
pub fn locks_tables(dialect: Dialect, statement: &Statement<'_>) -> bool {
    dialect.database().locks_tables(statement)
}

/// Returns whether running the statement twice has the same effect as running it once. Always true on SQLite.
pub fn is_repeatable(dialect: Dialect, statement: &Statement<'_>) -> bool {
    dialect.database().is_repeatable(statement)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::super::split;
    use super::*;

    fn first<T>(dialect: Dialect, sql: &str, ask: impl Fn(Dialect, &Statement<'_>) -> T) -> T {
        ask(dialect, &split(dialect, sql)[0])
    }

    #[test]
    fn what_postgres_runs_in_a_transaction() {
        for (sql, fits) in [
            ("create unique index concurrently i on t (a)", false),
            ("CREATE INDEX i ON t (a)", true),
            ("DROP INDEX CONCURRENTLY i", false),
            ("ALTER TYPE mood ADD VALUE 'so-so'", false),
            ("ALTER TYPE mood RENAME VALUE 'a' TO 'b'", true),
            ("ALTER SYSTEM SET x = 1", false),
            ("CREATE DATABASE d", false),
            ("ALTER TABLE p DETACH PARTITION c CONCURRENTLY", false),
            ("VACUUM t", false),
            ("DO $$ BEGIN COMMIT; END $$", false),
            ("CALL p()", false),
            ("INSERT INTO t VALUES (1)", true),
            ("SET search_path = x", false),
        ] {
            let postgres = Server::recent(Dialect::Postgres);
            let statement = &split(Dialect::Postgres, sql)[0];
            assert_eq!(fits_transaction(postgres, statement), fits, "{sql}");
        }
    }

    #[test]
    fn ddl_fits_no_transaction_where_a_rollback_does_not_take_it_back() {
        let server = Server::recent(Dialect::Postgres).without("transactional_ddl");
        for (sql, breaks, fits) in [
            ("CREATE TABLE t (a int)", true, false),
            ("COMMENT ON TABLE t IS 'x'", true, false),
            ("TRUNCATE t", true, false),
            ("SELECT a INTO u FROM t", true, false),
            ("DO $$ BEGIN PERFORM 1; END $$", true, false),
            ("INSERT INTO t VALUES (1)", false, true),
            ("WITH x AS (SELECT 1) UPDATE t SET a = 1", false, true),
            ("SET LOCAL lock_timeout = 1", false, false),
        ] {
            let statement = &split(Dialect::Postgres, sql)[0];
            assert_eq!(breaks_transaction(server, statement), breaks, "{sql}");
            assert_eq!(fits_transaction(server, statement), fits, "{sql}");
        }
    }

    #[test]
    fn what_postgres_runs_outside_of_an_implicit_transaction() {
        for (sql, outside) in [
            ("VACUUM t", true),
            ("CREATE INDEX CONCURRENTLY i ON t (a)", true),
            ("REINDEX INDEX CONCURRENTLY i", true),
            ("REINDEX TABLE t", false),
            ("REINDEX (VERBOSE) DATABASE d", true),
            ("ALTER TABLE p DETACH PARTITION c CONCURRENTLY", true),
            ("REFRESH MATERIALIZED VIEW CONCURRENTLY v", false),
            ("ALTER TYPE mood ADD VALUE 'so-so'", true),
            ("CREATE DATABASE d", true),
            ("ALTER SYSTEM SET x = 1", true),
            ("CLUSTER", true),
            ("CLUSTER VERBOSE", true),
            ("CLUSTER t USING i", false),
            ("DISCARD ALL", true),
            ("DISCARD TEMP", false),
            ("CALL p()", true),
            ("DO $$ BEGIN COMMIT; END $$", true),
            ("DO $$ BEGIN PERFORM recommit(); END $$", false),
            ("LOCK TABLE t", false),
            ("SET LOCAL a = 1", false),
            ("CREATE TEMPORARY TABLE t (a int) ON COMMIT DROP", false),
        ] {
            assert_eq!(
                first(Dialect::Postgres, sql, needs_no_transaction),
                outside,
                "{sql}"
            );
        }
    }

    #[test]
    fn what_copies_through_the_client() {
        for (sql, through) in [
            ("COPY t (a, b) FROM STDIN WITH (FORMAT csv)", true),
            ("copy t from stdin", true),
            ("COPY t FROM STDOUT", true),
            ("COPY t TO STDIN", true),
            ("COPY (SELECT 1) TO STDOUT", true),
            ("COPY t FROM '/tmp/stdin'", false),
            ("COPY t FROM PROGRAM 'cat'", false),
            ("SELECT 'COPY t FROM STDIN'", false),
        ] {
            assert_eq!(
                first(Dialect::Postgres, sql, copies_through_client),
                through,
                "{sql}"
            );
        }
    }

    #[test]
    fn what_sqlite_runs_in_a_transaction() {
        for (sql, fits) in [
            ("VACUUM", false),
            ("PRAGMA journal_mode = WAL", false),
            ("ATTACH 'x' AS y", false),
            ("CREATE TABLE t (a)", true),
        ] {
            let statement = &split(Dialect::Sqlite, sql)[0];
            let sqlite = Server::recent(Dialect::Sqlite);
            assert_eq!(fits_transaction(sqlite, statement), fits, "{sql}");
        }
    }
}
