//! Rules of MySQL's and MariaDB's lexers that no other dialect has
//! (<https://dev.mysql.com/doc/refman/8.0/en/comments.html>,
//! <https://dev.mysql.com/doc/refman/8.0/en/string-literals.html>).
//!
//! The SQL modes `ANSI_QUOTES` and `NO_BACKSLASH_ESCAPES` are assumed to be off, as they are by default.

/// Returns whether a comment to the end of the line begins here. `--` needs white space behind it, so that `5--1`
/// contains no comment.
pub(super) fn is_line_comment(text: &str) -> bool {
    if text.starts_with('#') {
        return true;
    }
    text.strip_prefix("--").is_some_and(|rest| {
        rest.chars()
            .next()
            .is_none_or(|next| next == ' ' || next.is_ascii_control())
    })
}

/// Returns whether the server runs the content of a block comment: `/*! … */`, and MariaDB's `/*M! … */`.
pub(super) fn is_executable(text: &str) -> bool {
    text.starts_with("/*!") || text.starts_with("/*M!")
}

/// Returns the length of the opening of such a comment, with the lowest version that runs the content.
pub(super) fn opening(text: &str) -> usize {
    let mark = text.find('!').map_or(text.len(), |at| at + 1);
    let behind = text.get(mark..).unwrap_or_default();
    mark + behind.len()
        - behind
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .len()
}

/// The text of a string in quotes.
pub(super) fn string(literal: &str) -> Option<String> {
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
