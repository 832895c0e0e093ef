//! Statements of a script that runs outside of a transaction: those that could run in their own transaction, and those
//! that may run twice.

use super::{Statement, mysql, postgres};
use crate::dialect::{Dialect, Server};

/// Returns whether the statement can run in one transaction with the record of it, so that no crash separates the two.
/// A statement that is not known to fit does not.
pub fn fits_transaction(server: Server, statement: &Statement<'_>) -> bool {
    !breaks_transaction(server, statement) && fits(server.dialect(), statement)
}

/// Returns whether a rollback of its transaction does not undo the statement: DDL on a server that has no transactional
/// DDL.
pub fn breaks_transaction(server: Server, statement: &Statement<'_>) -> bool {
    if server.capabilities().transactional_ddl {
        return false;
    }
    match server.dialect() {
        Dialect::Sqlite => false,
        Dialect::Postgres => is_postgres_ddl(statement),
        Dialect::Mysql => !mysql::fits_transaction(statement),
    }
}

/// Returns whether the statement changes more than rows, or may do so.
fn is_postgres_ddl(statement: &Statement<'_>) -> bool {
    const ROWS: [&str; 7] = [
        "insert", "update", "delete", "merge", "with", "select", "values",
    ];
    const NEITHER: [&str; 14] = [
        "set",
        "reset",
        "lock",
        "show",
        "explain",
        "copy",
        "savepoint",
        "release",
        "begin",
        "start",
        "commit",
        "end",
        "rollback",
        "abort",
    ];
    let begins = |words: &[&str]| words.iter().any(|word| statement.starts_with(&[word]));
    // `SELECT … INTO` makes a table; `INSERT INTO` in a `WITH` is taken for it as well.
    let selects_into =
        begins(&["select", "with"]) && statement.tokens.iter().any(|token| token.is_word("into"));
    !begins(&NEITHER) && (!begins(&ROWS) || selects_into)
}

fn fits(dialect: Dialect, statement: &Statement<'_>) -> bool {
    match dialect {
        Dialect::Sqlite => !["vacuum", "pragma", "attach", "detach"]
            .iter()
            .any(|word| statement.starts_with(&[word])),
        Dialect::Postgres => fits_postgres(statement),
        Dialect::Mysql => mysql::fits_transaction(statement),
    }
}

fn fits_postgres(statement: &Statement<'_>) -> bool {
    const HARMLESS: [&str; 13] = [
        "insert", "update", "delete", "merge", "with", "select", "values", "truncate", "comment",
        "grant", "revoke", "refresh", "security",
    ];
    const SERVER_WIDE: [&str; 4] = ["database", "tablespace", "subscription", "system"];
    let [first, second, rest @ ..] = statement.tokens.as_slice() else {
        return false;
    };
    if HARMLESS.iter().any(|word| first.is_word(word)) {
        return true;
    }
    let defines = ["create", "alter", "drop"]
        .iter()
        .any(|word| first.is_word(word));
    let concurrently = rest.iter().any(|token| token.is_word("concurrently"));
    defines
        && !concurrently
        && !adds_enum_value(statement)
        && !SERVER_WIDE.iter().any(|word| second.is_word(word))
}

/// Returns whether a statement must run outside of a transaction, in a PostgreSQL script that is one implicit
/// transaction. The server refuses such a statement in a transaction, or the statement may commit, or its result can be
/// used only after its commit.
pub fn needs_no_transaction(dialect: Dialect, statement: &Statement<'_>) -> bool {
    if dialect != Dialect::Postgres {
        return false;
    }
    let begins = |words: &[&str]| statement.starts_with(words);
    let has = |word: &str| statement.tokens.iter().any(|token| token.is_word(word));
    let defines = ["create", "alter", "drop", "reindex"]
        .iter()
        .any(|word| begins(&[word]));
    let second = statement.tokens.get(1);
    let second_is =
        |words: &[&str]| second.is_some_and(|second| words.iter().any(|word| second.is_word(word)));
    // `CALL`, and `DO` with COMMIT or ROLLBACK in its body:
    // <https://www.postgresql.org/docs/current/plpgsql-transactions.html>.
    let commits = begins(&["call"]) || (begins(&["do"]) && body_commits(statement));
    let clusters_all = begins(&["cluster"])
        && !statement
            .tokens
            .iter()
            .skip(1)
            .any(|token| token.identifier().is_some() && !token.is_word("verbose"));
    commits
        || clusters_all
        || begins(&["vacuum"])
        || begins(&["discard", "all"])
        || (begins(&["reindex"])
            && ["database", "system", "schema"]
                .iter()
                .any(|word| has(word)))
        || (defines && has("concurrently"))
        || (defines && second_is(&["database", "tablespace", "subscription", "system"]))
        || adds_enum_value(statement)
}

