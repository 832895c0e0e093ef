//! SQL inside of SQL: the body of a `DO`, literals that are prepared or executed, and bodies of functions.

use super::escapes::escapes_scratch;
use super::{Statement, Token, TokenKind, tokens};
use crate::dialect::Dialect;

/// Number of nested literals that are read.
const DEPTH: usize = 4;

/// Kinds of objects whose body runs later.
const ROUTINES: [&str; 4] = ["function", "procedure", "trigger", "event"];

/// Number of words, at most, from CREATE to the kind: `CREATE OR REPLACE DEFINER = 'a'@'b' AGGREGATE FUNCTION`.
const HEAD: usize = 12;

/// Returns the reason why SQL in the statement's body or literals would reach past a scratch database.
pub(super) fn escapes_inside(dialect: Dialect, statement: &Statement<'_>) -> Option<String> {
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
    let reason = match dialect {
        Dialect::Sqlite => None,
        Dialect::Postgres => tokens
            .windows(2)
            .filter(|two| {
                matches!(two, [word, body] if word.is_word("as") && body.kind == TokenKind::String)
            })
            .filter_map(|two| content(dialect, two.last()?))
            .find_map(|body| of_text(dialect, &body, DEPTH)),
        Dialect::Mysql => {
            let rest = tokens.get(at..)?;
            of_tokens(dialect, statement.text, rest, DEPTH)
                .or_else(|| of_single_statement(dialect, statement.text, rest))
        }
    }?;
    let name = tokens.get(at + 1).map_or("", |name| name.text);
    Some((format!("{kind} {name}"), reason))
}

/// Checks the body of a MySQL routine that is one statement without BEGIN. It begins behind the parameters and the
/// characteristics, of which none is a word that begins a statement about the server.
fn of_single_statement(dialect: Dialect, text: &str, tokens: &[Token<'_>]) -> Option<String> {
    let parameters = tokens.iter().position(|token| token.is_punctuation(")"))?;
    (parameters + 1..tokens.len()).find_map(|at| {
        let statement = Statement {
            text,
            line: 1,
            column: 1,
            tokens: tokens.get(at..)?.to_vec(),
        };
        let is_word = statement.tokens.first()?.kind == TokenKind::Word;
        is_word
            .then(|| escapes_scratch(dialect, &statement))
            .flatten()
    })
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
    let all: Vec<Token<'_>> = tokens(dialect, text).collect();
    of_tokens(dialect, text, &all, depth)
}

fn of_tokens(dialect: Dialect, text: &str, all: &[Token<'_>], depth: usize) -> Option<String> {
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
