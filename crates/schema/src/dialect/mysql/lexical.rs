//! Rules of MySQL's and MariaDB's lexers that no other dialect has
//! (<https://dev.mysql.com/doc/refman/8.0/en/comments.html>,
//! <https://dev.mysql.com/doc/refman/8.0/en/string-literals.html>).
//!
//! The SQL modes `ANSI_QUOTES` and `NO_BACKSLASH_ESCAPES` are assumed to be off, as they are by default.

use crate::dialect::script::{Lexical, Token, TokenKind};

pub(super) const LEXICAL: Lexical = Lexical {
    is_line_comment,
    code_comment,
    backslashes: true,
    double_quoted_strings: true,
    backticks: true,
    delimiters: true,
    ..Lexical::STANDARD
};

/// Returns whether a comment to the end of the line begins here. `--` needs white space behind it, so that `5--1`
/// contains no comment.
fn is_line_comment(text: &str) -> bool {
    if text.starts_with('#') {
        return true;
    }
    text.strip_prefix("--").is_some_and(|rest| {
        rest.chars()
            .next()
            .is_none_or(|next| next == ' ' || next.is_ascii_control())
    })
}

/// The length of the opening of a block comment whose content the server runs, with the lowest version that runs it:
/// `/*!50000`, and MariaDB's `/*M!100301`.
fn code_comment(text: &str) -> Option<usize> {
    let behind = text
        .strip_prefix("/*!")
        .or_else(|| text.strip_prefix("/*M!"))?;
    let rest = behind.trim_start_matches(|c: char| c.is_ascii_digit());
    Some(text.len() - rest.len())
}

impl Token<'_> {
    /// The text of a string of MySQL's, with what its backslashes stand for.
    pub fn mysql_string(&self) -> Option<String> {
        (self.kind == TokenKind::String).then(|| string(self.text))?
    }
}

/// The text of a string in quotes.
fn string(literal: &str) -> Option<String> {
    let quote = literal.chars().next().filter(|c| "'\"".contains(*c))?;
    let inner = literal.strip_prefix(quote)?.strip_suffix(quote)?;
    let mut text = String::new();
    let mut characters = inner.chars();
    while let Some(c) = characters.next() {
        if c == quote {
            characters.next();
            text.push(quote);
        } else if c == '\\' {
            text.push_str(&escaped(characters.next()));
        } else {
            text.push(c);
        }
    }
    Some(text)
}

/// Returns the text that a character behind a backslash stands for. `\%` and `\_` keep the backslash: only LIKE gives
/// them a meaning.
fn escaped(character: Option<char>) -> String {
    match character {
        None => "\\".to_owned(),
        Some('0') => "\0".to_owned(),
        Some('b') => "\u{8}".to_owned(),
        Some('n') => "\n".to_owned(),
        Some('r') => "\r".to_owned(),
        Some('t') => "\t".to_owned(),
        Some('Z') => "\u{1a}".to_owned(),
        Some(wildcard @ ('%' | '_')) => format!("\\{wildcard}"),
        Some(other) => other.to_string(),
    }
}
