//! Properties of MySQL's and MariaDB's statements that matter to a script.

mod actions;
mod escapes;
#[cfg(test)]
mod tests;
mod trace;

pub(super) use escapes::escapes;
pub(super) use trace::trace;

use self::actions::Action;
use super::{Cursor, Statement, Token, TokenKind};
use crate::dialect::Dialect;

/// Returns whether the statement commits nothing by itself
/// (<https://dev.mysql.com/doc/refman/8.0/en/implicit-commit.html>,
/// <https://mariadb.com/kb/en/sql-statements-that-cause-an-implicit-commit/>). `CALL` may commit, and `SET autocommit`
/// does.
pub(super) fn fits_transaction(statement: &Statement<'_>) -> bool {
    const FITS: [&str; 14] = [
        "insert", "update", "delete", "replace", "select", "with", "values", "do", "table",
        "explain", "describe", "desc", "show", "help",
    ];
    let begins = |words: &[&str]| statement.starts_with(words);
    FITS.iter().any(|word| begins(&[word]))
        || begins(&["load", "data"])
        || begins(&["create", "temporary", "table"])
        || begins(&["create", "or", "replace", "temporary", "table"])
        || begins(&["drop", "temporary", "table"])
}

/// Returns whether the statement commits the open transaction before it runs
/// (<https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html>).
pub(super) fn commits_implicitly(statement: &Statement<'_>) -> bool {
    const COMMITS: [&str; 20] = [
        "alter",
        "analyze",
        "cache",
        "check",
        "create",
        "drop",
        "flush",
        "grant",
        "import",
        "install",
        "lock",
        "optimize",
        "rename",
        "repair",
        "reset",
        "revoke",
        "truncate",
        "uninstall",
        "unlock",
        "start",
    ];
    let begins = |words: &[&str]| statement.starts_with(words);
    !fits_transaction(statement)
        && (COMMITS.iter().any(|word| begins(&[word]))
            || begins(&["load", "index"])
            || begins(&["set", "password"])
            || (begins(&["begin"]) && !begins(&["begin", "not", "atomic"])))
}

/// Returns whether the statement is a `LOCK TABLES`.
pub(super) fn locks_tables(statement: &Statement<'_>) -> bool {
    statement.starts_with(&["lock", "tables"]) || statement.starts_with(&["lock", "table"])
}

fn unlocks_tables(statement: &Statement<'_>) -> bool {
    statement.starts_with(&["unlock", "tables"]) || statement.starts_with(&["unlock", "table"])
}

/// Returns whether the statement sets variables of the session or of the script (`@a`), locks or unlocks tables, or
/// changes the database (`USE`).
pub(super) fn sets_session(statement: &Statement<'_>) -> bool {
    if locks_tables(statement) || unlocks_tables(statement) || statement.starts_with(&["use"]) {
        return true;
    }
    const BEYOND: [&str; 3] = ["global", "persist", "persist_only"];
    const OTHERS: [&str; 4] = ["password", "statement", "transaction", "default"];
    let Some((set, rest)) = statement.tokens.split_first() else {
        return false;
    };
    set.is_word("set")
        && !rest
            .first()
            .is_some_and(|second| OTHERS.iter().any(|word| second.is_word(word)))
        && !rest
            .iter()
            .any(|token| BEYOND.iter().any(|word| token.is_word(word)))
}

/// Returns whether running the statement twice has the same effect as running it once. A statement that writes rows
/// does not count as repeatable, except for `CREATE OR REPLACE TABLE … SELECT`.
pub(super) fn is_repeatable(statement: &Statement<'_>) -> bool {
    const MAINTENANCE: [&str; 6] = ["analyze", "optimize", "repair", "check", "flush", "grant"];
    let begins = |words: &[&str]| statement.starts_with(words);
    let has = |word: &str| statement.tokens.iter().any(|token| token.is_word(word));
    let creates = begins(&["create"]);
    if MAINTENANCE.iter().any(|word| begins(&[word]))
        || begins(&["use"])
        || locks_tables(statement)
        || unlocks_tables(statement)
    {
        return true;
    }
    if begins(&["set"]) {
        return !begins(&["set", "statement"]);
    }
    if creates && begins(&["create", "or", "replace"]) {
        return true;
    }
    if creates || begins(&["drop"]) {
        // `CREATE TABLE … SELECT` writes rows.
        let selects = creates && statement.starts_with(&["create", "table"]) && has("select");
        return head(statement).any(|token| token.is_word("exists")) && !selects;
    }
    begins(&["alter"])
        && actions::of(statement).is_some_and(|(_, actions)| {
            !actions.is_empty() && actions.iter().all(|action| *action == Action::Restates)
        })
}

/// Skips `ALGORITHM = …`, `DEFINER = …`, `SQL SECURITY …` and `AGGREGATE` behind a `CREATE`, up to the word for what is
/// created; `None` where it is nothing of that kind.
pub(super) fn skip_to_kind(cursor: &mut Cursor<'_, '_>) -> Option<()> {
    const KINDS: [&str; 5] = ["table", "view", "function", "procedure", "trigger"];
    const OTHERS: [&str; 10] = [
        "index", "event", "unique", "fulltext", "spatial", "user", "role", "database", "schema",
        "server",
    ];
    loop {
        if cursor.at_one_of(&KINDS) {
            return Some(());
        }
        if cursor.at_one_of(&OTHERS) {
            return None;
        }
        cursor.token()?;
    }
}

/// The tokens up to the first name's end: where `IF NOT EXISTS` stands, which is something else in a program's body.
fn head<'s, 'a>(statement: &'s Statement<'a>) -> impl Iterator<Item = &'s Token<'a>> {
    statement
        .tokens
        .iter()
        .take_while(|token| !token.is_punctuation("(") && token.kind != TokenKind::QuotedIdentifier)
        .take(9)
}

/// Tokens in the form in which two pieces of SQL are compared: names and words in lower case, since columns and
/// functions have no case; strings in one kind of quotes, without the character set that the server puts before them.
pub(super) fn normal_tokens(tokens: &[Token<'_>]) -> Vec<String> {
    let is_string = |token: Option<&Token<'_>>| token.is_some_and(|t| t.kind == TokenKind::String);
    let mut normal = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let introduces = token.kind == TokenKind::Word
            && token.text.starts_with('_')
            && is_string(tokens.get(at + 1));
        if introduces {
            continue;
        }
        normal.push(match (token.kind, token.identifier()) {
            (TokenKind::Word, _) => token.text.to_lowercase(),
            (TokenKind::QuotedIdentifier, Some(name)) => name.to_lowercase(),
            (TokenKind::String, _) => token.mysql_string().map_or_else(
                || token.text.to_owned(),
                |text| Dialect::Mysql.literal(&text),
            ),
            _ => token.text.to_owned(),
        });
    }
    normal
}
