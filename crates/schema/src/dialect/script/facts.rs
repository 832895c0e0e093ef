//! Facts about a statement that running it safely depends on.

use super::{Statement, Token, tokens};
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

/// Returns the kind and the name of the object that a statement creates. PostgreSQL's unquoted names are in lower case.
pub fn created(dialect: Dialect, statement: &Statement<'_>) -> Option<(Created, String)> {
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
    let (create, mut rest) = statement.tokens.split_first()?;
    if !create.is_word("create") {
        return None;
    }
    let is_modifier = |token: &Token<'_>| MODIFIERS.iter().any(|word| token.is_word(word));
    while let [modifier, behind @ ..] = rest
        && is_modifier(modifier)
    {
        rest = behind;
    }
    let skipped = dialect.database().before_kind(rest)?;
    let mut tokens = rest.get(skipped..)?.iter().peekable();
    let kind = tokens.next()?;
    let (_, kind) = KINDS.iter().find(|(word, _)| kind.is_word(word))?;
    if tokens.next_if(|token| token.is_word("if")).is_some() {
        tokens.next();
        tokens.next();
    }
    let mut name = folded(dialect, tokens.next()?)?;
    while tokens.next_if(|token| token.is_punctuation(".")).is_some() {
        name = folded(dialect, tokens.next()?)?;
    }
    Some((*kind, name))
}

fn folded(dialect: Dialect, token: &Token<'_>) -> Option<String> {
    let identifier = token.identifier()?;
    let quoted = identifier != token.text;
    if dialect.facts().folds_unquoted && !quoted {
        return Some(identifier.to_lowercase());
    }
    Some(identifier)
}

/// Returns whether two pieces of SQL differ only in white space, comments, the case of words, quotes around plain
/// identifiers, and parentheses around the whole.
pub fn same_sql(dialect: Dialect, one: &str, other: &str) -> bool {
    normal_tokens(dialect, one) == normal_tokens(dialect, other)
}

/// Returns SQL in the form that [`same_sql`] compares: two pieces are the same when these forms are equal.
pub(crate) fn normal_sql(dialect: Dialect, sql: &str) -> String {
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
