//! Depth of blocks in MySQL's stored programs, in which a semicolon does not end the statement
//! (<https://dev.mysql.com/doc/refman/8.0/en/sql-compound-statements.html>).

use crate::dialect::script::{Token, TokenKind};

/// The words that begin a statement with an `END` of its own.
const OPENING: [&str; 6] = ["if", "loop", "while", "repeat", "for", "case"];

/// Counts `token`, which comes after `before`, into the depth of blocks.
pub(super) fn see(blocks: &mut usize, before: &[Token<'_>], token: &Token<'_>) {
    if token.kind != TokenKind::Word || before.last().is_some_and(|last| is_qualifier(last)) {
        return;
    }
    let is = |words: &[&str]| words.iter().any(|word| token.is_word(word));
    if is(&["end"]) {
        *blocks = blocks.saturating_sub(1);
    } else if before.last().is_some_and(|last| last.is_word("end")) {
        // `END IF`.
    } else if is(&["atomic"]) {
        // MariaDB's `BEGIN NOT ATOMIC` needs no stored program around it.
        if matches!(before, [begin, not] if begin.is_word("begin") && not.is_word("not")) {
            *blocks = 1;
        }
    } else if *blocks == 0 && !defines_program(before) {
        // MariaDB runs these by themselves too.
        if before.is_empty() && is(&OPENING) {
            *blocks = 1;
        }
    } else if is(&["begin", "case"]) || (is(&OPENING) && begins_statement(*blocks, before)) {
        *blocks += 1;
    }
}

/// `NEW.end` is a column, `@end` a variable.
fn is_qualifier(token: &Token<'_>) -> bool {
    token.is_punctuation(".") || token.is_punctuation("@")
}

/// Returns whether a statement of a stored program can begin behind these tokens. The first statement of the body
/// stands behind the program's head.
fn begins_statement(blocks: usize, before: &[Token<'_>]) -> bool {
    const INSIDE: [&str; 6] = ["then", "else", "do", "begin", "loop", "repeat"];
    const HEAD: [&str; 6] = ["row", "deterministic", "data", "sql", "definer", "invoker"];
    let Some(last) = before.last() else {
        return true;
    };
    let is = |words: &[&str]| words.iter().any(|word| last.is_word(word));
    let follows = before.len().checked_sub(2).and_then(|at| before.get(at));
    let behind_order =
        follows.is_some_and(|word| word.is_word("follows") || word.is_word("precedes"));
    last.is_punctuation(";")
        || last.is_punctuation(":")
        || is(&INSIDE)
        || (blocks == 0
            && (is(&HEAD)
                || behind_order
                || last.is_punctuation(")")
                || last.kind == TokenKind::String))
}

/// Returns whether these tokens begin a statement whose body is a stored program.
fn defines_program(tokens: &[Token<'_>]) -> bool {
    const PROGRAMS: [&str; 5] = ["trigger", "procedure", "function", "event", "package"];
    const OTHERS: [&str; 7] = [
        "table", "view", "index", "database", "schema", "user", "role",
    ];
    let mut words = tokens.iter();
    if !words
        .next()
        .is_some_and(|first| first.is_word("create") || first.is_word("alter"))
    {
        return false;
    }
    let kinds = |token: &&Token<'_>| {
        PROGRAMS
            .iter()
            .chain(&OTHERS)
            .any(|word| token.is_word(word))
    };
    words
        .find(kinds)
        .is_some_and(|kind| PROGRAMS.iter().any(|word| kind.is_word(word)))
}
