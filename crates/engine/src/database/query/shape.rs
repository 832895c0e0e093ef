//! The parts and the kind of a statement, as far as they decide how its result is fetched.

use moviectl_schema::dialect::script::{Statement, Token};

/// A statement in two parts: the `WITH` list in front of it, and itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape<'a> {
    /// `WITH …`, up to the statement proper; empty without one.
    pub(super) with: &'a str,
    /// The statement proper.
    pub(super) main: &'a str,
    /// The kind of the statement.
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Returns rows, and can stand in a `WITH` list.
    Query,
    /// Changes rows and returns them; can stand in a `WITH` list too.
    Returning,
    /// Returns rows in its own way: `SHOW`, `EXPLAIN`, `PRAGMA`, …
    Report,
    /// Changes rows; the word for it.
    Change(&'static str),
    /// Needs a stream from or to the client.
    Stream,
    /// Anything else.
    Other,
}

impl<'a> Shape<'a> {
    pub(super) fn of(statement: &Statement<'a>) -> Self {
        let tokens = &statement.tokens;
        let at = main_token(tokens).unwrap_or_default();
        let offset = |index: usize| tokens.get(index).map_or(0, |token| token.start);
        let (with, main) = statement
            .text
            .split_at_checked(offset(at) - offset(0))
            .unwrap_or(("", statement.text));
        Self {
            with,
            main,
            kind: Kind::of(tokens.get(at..).unwrap_or_default()),
        }
    }
}

/// Returns the index of the first token of the statement behind a `WITH` list.
fn main_token(tokens: &[Token<'_>]) -> Option<usize> {
    const MAINS: [&str; 8] = [
        "select", "values", "table", "insert", "replace", "update", "delete", "merge",
    ];
    if !tokens.first()?.is_word("with") {
        return None;
    }
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(1) {
        let after_list = tokens
            .get(index - 1)
            .is_some_and(|before| before.is_punctuation(")"));
        let names_table = tokens.get(index - 1).is_some_and(|before| {
            before.is_word("with") || before.is_word("recursive") || before.is_punctuation(",")
        });
        let begins = MAINS.iter().any(|word| token.is_word(word)) && !names_table
            || token.is_punctuation("(") && after_list;
        if depth == 0 && begins {
            return Some(index);
        }
        if token.is_punctuation("(") {
            depth += 1;
        } else if token.is_punctuation(")") {
            depth = depth.saturating_sub(1);
        }
    }
    None
}

impl Kind {
    fn of(tokens: &[Token<'_>]) -> Self {
        const QUERIES: [&str; 3] = ["select", "values", "table"];
        const REPORTS: [&str; 6] = ["show", "explain", "pragma", "fetch", "execute", "call"];
        const CHANGES: [(&str, &str); 5] = [
            ("insert", "INSERT"),
            ("replace", "INSERT"),
            ("update", "UPDATE"),
            ("delete", "DELETE"),
            ("merge", "MERGE"),
        ];
        let Some(first) = tokens.first() else {
            return Self::Other;
        };
        let is = |words: &[&str]| words.iter().any(|word| first.is_word(word));
        if let Some((_, word)) = CHANGES.iter().find(|(word, _)| first.is_word(word)) {
            return if has_outside(tokens, &["returning"]) {
                Self::Returning
            } else {
                Self::Change(word)
            };
        }
        if first.is_word("select") && has_outside(tokens, &["into"]) {
            return Self::Change("SELECT");
        }
        if is(&QUERIES) || first.is_punctuation("(") {
            Self::Query
        } else if is(&REPORTS) {
            Self::Report
        } else if first.is_word("copy") && has_outside(tokens, &["stdin", "stdout"]) {
            Self::Stream
        } else {
            Self::Other
        }
    }
}

/// Returns whether one of the words stands outside of all parentheses.
fn has_outside(tokens: &[Token<'_>], words: &[&str]) -> bool {
    let mut depth = 0_usize;
    tokens.iter().any(|token| {
        if token.is_punctuation("(") {
            depth += 1;
        } else if token.is_punctuation(")") {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && words.iter().any(|word| token.is_word(word))
    })
}
