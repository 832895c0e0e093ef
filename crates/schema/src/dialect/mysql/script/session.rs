//! Variables, switches and session objects of MySQL and MariaDB.

use crate::dialect::script::{Reader, Statement, Token, TokenKind, calls_something, commas};

/// The switches that a dump of MySQL's turns off at its beginning and on at its end, and that are on in each new session.
const SWITCHES: [&str; 2] = ["foreign_key_checks", "unique_checks"];

/// Reads the changes that a statement makes to its session.
pub(super) fn read(reader: &mut Reader, at: usize, statement: &Statement<'_>) {
    let begins = |words: &[&str]| statement.starts_with(words);
    reader.temporary(at, statement);
    variables(reader, statement);
    let called = |function: &str| {
        statement.tokens.windows(2).any(
                |pair| matches!(pair, [called, open] if called.is_word(function) && open.is_punctuation("(")),
            )
    };
    let second = statement.tokens.get(1).and_then(Token::identifier);
    if begins(&["set"]) {
        set(reader, at, statement);
    } else if begins(&["use"]) {
        reader.found.settings = true;
    } else if begins(&["prepare"]) {
        reader.prepared.push((second.unwrap_or_default(), at));
    } else if begins(&["deallocate", "prepare"]) || begins(&["drop", "prepare"]) {
        let dropped = statement.tokens.get(2).and_then(Token::identifier);
        reader
            .prepared
            .retain(|(own, _)| Some(own) != dropped.as_ref());
    } else if called("get_lock") || begins(&["handler"]) {
        reader.lasts(at);
    } else if ["call", "execute"].iter().any(|word| begins(&[word]))
        || ["select", "do"].iter().any(|word| begins(&[word])) && calls_something(statement)
    {
        reader.found.unseen = true;
    }
}

/// <https://dev.mysql.com/doc/refman/8.4/en/set-variable.html>
fn set(reader: &mut Reader, at: usize, statement: &Statement<'_>) {
    const NOT_OF_SESSION: [&str; 3] = ["password", "statement", "resource"];
    let rest = statement.tokens.get(1..).unwrap_or_default();
    let first_is = |word: &str| rest.first().is_some_and(|first| first.is_word(word));
    if NOT_OF_SESSION.iter().any(|word| first_is(word)) {
        return;
    }
    // It is of the next transaction, which would be one of ours.
    if first_is("transaction") {
        reader.found.settings = true;
        reader.found.next_transaction = true;
        reader.found.hinders_records = true;
        return;
    }
    if ["names", "character", "charset", "role", "default"]
        .iter()
        .any(|word| first_is(word))
    {
        reader.found.settings = true;
        reader.found.hinders_records |= first_is("role");
        return;
    }
    for assignment in commas(rest) {
        let Some(equals) = assignment
            .iter()
            .position(|token| token.is_punctuation("="))
        else {
            // `SET SESSION TRANSACTION READ ONLY`
            reader.found.settings = true;
            reader.found.hinders_records |= assignment.iter().any(|token| token.is_word("only"));
            continue;
        };
        let (target, value) = assignment.split_at(equals);
        let is_own =
            matches!(target, [at, next, ..] if at.is_punctuation("@") && !next.is_punctuation("@"));
        if is_own {
            continue; // A variable of the script's own.
        }
        let variable = target
            .iter()
            .rev()
            .find_map(Token::identifier)
            .unwrap_or_default()
            .to_ascii_lowercase();
        let value = value.get(1..).unwrap_or_default();
        let is = |words: &[&str]| matches!(value, [only] if words.iter().any(|word| only.text.eq_ignore_ascii_case(word)));
        let is_beyond = target.iter().any(|token| {
            ["global", "persist", "persist_only"]
                .iter()
                .any(|word| token.is_word(word))
        });
        if is_beyond {
            // This session has what it had; a new one begins with it.
            reader.found.unseen = true;
        } else if SWITCHES.contains(&variable.as_str()) {
            reader.switched.retain(|(own, _)| *own != variable);
            if !is(&["1", "on", "true", "default"]) {
                reader.switched.push((variable, at));
            }
        } else {
            reader.found.settings = true;
            let as_it_is = if variable == "autocommit" {
                ["1", "on"]
            } else {
                ["0", "off"]
            };
            reader.found.hinders_records |= ["autocommit", "tx_read_only", "transaction_read_only"]
                .contains(&variable.as_str())
                && !is(&as_it_is);
        }
    }
}

/// `@name := …`, `SET @name = …` and `INTO @name`.
fn variables(reader: &mut Reader, statement: &Statement<'_>) {
    let words = &statement.tokens;
    for (at, token) in words.iter().enumerate() {
        let follows = |offset: usize| words.get(at + offset);
        let is_single = token.is_punctuation("@")
            && !follows(1).is_some_and(|next| next.is_punctuation("@"))
            && !at
                .checked_sub(1)
                .and_then(|before| words.get(before))
                .is_some_and(|before| {
                    before.is_punctuation("@")
                        || before.end() == token.start && before.kind != TokenKind::Punctuation
                });
        if !is_single {
            continue;
        }
        let assigned = follows(2)
            .is_some_and(|next| next.is_punctuation("=") || next.is_punctuation(":"))
            && (statement.starts_with(&["set"])
                || follows(2).is_some_and(|next| next.is_punctuation(":")));
        let into = words
            .get(..at)
            .unwrap_or_default()
            .iter()
            .any(|token| token.is_word("into"));
        if (assigned || into)
            && let Some(own) = follows(1).and_then(Token::identifier)
        {
            reader.found.variables.insert(own);
            reader.found.settings = true;
        }
    }
}
