//! Which statements fit into a transaction, and which may run twice.

use super::trace;
use crate::dialect::script::Statement;

/// Returns whether the statement changes more than rows, or may do so.
pub(super) fn is_ddl(statement: &Statement<'_>) -> bool {
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

/// Returns whether the statement can run in a transaction.
pub(super) fn fits(statement: &Statement<'_>) -> bool {
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

/// Returns whether a statement must run outside of a transaction, in a script that is one implicit
/// transaction. The server refuses such a statement in a transaction, or the statement may commit, or its result can be
/// used only after its commit.
pub(super) fn needs_none(statement: &Statement<'_>) -> bool {
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
pub(super) fn copies_through_client(statement: &Statement<'_>) -> bool {
    statement.starts_with(&["copy"])
        && statement.tokens.windows(2).any(|pair| {
            matches!(pair, [way, end]
                if (way.is_word("from") || way.is_word("to"))
                    && (end.is_word("stdin") || end.is_word("stdout")))
        })
}

/// Returns whether the statement only changes the session.
pub(super) fn sets_session(statement: &Statement<'_>) -> bool {
    let begins = |words: &[&str]| statement.starts_with(words);
    let names = |word: &str| statement.tokens.iter().any(|token| token.is_word(word));
    (begins(&["set"]) && !begins(&["set", "local"]))
        || begins(&["reset"])
        || (begins(&["select"]) && names("set_config") && !names("from"))
}

/// Returns whether running the statement twice has the same effect as running it once.
pub(super) fn is_repeatable(statement: &Statement<'_>) -> bool {
    const MAINTENANCE: [&str; 6] = [
        "vacuum",
        "analyze",
        "reindex",
        "cluster",
        "checkpoint",
        "load",
    ];
    let begins = |words: &[&str]| statement.starts_with(words);
    MAINTENANCE.iter().any(|word| begins(&[word]))
        || sets_session(statement)
        || begins(&["alter", "system"])
        || begins(&["set"])
        || trace::is_repeatable(statement)
}
