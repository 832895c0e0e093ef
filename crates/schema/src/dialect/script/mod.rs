//! SQL scripts: where their statements begin and end, and what kind of statement each is.

mod bodies;
mod body;
mod client;
mod cursor;
mod direction;
mod drops;
mod escapes;
mod facts;
mod lexical;
mod lists;
mod replacements;
mod rules;
mod session;
mod steps;
mod tokens;
mod trace;
mod transactions;

#[cfg(test)]
mod tests;

pub use bodies::defines_escape;
pub use client::{ClientCommand, client_command, for_client};
pub use cursor::{Cursor, Qualified};
pub use direction::Direction;
pub use drops::dropped_tables;
pub use escapes::escapes_scratch;
pub(super) use facts::is_balanced;
pub use facts::{Created, created, normal_sql, same_sql, transaction_control};
pub use lists::{commas, parenthesized, source};
pub use replacements::{Replacements, replacements};
pub use session::{Traces, traces};
pub use steps::{is_step, renumbered, steps};
pub use tokens::{Token, TokenKind, tokens};
pub use trace::{Object, ObjectKind, Trace, trace};
pub use transactions::{
    breaks_transaction, commits_implicitly, copies_through_client, fits_transaction, is_repeatable,
    locks_tables, needs_no_transaction, sets_session,
};

pub use super::sqlite::{rebuild_envelope, switches_foreign_keys, without_frame};
pub(super) use bodies::{DEPTH, escapes_inside, of_text, of_tokens};
pub(super) use body::Body;
pub(super) use client::{COMMAND, OTHERWISE, spaced};
pub(super) use lexical::Lexical;
pub(super) use rules::ScriptRules;
pub(super) use session::{Reader, calls_something};
pub(super) use tokens::is_space;
pub(crate) use tokens::mentions;

use super::Dialect;
use tokens::Lexer;

/// A statement of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statement<'a> {
    /// The text from its first token to its last, without comments around it and without the semicolon.
    pub text: &'a str,
    /// The line of its first token, from 1.
    pub line: usize,
    /// The column of its first token in characters, from 1.
    pub column: usize,
    /// Its tokens, without comments.
    pub tokens: Vec<Token<'a>>,
}

impl Statement<'_> {
    /// The line and the column of the character with that number in the text, from 1.
    pub fn place_of(&self, character: usize) -> (usize, usize) {
        let before: String = self
            .text
            .chars()
            .take(character.saturating_sub(1))
            .collect();
        match before.rsplit_once('\n') {
            None => (self.line, self.column + before.chars().count()),
            Some((lines, last)) => (
                self.line + lines.matches('\n').count() + 1,
                last.chars().count() + 1,
            ),
        }
    }

    /// Returns whether the statement begins with these words, in any case.
    pub fn starts_with(&self, words: &[&str]) -> bool {
        self.tokens.len() >= words.len()
            && words
                .iter()
                .zip(&self.tokens)
                .all(|(word, token)| token.is_word(word))
    }
}

/// The statements of `script`, in order. Semicolons in strings, comments, dollar quotes, parentheses, trigger bodies,
/// `BEGIN ATOMIC` bodies and MySQL's stored programs end nothing. An empty statement is none. The `DELIMITER` lines of
/// MySQL's own client are understood, and are no statements.
pub fn split(dialect: Dialect, script: &str) -> Vec<Statement<'_>> {
    scan(dialect, script).0
}

/// The line and the column of a block comment that the script never closes, so that everything behind it is part of it.
pub fn unclosed_comment(dialect: Dialect, script: &str) -> Option<(usize, usize)> {
    let offset = scan(dialect, script).1?;
    Some(LineCounter::new(script).place_at(offset))
}

/// The statements, and where a block comment begins that is not closed.
fn scan(dialect: Dialect, script: &str) -> (Vec<Statement<'_>>, Option<usize>) {
    let mut statements = Vec::new();
    let mut current: Vec<Token<'_>> = Vec::new();
    let mut body = Body::default();
    let mut lines = LineCounter::new(script);
    let database = dialect.database();
    let mut lexer = Lexer::new(dialect, script);
    while let Some(token) = lexer.next() {
        if dialect.facts().lexical.delimiters && current.is_empty() && token.is_word("delimiter") {
            lexer.take_delimiter();
            continue;
        }
        let ends = lexer.ends_statement(&token);
        if ends && (lexer.has_delimiter() || database.ends_statement(&body, &current)) {
            statements.extend(statement(script, &mut lines, std::mem::take(&mut current)));
            body = Body::default();
            continue;
        }
        database.see(&mut body, &current, &token);
        current.push(token);
    }
    statements.extend(statement(script, &mut lines, current));
    (statements, lexer.unclosed_comment())
}

/// Returns whether a script has `DELIMITER` lines, which are commands of MySQL's own client.
pub fn names_delimiters(dialect: Dialect, script: &str) -> bool {
    let first = |line: &str| line.split_whitespace().next().map(str::to_ascii_lowercase);
    dialect.facts().lexical.delimiters
        && script
            .lines()
            .any(|line| first(line).as_deref() == Some("delimiter"))
}

fn statement<'a>(
    script: &'a str,
    lines: &mut LineCounter<'_>,
    mut tokens: Vec<Token<'a>>,
) -> Option<Statement<'a>> {
    // `END; //`: the delimiter stands behind a redundant semicolon.
    while tokens.last().is_some_and(|last| last.is_punctuation(";")) {
        tokens.pop();
    }
    let (start, end) = (tokens.first()?.start, tokens.last()?.end());
    tokens.retain(|token| !token.is_comment_mark());
    tokens.first()?;
    let (line, column) = lines.place_at(start);
    Some(Statement {
        text: script.get(start..end)?,
        line,
        column,
        tokens,
    })
}

/// Counts lines and columns up to growing offsets, so that splitting stays linear.
struct LineCounter<'a> {
    text: &'a str,
    offset: usize,
    line: usize,
    column: usize,
}

impl<'a> LineCounter<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            offset: 0,
            line: 1,
            column: 1,
        }
    }

    fn place_at(&mut self, offset: usize) -> (usize, usize) {
        let between = self.text.get(self.offset..offset).unwrap_or_default();
        match between.rsplit_once('\n') {
            None => self.column += between.chars().count(),
            Some((lines, last)) => {
                self.line += lines.matches('\n').count() + 1;
                self.column = last.chars().count() + 1;
            }
        }
        self.offset = offset;
        (self.line, self.column)
    }
}
