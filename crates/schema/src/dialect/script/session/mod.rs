//! Changes that a script makes to the session that runs it, and that the next script would find.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::{Statement, Token, TokenKind};
use crate::dialect::Dialect;

/// Changes that a script makes to its session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Traces {
    /// The script changes settings: variables, roles, pragmas, the current database. They can be read before it and restored
    /// after it.
    pub settings: bool,
    /// The script runs code that its text does not show (`DO`, `CALL`, a function), which may change anything.
    pub unseen: bool,
    /// The first statement whose effect lasts until the session ends: a prepared statement, a lock, a custom setting that
    /// did not exist before.
    pub lasting: Option<usize>,
    /// The script leaves temporary objects or attached databases of SQLite.
    pub leaves_objects: bool,
    /// MySQL's user variables (`@name`) that the script sets.
    pub variables: BTreeSet<String>,
    /// SQLite's pragmas that the script sets, in lower case.
    pub pragmas: BTreeSet<String>,
    /// A role or a mode of the session may prevent the records from being written while the script runs.
    pub hinders_records: bool,
    /// The script sets the characteristics of the next transaction (MySQL's `SET TRANSACTION`).
    pub next_transaction: bool,
    /// The script reads the number that the session generated last (`lastval()`, `LAST_INSERT_ID()`), which an earlier
    /// script may have left.
    pub reads_last_number: bool,
    /// The first statement that changes the session.
    pub first: Option<usize>,
}

impl Traces {
    /// Returns whether the session is unchanged after the script.
    pub fn is_none(&self) -> bool {
        !self.settings && !self.unseen && !self.leaves_objects && self.lasting.is_none()
    }
}

/// Reads the changes off the text of the script. Triggers, and functions in statements that change rows, count as harmless.
pub fn traces(dialect: Dialect, statements: &[Statement<'_>]) -> Traces {
    let database = dialect.database();
    let facts = dialect.facts();
    let mut reader = Reader {
        lists_temporary: facts.lists_temporary,
        found: Traces::default(),
        temporary: Vec::new(),
        prepared: Vec::new(),
        switched: Vec::new(),
    };
    for (at, statement) in statements.iter().enumerate() {
        database.read_session(&mut reader, at, statement);
        let mut words = statement.tokens.iter();
        reader.found.reads_last_number |= words.any(|token| {
            let mut functions = facts.last_number_functions.iter();
            functions.any(|name| token.is_word(name))
        });
        if !reader.found.is_none() {
            reader.found.first.get_or_insert(at);
        }
    }
    reader.finish()
}

/// Collects the changes that statements make to their session.
pub(in crate::dialect) struct Reader {
    /// Temporary objects can be found in the catalog and dropped.
    lists_temporary: bool,
    pub(in crate::dialect) found: Traces,
    /// Existing temporary tables, with the statement that created each.
    temporary: Vec<(String, usize)>,
    /// Existing prepared statements, with the statement that prepared each.
    pub(in crate::dialect) prepared: Vec<(String, usize)>,
    /// Switches that are off, with the statement that turned each off.
    pub(in crate::dialect) switched: Vec<(String, usize)>,
}

impl Reader {
    fn finish(mut self) -> Traces {
        let objects = self.temporary.iter().map(|(_, at)| *at).min();
        if self.lists_temporary {
            self.found.leaves_objects |= !self.temporary.is_empty();
            self.temporary.clear();
            self.found.settings |= self.found.leaves_objects;
        }
        let left = self.temporary.iter().chain(&self.prepared);
        let left = left.map(|(_, at)| *at).min();
        self.found.lasting = match (self.found.lasting, left) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        self.found.settings |= !self.switched.is_empty();
        let open = self.switched.iter().map(|(_, at)| *at);
        self.found.first = open
            .chain(objects)
            .chain(self.found.first)
            .chain(self.found.lasting)
            .min();
        self.found
    }

    /// Notes a statement whose effect lasts until the session ends.
    pub(in crate::dialect) fn lasts(&mut self, at: usize) {
        self.found.lasting.get_or_insert(at);
    }

    /// Notes a statement that creates or drops a temporary object.
    pub(in crate::dialect) fn temporary(&mut self, at: usize, statement: &Statement<'_>) {
        let words = &statement.tokens;
        if statement.starts_with(&["drop"]) {
            let dropped: Vec<String> = words.iter().filter_map(Token::identifier).collect();
            self.temporary.retain(|(own, _)| !dropped.contains(own));
            return;
        }
        let is_temporary = |token: &Token<'_>| token.is_word("temp") || token.is_word("temporary");
        let head = words.iter().take_while(|token| {
            !token.is_punctuation("(") && !token.is_word("as") && !token.is_word("select")
        });
        let made = statement.starts_with(&["create"]) && head.clone().any(is_temporary);
        let gone_with_transaction = words
            .windows(3)
            .any(|three| is_phrase(three, &["on", "commit", "drop"]));
        if made && !gone_with_transaction {
            let named = head
                .filter_map(Token::identifier)
                .last()
                .unwrap_or_default();
            self.temporary.push((named, at));
        }
    }
}

/// Returns whether the statement calls a function other than the common ones of SQL.
pub(in crate::dialect) fn calls_something(statement: &Statement<'_>) -> bool {
    const HARMLESS: [&str; 24] = [
        "count", "sum", "min", "max", "avg", "coalesce", "nullif", "exists", "in", "values",
        "lower", "upper", "length", "now", "concat", "ifnull", "if", "cast", "as", "and", "or",
        "not", "setval", "nextval",
    ];
    statement.tokens.windows(2).any(|pair| {
        matches!(pair, [called, open] if open.is_punctuation("(")
            && called.kind != TokenKind::String
            && called.identifier().is_some_and(|own| !HARMLESS.iter().any(|word| own.eq_ignore_ascii_case(word))))
    })
}

fn is_phrase(tokens: &[Token<'_>], words: &[&str]) -> bool {
    tokens.len() == words.len()
        && tokens
            .iter()
            .zip(words)
            .all(|(token, word)| token.is_word(word))
}
