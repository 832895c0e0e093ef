//! SQL inside of SQL: the body of a `DO`, literals that are prepared or executed, and bodies of functions.

use super::{Statement, Token, TokenKind, tokens};
use crate::dialect::Dialect;

/// Number of nested literals that are read.
pub(in crate::dialect) const DEPTH: usize = 4;

/// Kinds of objects whose body runs later.
const ROUTINES: [&str; 4] = ["function", "procedure", "trigger", "event"];

/// Number of words, at most, from CREATE to the kind: `CREATE OR REPLACE DEFINER = 'a'@'b' AGGREGATE FUNCTION`.
const HEAD: usize = 12;

/// Returns the reason why SQL in the statement's body or literals would reach past a scratch database.
pub(in crate::dialect) fn escapes_inside(
    dialect: Dialect,
    statement: &Statement<'_>,
) -> Option<String> {
    inside(dialect, &statement.tokens, DEPTH)
}

/// Returns what the statement defines (`function f`) and the reason why its body would reach past a scratch database where
/// it is called. `None` for a body that stays inside, and for a statement that defines nothing that runs later.
pub fn defines_escape(dialect: Dialect, statement: &Statement<'_>) -> Option<(String, String)> {
    let tokens = statement.tokens.as_slice();
    let (at, kind) = tokens
        .iter()
        .enumerate()
        .take(HEAD)
        .find_map(|(at, token)| {
            let kind = ROUTINES.iter().find(|kind| token.is_word(kind))?;
            Some((at, *kind))
        })?;
    if !tokens.first()?.is_word("create") {
        return None;
    }
    let reason = dialect.database().body_escapes(statement, at)?;
    let name = tokens.get(at + 1).map_or("", |name| name.text);
    Some((format!("{kind} {name}"), reason))
}

fn inside(dialect: Dialect, all: &[Token<'_>], depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let is_body = dialect.database().runs_literals(all);
    let literals = all.iter().enumerate().filter(|(at, token)| {
        let before = at.checked_sub(1).and_then(|before| all.get(before));
        let runs = before.is_some_and(|before| {
            ["execute", "immediate"]
                .iter()
                .any(|word| before.is_word(word))
                || (before.is_word("from")
                    && all.first().is_some_and(|first| first.is_word("prepare")))
        });
        token.kind == TokenKind::String && (is_body || runs)
    });
    literals
        .filter_map(|(_, token)| dialect.database().text(token))
        .find_map(|text| of_text(dialect, &text, depth))
}

/// Checks each statement of a body.
pub(in crate::dialect) fn of_text(dialect: Dialect, text: &str, depth: usize) -> Option<String> {
    let all: Vec<Token<'_>> = tokens(dialect, text).collect();
    of_tokens(dialect, text, &all, depth)
}

/// Checks each statement of a body in tokens.
pub(in crate::dialect) fn of_tokens(
    dialect: Dialect,
    text: &str,
    all: &[Token<'_>],
    depth: usize,
) -> Option<String> {
    const BEFORE: [&str; 9] = [
        "begin",
        "then",
        "else",
        "loop",
        "do",
        "repeat",
        "row",
        "declare",
        "exception",
    ];
    all.split(|token| token.is_punctuation(";"))
        .find_map(|part| {
            let starts = (0..part.len()).filter(|at| {
                let before = at.checked_sub(1).and_then(|before| part.get(before));
                before.is_none_or(|before| BEFORE.iter().any(|word| before.is_word(word)))
            });
            starts
                .filter_map(|at| part.get(at..))
                .find_map(|own| {
                    let statement = Statement {
                        text,
                        line: 1,
                        column: 1,
                        tokens: own.to_vec(),
                    };
                    dialect.database().escapes(&statement)
                })
                .or_else(|| inside(dialect, part, depth))
        })
}
