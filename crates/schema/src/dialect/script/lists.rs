//! Lists in parentheses, in tokens.

use super::Token;

/// The text of some tokens, with what stands between them.
pub fn source<'a>(text: &'a str, part: &[Token<'_>]) -> &'a str {
    let range = part.first().zip(part.last());
    range
        .and_then(|(first, last)| text.get(first.start..last.end()))
        .unwrap_or_default()
}

/// Returns the tokens inside the parentheses at the beginning, and the tokens behind them.
pub fn parenthesized<'s, 't>(part: &'s [Token<'t>]) -> Option<(&'s [Token<'t>], &'s [Token<'t>])> {
    let mut depth = 0_usize;
    for (at, token) in part.iter().enumerate() {
        if token.is_punctuation("(") {
            depth += 1;
        } else if token.is_punctuation(")") {
            depth = depth.checked_sub(1)?;
        }
        if depth == 0 {
            let inner = part.get(1..at)?;
            return Some((inner, part.get(at + 1..)?));
        }
    }
    None
}

/// The parts between commas that stand in no parentheses.
pub fn commas<'s, 't>(list: &'s [Token<'t>]) -> Vec<&'s [Token<'t>]> {
    let mut depth = 0_usize;
    list.split(|token| {
        if token.is_punctuation("(") {
            depth += 1;
        } else if token.is_punctuation(")") {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && token.is_punctuation(",")
    })
    .collect()
}
