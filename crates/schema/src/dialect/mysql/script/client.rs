//! Text of a script that `mysql` and `mariadb` take for their own.

use crate::dialect::script::{COMMAND, OTHERWISE, Statement, is_space};

/// The commands of `mysql` and `mariadb` at the start of a statement, none of which begins a statement of the server's
/// that a migration has. `use` is checked as what changes the session, and `delimiter` is understood.
const COMMANDS: [&str; 26] = [
    "charset",
    "clear",
    "connect",
    "costs",
    "edit",
    "ego",
    "exit",
    "go",
    "help",
    "nopager",
    "notee",
    "nowarning",
    "pager",
    "print",
    "prompt",
    "query_attributes",
    "quit",
    "rehash",
    "resetconnection",
    "sandbox",
    "source",
    "ssl_session_data_print",
    "status",
    "system",
    "tee",
    "warnings",
];

/// `mysql` and `mariadb` take a word at the start of a statement, and a backslash wherever no string, quoted identifier or
/// comment is open; `\N` is NULL.
pub(super) fn command(statement: &Statement<'_>) -> Option<(usize, &'static str)> {
    let tokens = &statement.tokens;
    let first = tokens.first()?;
    let is_command = COMMANDS.iter().any(|name| first.is_word(name));
    if is_command || first.is_punctuation("?") {
        return Some((first.start, COMMAND));
    }
    let command = tokens.iter().enumerate().find(|(index, token)| {
        let is_null = tokens
            .get(index + 1)
            .is_some_and(|next| next.start == token.end() && next.text.starts_with('N'));
        token.is_punctuation("\\") && !is_null
    });
    command.map(|(_, token)| (token.start, COMMAND))
}

/// Comments that one of the clients takes for code, or for the end of nothing.
pub(super) fn comment(script: &str, statements: &[Statement<'_>]) -> Option<(usize, &'static str)> {
    let mut end = 0;
    let mut gaps = Vec::new();
    for token in statements.iter().flat_map(|statement| &statement.tokens) {
        gaps.push((end, token.start));
        end = token.end();
    }
    gaps.push((end, script.len()));
    gaps.into_iter()
        .filter_map(|(start, end)| Some((start, script.get(start..end)?)))
        .find_map(|(start, gap)| Some((start + misread_comment(gap)?, OTHERWISE)))
}

/// `/*M! … */` is code for MariaDB's client alone, `/*+ … */` for MySQL's alone, and `--` with a control character behind
/// it is a comment for the server alone.
fn misread_comment(gap: &str) -> Option<usize> {
    let hint = || {
        gap.find("/*+")
            .filter(|_| gap.contains(['\\', '\'', '"', '`']))
    };
    let dashes = || {
        let mut found = gap.match_indices("--").map(|(at, _)| at);
        found.find(|at| {
            let behind = gap.get(at + 2..).unwrap_or_default();
            behind.starts_with(|c: char| c.is_ascii_control() && !is_space(c))
        })
    };
    gap.find("/*M!").or_else(hint).or_else(dashes)
}
