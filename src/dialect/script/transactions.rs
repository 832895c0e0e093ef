//! What a statement is to a script that runs outside of a transaction: whether it could run in one of its own, and how
//! to tell afterwards whether it was done.

use super::{Statement, Token};
use crate::dialect::Dialect;

/// Whether the statement can run in a transaction together with the record of it, so that no crash comes between the
/// two. What is not known to, can't.
pub fn fits_transaction(dialect: Dialect, statement: &Statement<'_>) -> bool {
    match dialect {
        Dialect::Sqlite => !["vacuum", "pragma", "attach", "detach"]
            .iter()
            .any(|word| statement.starts_with(&[word])),
        Dialect::Postgres => fits_postgres(statement),
        Dialect::Mysql => fits_mysql(statement),
    }
}

/// What does not commit implicitly (<https://mariadb.com/kb/en/sql-statements-that-cause-an-implicit-commit/>).
fn fits_mysql(statement: &Statement<'_>) -> bool {
    const FITS: [&str; 9] = [
        "insert", "update", "delete", "replace", "select", "with", "values", "do", "table",
    ];
    FITS.iter().any(|word| statement.starts_with(&[word]))
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
        Dialect::Mysql => begins(&["set"]),
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
        Dialect::Mysql => sets_session(dialect, statement),
        Dialect::Postgres => {
            MAINTENANCE.iter().any(|word| begins(&[word]))
                || sets_session(dialect, statement)
                || begins(&["alter", "system"])
                || begins(&["set"])
        }
    }
}

/// A name with the schema that it is qualified by, both as the server knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qualified {
    /// The schema, where one is written.
    pub schema: Option<String>,
    /// The name.
    pub name: String,
}

/// What a statement of PostgreSQL's leaves behind that the catalogue tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trace {
    /// `CREATE INDEX … ON table`.
    CreatesIndex {
        /// The index; PostgreSQL makes it in the table's schema.
        name: String,
        /// The table.
        table: Qualified,
    },
    /// `DROP INDEX`, of one index.
    DropsIndex(Qualified),
    /// `ALTER TYPE … ADD VALUE`.
    AddsValue {
        /// The enum type.
        kind: Qualified,
        /// The value.
        value: String,
    },
}

/// What the statement leaves behind, where the catalogue can tell whether it did.
pub fn trace(dialect: Dialect, statement: &Statement<'_>) -> Option<Trace> {
    if dialect != Dialect::Postgres {
        return None;
    }
    let mut words = Words {
        tokens: statement.tokens.as_slice(),
    };
    if words.skip("create") {
        words.skip("unique");
        if !words.skip("index") {
            return None;
        }
        words.skip("concurrently");
        let _ = words.skip("if") && words.skip("not") && words.skip("exists");
        let name = words.name()?;
        if !words.skip("on") {
            return None;
        }
        words.skip("only");
        let table = words.qualified()?;
        return Some(Trace::CreatesIndex { name, table });
    }
    if words.skip("drop") && words.skip("index") {
        words.skip("concurrently");
        let _ = words.skip("if") && words.skip("exists");
        let index = words.qualified()?;
        let alone = !words.tokens.iter().any(|token| token.is_punctuation(","));
        return alone.then_some(Trace::DropsIndex(index));
    }
    let mut words = Words {
        tokens: statement.tokens.as_slice(),
    };
    if words.skip("alter") && words.skip("type") {
        let kind = words.qualified()?;
        if words.skip("add") && words.skip("value") {
            let _ = words.skip("if") && words.skip("not") && words.skip("exists");
            let value = words.string()?;
            return Some(Trace::AddsValue { kind, value });
        }
    }
    None
}

/// Tokens that are read one after the other.
struct Words<'t, 'a> {
    tokens: &'t [Token<'a>],
}

impl<'t, 'a> Words<'t, 'a> {
    fn next(&mut self) -> Option<&'t Token<'a>> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    fn skip(&mut self, word: &str) -> bool {
        let is_next = self.tokens.first().is_some_and(|token| token.is_word(word));
        if is_next {
            self.next();
        }
        is_next
    }

    fn name(&mut self) -> Option<String> {
        let token = self.next()?;
        let name = token.identifier()?;
        let quoted = name != token.text;
        Some(if quoted { name } else { name.to_lowercase() })
    }

    fn qualified(&mut self) -> Option<Qualified> {
        let first = self.name()?;
        if !self
            .tokens
            .first()
            .is_some_and(|token| token.is_punctuation("."))
        {
            return Some(Qualified {
                schema: None,
                name: first,
            });
        }
        self.next();
        Some(Qualified {
            schema: Some(first),
            name: self.name()?,
        })
    }

    /// A plain string: one with escapes or in dollars is nobody's enum value.
    fn string(&mut self) -> Option<String> {
        let text = self.next()?.text.strip_prefix('\'')?.strip_suffix('\'')?;
        Some(text.replace("''", "'"))
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

    #[test]
    fn what_the_catalogue_tells_of() {
        let table = |schema: Option<&str>, name: &str| Qualified {
            schema: schema.map(str::to_owned),
            name: name.to_owned(),
        };
        for (sql, expected) in [
            (
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"I x\" ON ONLY app.T (a)",
                Some(Trace::CreatesIndex {
                    name: "I x".into(),
                    table: table(Some("app"), "t"),
                }),
            ),
            ("CREATE INDEX CONCURRENTLY ON t (a)", None),
            (
                "DROP INDEX CONCURRENTLY IF EXISTS app.i",
                Some(Trace::DropsIndex(table(Some("app"), "i"))),
            ),
            ("DROP INDEX CONCURRENTLY i, j", None),
            (
                "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'it''s' BEFORE 'b'",
                Some(Trace::AddsValue {
                    kind: table(None, "mood"),
                    value: "it's".into(),
                }),
            ),
            ("ALTER TYPE mood RENAME TO m", None),
            ("VACUUM t", None),
        ] {
            assert_eq!(first(Dialect::Postgres, sql, trace), expected, "{sql}");
        }
    }
}
