//! What a statement is to a script that runs outside of a transaction: whether it could run in one of its own, and
//! whether it may run twice.

use super::{Statement, mysql};
use crate::dialect::Dialect;

/// Whether the statement can run in a transaction together with the record of it, so that no crash comes between the
/// two. What is not known to, can't.
pub fn fits_transaction(dialect: Dialect, statement: &Statement<'_>) -> bool {
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
    // Before PostgreSQL 12 by itself only; since then its value can't be used in the transaction that adds it.
    let adds_value = first.is_word("alter")
        && second.is_word("type")
        && rest.windows(2).any(
            |pair| matches!(pair, [add, value] if add.is_word("add") && value.is_word("value")),
        );
    defines && !concurrently && !adds_value && !SERVER_WIDE.iter().any(|word| second.is_word(word))
}

/// Whether the statement sets something of the session and nothing else, so that whoever goes on in another session
/// needs it again.
pub fn sets_session(dialect: Dialect, statement: &Statement<'_>) -> bool {
    let begins = |words: &[&str]| statement.starts_with(words);
    match dialect {
        Dialect::Sqlite => begins(&["pragma"]) || begins(&["attach"]) || begins(&["detach"]),
        Dialect::Postgres => (begins(&["set"]) && !begins(&["set", "local"])) || begins(&["reset"]),
        Dialect::Mysql => mysql::sets_session(statement),
    }
}

/// Whether doing the statement twice is doing it once.
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
            assert_eq!(
                first(Dialect::Postgres, sql, fits_transaction),
                fits,
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
            assert_eq!(first(Dialect::Sqlite, sql, fits_transaction), fits, "{sql}");
        }
    }
}