/// Returns whether the body of a `DO` contains `COMMIT`, `ROLLBACK` or `CALL`, which can end a transaction.
fn body_commits(statement: &Statement<'_>) -> bool {
    statement.tokens.iter().any(|token| {
        let body = token.text.to_ascii_lowercase();
        ["commit", "rollback", "call"].iter().any(|word| {
            body.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .any(|found| found == *word)
        })
    })
}

/// Returns whether the statement adds a value to an enum. Before PostgreSQL 12 it runs only outside of a transaction.
/// Since then, the transaction that adds the value cannot use it.
fn adds_enum_value(statement: &Statement<'_>) -> bool {
    statement.starts_with(&["alter", "type"])
        && statement.tokens.windows(2).any(
            |pair| matches!(pair, [add, value] if add.is_word("add") && value.is_word("value")),
        )
}

/// Returns whether the statement is a `COPY` whose rows come from the client or go to it. PostgreSQL accepts `STDIN`
/// and `STDOUT` for either direction (`copy_file_name` in its grammar).
pub fn copies_through_client(dialect: Dialect, statement: &Statement<'_>) -> bool {
    dialect == Dialect::Postgres
        && statement.starts_with(&["copy"])
        && statement.tokens.windows(2).any(|pair| {
            matches!(pair, [way, end]
                if (way.is_word("from") || way.is_word("to"))
                    && (end.is_word("stdin") || end.is_word("stdout")))
        })
}

/// Returns whether the statement only changes the session, so that another session that continues the script must run
/// it again.
pub fn sets_session(dialect: Dialect, statement: &Statement<'_>) -> bool {
    let begins = |words: &[&str]| statement.starts_with(words);
    match dialect {
        Dialect::Sqlite => begins(&["pragma"]) || begins(&["attach"]) || begins(&["detach"]),
        Dialect::Postgres => {
            let names = |word: &str| statement.tokens.iter().any(|token| token.is_word(word));
            (begins(&["set"]) && !begins(&["set", "local"]))
                || begins(&["reset"])
                || (begins(&["select"]) && names("set_config") && !names("from"))
        }
        Dialect::Mysql => mysql::sets_session(statement),
    }
}

/// Returns whether the statement commits the open transaction before it runs, as DDL does on MySQL.
pub fn commits_implicitly(dialect: Dialect, statement: &Statement<'_>) -> bool {
    dialect == Dialect::Mysql && mysql::commits_implicitly(statement)
}

/// Returns whether the statement limits the session to the tables that it names until the session unlocks them
/// (`LOCK TABLES` of MySQL).
pub fn locks_tables(dialect: Dialect, statement: &Statement<'_>) -> bool {
    dialect == Dialect::Mysql && mysql::locks_tables(statement)
}

/// Returns whether running the statement twice has the same effect as running it once. Always true on SQLite.
pub fn is_repeatable(dialect: Dialect, statement: &Statement<'_>) -> bool {
    const MAINTENANCE: [&str; 6] = [
        "vacuum",
        "analyze",
        "reindex",
        "cluster",
        "checkpoint",
        "load",
    ];
    let begins = |words: &[&str]| statement.starts_with(words);
    match dialect {
        Dialect::Sqlite => true,
        Dialect::Mysql => mysql::is_repeatable(statement),
        Dialect::Postgres => {
            MAINTENANCE.iter().any(|word| begins(&[word]))
                || sets_session(dialect, statement)
                || begins(&["alter", "system"])
                || begins(&["set"])
                || postgres::is_repeatable(statement)
        }
    }
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
