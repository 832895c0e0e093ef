//! Facts about a statement that running it safely depends on.

use super::{Cursor, Qualified, Statement, Token, tokens};
use crate::dialect::Dialect;

/// The word by which a statement controls the transaction that it runs in (`BEGIN`, `COMMIT`, …), if it does.
/// Savepoints stay inside a transaction and are none.
pub fn transaction_control(statement: &Statement<'_>) -> Option<&'static str> {
    const CONTROLS: [(&[&str], &str); 8] = [
        (&["begin"], "BEGIN"),
        (&["start", "transaction"], "START TRANSACTION"),
        (&["commit"], "COMMIT"),
        (&["end"], "END"),
        (&["abort"], "ABORT"),
        (&["rollback"], "ROLLBACK"),
        (&["prepare", "transaction"], "PREPARE TRANSACTION"),
        (&["xa"], "XA"),
    ];
    // MariaDB's block of statements outside of a stored program.
    if statement.starts_with(&["begin", "not", "atomic"]) {
        return None;
    }
    let to_savepoint = statement.starts_with(&["rollback", "to"])
        || statement.starts_with(&["rollback", "transaction", "to"])
        || statement.starts_with(&["rollback", "work", "to"]);
    if to_savepoint {
        return None;
    }
    CONTROLS
        .iter()
        .find(|(words, _)| statement.starts_with(words))
        .map(|(_, name)| *name)
}

/// The kind of object that a `CREATE` makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Created {
    /// A table.
    Table,
    /// A view, materialized or not.
    View,
    /// A function, a procedure, an aggregate.
    Function,
    /// A trigger.
    Trigger,
    /// An extension.
    Extension,
    /// A type.
    Type,
}

/// Returns the kind of the object that a statement creates, and its name with the schema, if one is written. PostgreSQL's unquoted names are in lower case.
pub fn created(dialect: Dialect, statement: &Statement<'_>) -> Option<(Created, Qualified)> {
    const MODIFIERS: [&str; 11] = [
        "or",
        "replace",
        "temp",
        "temporary",
        "unlogged",
        "global",
        "local",
        "foreign",
        "materialized",
        "recursive",
        "constraint",
    ];
    const KINDS: [(&str, Created); 8] = [
        ("table", Created::Table),
        ("view", Created::View),
        ("function", Created::Function),
        ("procedure", Created::Function),
        ("aggregate", Created::Function),
        ("trigger", Created::Trigger),
        ("extension", Created::Extension),
        ("type", Created::Type),
    ];
    let mut cursor = Cursor::new(dialect, &statement.tokens);
    cursor.word("create").then_some(())?;
    while cursor.at_one_of(&MODIFIERS) {
        cursor.token();
    }
    let skipped = dialect.database().before_kind(cursor.rest())?;
    cursor.tokens(skipped);
    let kind = cursor.token()?;
    let (_, kind) = KINDS.iter().find(|(word, _)| kind.is_word(word))?;
    cursor.if_exists();
    let mut own = cursor.qualified()?;
    // PostgreSQL takes the name of the database before the schema.
    while cursor.punctuation(".") {
        own.schema = Some(std::mem::replace(&mut own.name, cursor.name()?));
    }
    Some((*kind, own))
}

/// Returns whether two pieces of SQL differ only in white space, comments, the case of words, quotes around plain
/// identifiers, and parentheses around the whole.
pub fn same_sql(dialect: Dialect, one: &str, other: &str) -> bool {
    normal_tokens(dialect, one) == normal_tokens(dialect, other)
}

/// Returns SQL in the form that [`same_sql`] compares: two pieces are the same when these forms are equal.
#[doc(hidden)]
pub fn normal_sql(dialect: Dialect, sql: &str) -> String {
    normal_tokens(dialect, sql).join(" ")
}

fn normal_tokens(dialect: Dialect, sql: &str) -> Vec<String> {
    let all: Vec<Token<'_>> = tokens(dialect, sql).collect();
    let mut inner = all.as_slice();
    while let [open, body @ .., close] = inner {
        let whole = open.is_punctuation("(") && close.is_punctuation(")") && is_balanced(body);
        if !whole {
            break;
        }
        inner = body;
    }
    dialect.database().normal_tokens(inner)
}

/// Returns whether the parentheses are balanced: each one that closes was opened before, and none stays open.
pub(in crate::dialect) fn is_balanced(tokens: &[Token<'_>]) -> bool {
    let mut depth = 0_usize;
    for token in tokens {
        if token.is_punctuation("(") {
            depth += 1;
        } else if token.is_punctuation(")") {
            if depth == 0 {
                return false;
            }
            depth -= 1;
        }
    }
    depth == 0
}
