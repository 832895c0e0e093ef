//! Settings, roles and session objects of PostgreSQL.

use crate::dialect::script::{Reader, Statement, Token, calls_something};

/// Reads the changes that a statement makes to its session.
pub(super) fn read(reader: &mut Reader, at: usize, statement: &Statement<'_>) {
    let begins = |words: &[&str]| statement.starts_with(words);
    let words = &statement.tokens;
    reader.temporary(at, statement);
    let named = |prefix: &str| {
        words.windows(2).any(|pair| {
                matches!(pair, [called, open] if open.is_punctuation("(")
                    && called.identifier().is_some_and(|own| own.to_ascii_lowercase().starts_with(prefix)))
            })
    };
    // The locks of a transaction have `xact` in their name, and end with it.
    let locks = ["pg_advisory_lock", "pg_try_advisory_lock"];
    let has = |word: &str| words.iter().any(|token| token.is_word(word));
    if locks.into_iter().any(named)
        || has("pg_temp")
        || begins(&["reset", "all"])
        || begins(&["declare"]) && has("hold")
        || [
            "prepare",
            "deallocate",
            "listen",
            "unlisten",
            "load",
            "discard",
        ]
        .iter()
        .any(|word| begins(&[word]))
    {
        lasting(reader, at, statement);
    } else if begins(&["do"])
            || begins(&["call"])
            || begins(&["execute"])
            // It changes the settings of new sessions and not of this one.
            || ["database", "role", "user", "system"]
                .iter()
                .any(|kind| begins(&["alter", kind]))
    {
        reader.found.unseen = true;
    } else if begins(&["set"]) || begins(&["reset"]) {
        setting(reader, at, statement);
    } else if named("set_config") || begins(&["select"]) && calls_something(statement) {
        reader.found.unseen = true;
    } else if begins(&["select"]) && (has("temp") || has("temporary")) {
        reader.lasts(at);
    }
}

fn lasting(reader: &mut Reader, at: usize, statement: &Statement<'_>) {
    let second = statement.tokens.get(1).and_then(Token::identifier);
    if statement.starts_with(&["prepare"]) {
        reader.prepared.push((second.unwrap_or_default(), at));
    } else if statement.starts_with(&["deallocate"])
        && reader
            .prepared
            .iter()
            .any(|(own, _)| Some(own) == second.as_ref())
    {
        reader
            .prepared
            .retain(|(own, _)| Some(own) != second.as_ref());
    } else {
        reader.lasts(at);
    }
}

/// <https://www.postgresql.org/docs/current/sql-set.html>
fn setting(reader: &mut Reader, at: usize, statement: &Statement<'_>) {
    let rest = statement.tokens.get(1..).unwrap_or_default();
    let (local, rest) = match rest {
        [first, rest @ ..] if first.is_word("local") => (true, rest),
        [first, rest @ ..]
            if first.is_word("session")
                && !rest
                    .first()
                    .is_some_and(|next| next.is_word("authorization")) =>
        {
            (false, rest)
        }
        rest => (false, rest),
    };
    let Some(first) = rest.first() else { return };
    if first.is_word("constraints") || first.is_word("transaction") {
        return;
    }
    reader.found.settings = true;
    let of_role = first.is_word("role") || first.is_word("session");
    let of_mode = first.is_word("characteristics")
        || first.is_word("default_transaction_read_only")
        || first.is_word("transaction_read_only");
    reader.found.hinders_records |= of_role || of_mode;
    // It was none before; RESET leaves an empty text of it.
    let of_somebody = rest.get(1).is_some_and(|second| second.is_punctuation("."));
    if of_somebody && !local {
        reader.lasts(at);
    }
}
