//! The parts of a type's text.

use crate::dialect::Dialect;
use crate::dialect::script::{Token, tokens};

/// Words with which what belongs to a column begins, behind its type.
const CONSTRAINTS: [&str; 13] = [
    "as",
    "auto_increment",
    "check",
    "collate",
    "constraint",
    "default",
    "generated",
    "invisible",
    "not",
    "null",
    "primary",
    "references",
    "unique",
];

/// The first word of a type's text with which a constraint of the column begins.
pub(in crate::dialect) fn constraint(dialect: Dialect, text: &str) -> Option<String> {
    let all: Vec<Token<'_>> = tokens(dialect, text).collect();
    let mut words = outside_parentheses(&all).into_iter();
    words.find(|word| CONSTRAINTS.contains(&word.as_str()))
}

/// The words of a type's text, in lower case, without what stands in parentheses.
pub(in crate::dialect) fn outside_parentheses(tokens: &[Token<'_>]) -> Vec<String> {
    let mut depth = 0_usize;
    let mut words = Vec::new();
    for token in tokens {
        if token.is_punctuation("(") {
            depth += 1;
        } else if token.is_punctuation(")") {
            depth = depth.saturating_sub(1);
        } else if depth == 0 {
            words.push(token.text.to_lowercase());
        }
    }
    words
}

/// Splits `name(10, 2) rest` into `name rest` and its numbers; `None` where what is in the parentheses is not numbers.
pub(in crate::dialect) fn split_arguments(text: &str) -> Option<(String, Vec<u32>)> {
    let Some((before, after)) = text.split_once('(') else {
        return Some((collapse(text), Vec::new()));
    };
    let (inside, rest) = after.split_once(')')?;
    let numbers: Result<Vec<u32>, _> = inside
        .split(',')
        .map(|number| number.trim().parse())
        .collect();
    Some((collapse(&format!("{before} {rest}")), numbers.ok()?))
}

/// The words of a text with one space between them.
pub(in crate::dialect) fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
