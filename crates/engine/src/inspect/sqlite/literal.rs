//! SQLite's numbers and blobs, of which the scripts' lexer makes several tokens.

use moviectl_schema::dialect::script::{Token, TokenKind};

/// The number of tokens of the literal, or of the name, at the beginning; `None` if there is neither.
pub(in crate::inspect) fn literal_length(tokens: &[Token<'_>]) -> Option<usize> {
    let first = tokens.first()?;
    let is_number = begins_number(tokens);
    if first.kind == TokenKind::Punctuation && !is_number {
        return None;
    }
    let pairs = tokens.windows(2).take_while(|pair| match pair {
        [before, next] if before.end() != next.start => false,
        [before, next] if is_number => continues_number(before, next),
        [before, next] => is_blob(before, next) && before == first,
        _ => false,
    });
    Some(1 + pairs.count())
}

/// Returns whether a literal begins here, and no name.
pub(super) fn begins_literal(tokens: &[Token<'_>]) -> bool {
    let is_blob =
        matches!(tokens, [x, string, ..] if x.end() == string.start && is_blob(x, string));
    is_blob || begins_number(tokens)
}

fn begins_number(tokens: &[Token<'_>]) -> bool {
    let is_digits = |token: &Token<'_>| token.text.starts_with(|c: char| c.is_ascii_digit());
    match tokens {
        [point, digits, ..] if point.is_punctuation(".") => {
            point.end() == digits.start && is_digits(digits)
        }
        [first, ..] => is_digits(first),
        [] => false,
    }
}

/// `1` `.` `5e` `-` `3`
fn continues_number(before: &Token<'_>, next: &Token<'_>) -> bool {
    let is_sign = next.is_punctuation("+") || next.is_punctuation("-");
    let has_exponent = before.text.ends_with(['e', 'E']) && !before.text.starts_with("0x");
    next.kind == TokenKind::Word || next.is_punctuation(".") || is_sign && has_exponent
}

/// `x` `'00ff'`
fn is_blob(before: &Token<'_>, next: &Token<'_>) -> bool {
    before.is_word("x") && next.kind == TokenKind::String
}

#[cfg(test)]
mod tests {
    use moviectl_schema::dialect::Dialect;
    use moviectl_schema::dialect::script::{source, tokens};

    use super::*;

    #[test]
    fn a_literal_ends_where_sqlite_ends_it() {
        for (text, expected) in [
            ("1 NOT NULL", "1"),
            ("1.5,", "1.5"),
            (".5)", ".5"),
            ("1.)", "1."),
            ("1.5e-3)", "1.5e-3"),
            ("2E+10 CHECK", "2E+10"),
            ("1e5+2", "1e5"),
            ("0xfe-1", "0xfe"),
            ("x'00ff' x", "x'00ff'"),
            ("x 'a'", "x"),
            ("'it''s' 'b'", "'it''s'"),
            ("\"a\"'b'", "\"a\""),
            ("CURRENT_TIMESTAMP,", "CURRENT_TIMESTAMP"),
            ("- 1", ""),
            (". 5", ""),
            (",", ""),
            ("", ""),
        ] {
            let all: Vec<Token<'_>> = tokens(Dialect::Sqlite, text).collect();
            let length = literal_length(&all).unwrap_or_default();
            let literal = all.get(..length).unwrap_or_default();
            assert_eq!(source(text, literal), expected, "{text}");
        }
    }
}
