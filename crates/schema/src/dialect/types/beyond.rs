//! Words in a type's text that are no part of the type.

use super::mysql;
use crate::dialect::Dialect;
use crate::dialect::script::{Token, tokens};

impl Dialect {
    /// The first words of a type's text that say more of a column than its type, which a declaration says otherwise.
    pub(crate) fn beyond_type(self, text: &str) -> Option<String> {
        let own = match self {
            // A name of no built-in type is looked up as a user-defined type.
            Self::Postgres => return None,
            Self::Sqlite => None,
            Self::Mysql => mysql::beyond(text),
        };
        own.or_else(|| {
            let all: Vec<Token<'_>> = tokens(self, text).collect();
            let mut words = outside_parentheses(&all).into_iter();
            words.find(|word| CONSTRAINTS.contains(&word.as_str()))
        })
    }
}

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

/// The words of a type's text, in lower case, without what stands in parentheses.
pub(super) fn outside_parentheses(tokens: &[Token<'_>]) -> Vec<String> {
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
