//! SQL expressions as the servers give them out, in one form.

use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Token, TokenKind, parenthesized, tokens};

const DIALECT: Dialect = Dialect::Mysql;

/// An expression of MySQL's `information_schema`, where it stands as in a string: each quote and each backslash has a
/// backslash before it. `SHOW CREATE TABLE`, and MariaDB, give it out as it is.
pub(super) fn unescaped(text: &str) -> String {
    let text = &decoded(text);
    let bare =
        |(at, _): (usize, &str)| at == 0 || !text.get(..at).unwrap_or_default().ends_with('\\');
    if !text.contains('\\') || text.match_indices('\'').any(bare) {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n') => plain.push('\n'),
                Some('r') => plain.push('\r'),
                Some('0') => plain.push('\0'),
                Some('Z') => plain.push('\u{1a}'),
                Some(other) => plain.push(other),
                None => plain.push('\\'),
            },
            other => plain.push(other),
        }
    }
    plain
}

/// A text of MySQL's `information_schema` as it was written. The server stores expressions as UTF-8 and gives out each byte
/// of them as a character of its own; `SHOW CREATE TABLE` gives them out right.
fn decoded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
    let decoded = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.unwrap_or_else(|| text.to_owned())
}

/// An expression without parentheses around the whole, and without the character set that MySQL writes before each
/// string (`_utf8mb4'x'`), which is only that of the connection that it came by.
pub(super) fn plain(text: &str) -> String {
    let all: Vec<Token<'_>> = tokens(DIALECT, text).collect();
    let mut inner = all.as_slice();
    while let Some((body, [])) = parenthesized(inner)
        && inner.len() > body.len()
    {
        inner = body;
    }
    let (Some(first), Some(last)) = (inner.first(), inner.last()) else {
        return String::new();
    };
    let mut plain = String::with_capacity(text.len());
    let mut from = first.start;
    for pair in inner.windows(2) {
        if let [introducer, string] = pair
            && string.kind == TokenKind::String
            && is_introducer(introducer)
        {
            plain.push_str(text.get(from..introducer.start).unwrap_or_default());
            from = string.start;
        }
    }
    plain.push_str(text.get(from..last.end()).unwrap_or_default());
    plain
}

fn is_introducer(token: &Token<'_>) -> bool {
    ["_utf8mb4", "_utf8mb3", "_utf8"]
        .iter()
        .any(|word| token.is_word(word))
}

/// The columns of `names` that an expression mentions.
pub(super) fn mentioned(text: &str, names: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for token in tokens(DIALECT, text) {
        let Some(word) = token.identifier() else {
            continue;
        };
        // Columns' names know no case (<https://dev.mysql.com/doc/refman/8.0/en/identifier-case-sensitivity.html>).
        let column = names
            .iter()
            .find(|name| name.to_lowercase() == word.to_lowercase());
        if let Some(column) = column
            && !found.iter().any(|own| own == column)
        {
            found.push((*column).to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mysql_adds_goes() {
        let said = unescaped(r"(`a` = _utf8mb4\'it\\\'s\')");
        assert_eq!(said, r"(`a` = _utf8mb4'it\'s')");
        assert_eq!(plain(&said), r"`a` = 'it\'s'");
        assert_eq!(unescaped(r"`a` = '\\'"), r"`a` = '\\'");
        assert_eq!(
            unescaped("(`gr\u{c3}\u{b6}\u{c3}\u{9f}e` > 0)"),
            "(`größe` > 0)"
        );
        assert_eq!(unescaped("`größe` > 0"), "`größe` > 0");
        assert_eq!(unescaped("`名` > 0"), "`名` > 0");
        assert_eq!(
            plain("((`a` > 0) and (`b` > 0))"),
            "(`a` > 0) and (`b` > 0)"
        );
        assert_eq!(plain("(`a`) + (`b`)"), "(`a`) + (`b`)");
        assert_eq!(
            plain("concat(_utf8mb4 'x', _latin1'y')"),
            "concat('x', _latin1'y')"
        );
        assert_eq!(plain(""), "");
    }

    #[test]
    fn columns_are_found_in_any_case() {
        assert_eq!(
            mentioned("`Age` > 0 and NAME <> 'other'", &["name", "age", "other"]),
            ["age", "name"]
        );
    }
}
