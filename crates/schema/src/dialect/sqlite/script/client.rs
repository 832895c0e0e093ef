//! Lines of a script that `sqlite3` takes for its own.

use crate::dialect::script::{COMMAND, Statement, Token, spaced};

/// `sqlite3` takes a line that begins with a dot, or with a `#`, where no statement is open, and `/` or `go` by itself as
/// the end of a statement.
pub(super) fn command(script: &str, statement: &Statement<'_>) -> Option<(usize, &'static str)> {
    let first = statement.tokens.first()?;
    if first.is_punctuation(".") || first.is_punctuation("#") {
        return Some((first.start, COMMAND));
    }
    let is_end = |token: &&Token<'_>| token.is_punctuation("/") || token.is_word("go");
    let alone = |token: &&Token<'_>| {
        let before = script.get(..token.start).unwrap_or_default();
        let behind = script.get(token.end()..).unwrap_or_default();
        let begins = before.rsplit('\n').next().is_some_and(is_blank);
        let rest = behind.split('\n').next().unwrap_or_default().trim_start();
        begins && (rest.is_empty() || rest.starts_with("--") || rest.starts_with("/*"))
    };
    let end = statement.tokens.iter().filter(is_end).find(alone)?;
    Some((end.start, COMMAND))
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// A statement in which no dot stands at the start of a line.
pub(super) fn statement(statement: &Statement<'_>) -> String {
    let tokens = &statement.tokens;
    let base = tokens.first().map_or(0, |token| token.start);
    let follows_line = |at: &usize| {
        let before = statement.text.get(..*at).unwrap_or_default();
        before.ends_with('\n')
    };
    let dots = tokens.iter().skip(1);
    let dots = dots.filter(|token| token.is_punctuation("."));
    let places: Vec<usize> = dots
        .map(|token| token.start - base)
        .filter(follows_line)
        .collect();
    spaced(statement.text, &places)
}
