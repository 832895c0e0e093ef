//! What a statement is, as far as running it safely depends on that.

use super::{Statement, Token, TokenKind, tokens};
use crate::dialect::Dialect;

/// The word by which a statement controls the transaction that it runs in (`BEGIN`, `COMMIT`, …), if it does.
/// Savepoints stay inside a transaction and are none.
pub fn transaction_control(statement: &Statement<'_>) -> Option<&'static str> {
    const CONTROLS: [(&[&str], &str); 7] = [
        (&["begin"], "BEGIN"),
        (&["start", "transaction"], "START TRANSACTION"),
        (&["commit"], "COMMIT"),
        (&["end"], "END"),
        (&["abort"], "ABORT"),
        (&["rollback"], "ROLLBACK"),
        (&["prepare", "transaction"], "PREPARE TRANSACTION"),
    ];
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

/// Whether the statement is `PRAGMA foreign_keys = OFF` or `= ON` (SQLite): `Some(true)` for ON.
pub fn is_foreign_keys_pragma(statement: &Statement<'_>) -> Option<bool> {
    let [pragma, name, equals, value] = statement.tokens.as_slice() else {
        return None;
    };
    let is_pragma =
        pragma.is_word("pragma") && name.is_word("foreign_keys") && equals.is_punctuation("=");
    if !is_pragma {
        return None;
    }
    let is = |words: &[&str]| words.iter().any(|word| value.is_word(word));
    if is(&["on", "1", "true", "yes"]) {
        Some(true)
    } else if is(&["off", "0", "false", "no"]) {
        Some(false)
    } else {
        None
    }
}

/// The statements between `PRAGMA foreign_keys=OFF; BEGIN` and `COMMIT; PRAGMA foreign_keys=ON`, where the whole
/// script is that: how a SQLite revision that rebuilds a table must look for any tool to run it right
/// (<https://www.sqlite.org/lang_altertable.html>, section 7).
pub fn rebuild_envelope<'s, 'a>(statements: &'s [Statement<'a>]) -> Option<&'s [Statement<'a>]> {
    let [off, begin, body @ .., commit, on] = statements else {
        return None;
    };
    let closes = commit.starts_with(&["commit"]) || commit.starts_with(&["end"]);
    let whole = is_foreign_keys_pragma(off) == Some(false)
        && begin.starts_with(&["begin"])
        && closes
        && is_foreign_keys_pragma(on) == Some(true);
    whole.then_some(body)
}

/// Why a statement must not run on a scratch database: it would reach past it. `None` for one that stays inside.
pub fn escapes_scratch(dialect: Dialect, statement: &Statement<'_>) -> Option<String> {
    const SERVER_WIDE: [&str; 6] = [
        "database",
        "role",
        "user",
        "group",
        "tablespace",
        "subscription",
    ];
    match dialect {
        Dialect::Sqlite => {
            if statement.starts_with(&["attach"]) || statement.starts_with(&["detach"]) {
                return Some("ATTACH reaches another database".into());
            }
            let into = statement.starts_with(&["vacuum"]) && has_word(&statement.tokens, "into");
            into.then(|| "VACUUM INTO writes another database".into())
        }
        Dialect::Mysql => None,
        Dialect::Postgres => {
            let [first, second, rest @ ..] = statement.tokens.as_slice() else {
                return None;
            };
            let defines = ["create", "alter", "drop"]
                .iter()
                .any(|word| first.is_word(word));
            let user_mapping =
                second.is_word("user") && rest.first().is_some_and(|t| t.is_word("mapping"));
            let server_wide = SERVER_WIDE.iter().find(|word| second.is_word(word));
            if let (true, false, Some(what)) = (defines, user_mapping, server_wide) {
                return Some(format!(
                    "{} {} concerns the whole server",
                    first.text.to_uppercase(),
                    what.to_uppercase()
                ));
            }
            if first.is_word("alter") && second.is_word("system") {
                return Some("ALTER SYSTEM concerns the whole server".into());
            }
            if let Some(reason) = named_server_object(statement) {
                return Some(reason);
            }
            let membership = (first.is_word("grant") || first.is_word("revoke"))
                && !has_word(&statement.tokens, "on");
            membership.then(|| {
                format!(
                    "{} of a role concerns the whole server",
                    first.text.to_uppercase()
                )
            })
        }
    }
}

