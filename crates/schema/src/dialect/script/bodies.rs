//! SQL inside of SQL: the body of a `DO`, and literals that are prepared or executed.

use super::escapes::escapes_scratch;
use super::{Statement, Token, TokenKind, tokens};
use crate::dialect::Dialect;

/// Number of nested literals that are read.
const DEPTH: usize = 4;

/// Returns the reason why SQL in the statement's body or literals would reach past a scratch database.
pub(super) fn escapes_inside(dialect: Dialect, statement: &Statement<'_>) -> Option<String> {
    inside(dialect, &statement.tokens, DEPTH)
}

fn inside(dialect: Dialect, all: &[Token<'_>], depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let is_body =
        all.first().is_some_and(|first| first.is_word("do")) && dialect == Dialect::Postgres;
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
        .filter_map(|(_, token)| content(dialect, token))
        .find_map(|text| of_text(dialect, &text, depth))
}

/// Checks each statement of a body.
fn of_text(dialect: Dialect, text: &str, depth: usize) -> Option<String> {
    const BEFORE: [&str; 6] = ["begin", "then", "else", "loop", "declare", "exception"];
    let all: Vec<Token<'_>> = tokens(dialect, text).collect();
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
                    escapes_scratch(dialect, &statement)
                })
                .or_else(|| inside(dialect, part, depth))
        })
}

/// Returns the text of a string literal.
fn content(dialect: Dialect, token: &Token<'_>) -> Option<String> {
    if dialect == Dialect::Mysql {
        return token.mysql_string();
    }
    let text = token.text;
    if let Some(rest) = text.strip_prefix('$') {
        let tag = rest.find('$')?;
        let body = rest.get(tag + 1..)?;
        return body.strip_suffix(text.get(..tag + 2)?).map(str::to_owned);
    }
    let open = text.find('\'')?;
    let body = text.get(open + 1..)?.strip_suffix('\'')?;
    Some(body.replace("''", "'"))
}