/// What says in its middle that it concerns more than the database: `GRANT … ON DATABASE`, `COPY … TO '/file'`.
fn named_server_object(statement: &Statement<'_>) -> Option<String> {
    const LABELLED: [&str; 4] = ["database", "role", "tablespace", "parameter"];
    let tokens = &statement.tokens;
    let first = tokens.first()?.text.to_uppercase();
    match first.as_str() {
        "GRANT" | "REVOKE" | "COMMENT" | "SECURITY" => {
            let on = tokens.iter().position(|token| token.is_word("on"))?;
            let object = tokens.get(on + 1)?;
            LABELLED.iter().any(|word| object.is_word(word)).then(|| {
                format!(
                    "{first} ON {} concerns the whole server",
                    object.text.to_uppercase()
                )
            })
        }
        "REASSIGN" | "DROP" if tokens.get(1)?.is_word("owned") => {
            Some(format!("{first} OWNED concerns the whole server"))
        }
        "COPY" => {
            let to_file = tokens.windows(2).any(|two| {
                matches!(two, [to, file] if to.is_word("to") && file.kind == TokenKind::String)
            });
            let program = tokens.windows(2).any(|two| {
                matches!(two, [_, program] if program.is_word("program"))
                    && two
                        .first()
                        .is_some_and(|word| word.is_word("to") || word.is_word("from"))
            });
            (to_file || program).then(|| "COPY reaches the server's files".to_owned())
        }
        _ => None,
    }
}

/// The name of the table that a `CREATE TABLE` makes: its last part, as an unquoted name is folded by the dialect.
pub fn created_table(dialect: Dialect, statement: &Statement<'_>) -> Option<String> {
    created(dialect, statement)
        .filter(|(kind, _)| *kind == Created::Table)
        .map(|(_, name)| name)
}

/// What a `CREATE` makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// What a statement creates, and its name likewise.
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
    let mut tokens = statement.tokens.iter().peekable();
    tokens.next().filter(|token| token.is_word("create"))?;
    while tokens
        .next_if(|token| MODIFIERS.iter().any(|word| token.is_word(word)))
        .is_some()
    {}
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
    if dialect == Dialect::Postgres && !quoted {
        return Some(identifier.to_lowercase());
    }
    Some(identifier)
}

fn has_word(tokens: &[Token<'_>], word: &str) -> bool {
    tokens.iter().any(|token| token.is_word(word))
}

/// Whether two pieces of SQL are the same but for white space, comments, the case of words, quotes around plain
/// identifiers, and parentheses around the whole.
pub fn same_sql(dialect: Dialect, one: &str, other: &str) -> bool {
    normal_tokens(dialect, one) == normal_tokens(dialect, other)
}

/// SQL with all that [`same_sql`] does not look at in one form: two pieces are the same when these are equal.
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
    inner.iter().map(|token| normal(dialect, token)).collect()
}

fn normal(dialect: Dialect, token: &Token<'_>) -> String {
    match (token.kind, token.identifier()) {
        (TokenKind::Word, _) => token.text.to_lowercase(),
        // SQLite folds the case of quoted identifiers too.
        (TokenKind::QuotedIdentifier, Some(name)) if dialect == Dialect::Sqlite => {
            name.to_lowercase()
        }
        (TokenKind::QuotedIdentifier, Some(name)) => name,
        _ => token.text.to_owned(),
    }
}

/// Whether every parenthesis that closes was opened before.
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
