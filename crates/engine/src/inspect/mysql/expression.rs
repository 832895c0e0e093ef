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

/// An expression without parentheses around the whole, without those that MySQL does not write again when it reads what it
/// wrote (`(a or b) or c`), and without the character set that it writes before each string (`_utf8mb4'x'`), which is only
/// that of the connection that it came by.
pub(in crate::inspect) fn plain(text: &str) -> String {
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
    flat(&plain)
}

/// The same without parentheses around what is joined by the same word as their surroundings, `AND` or `OR`.
fn flat(text: &str) -> String {
    let all: Vec<Token<'_>> = tokens(DIALECT, text).collect();
    let mut dropped = Vec::new();
    redundant(&all, &mut dropped);
    let mut flat = String::with_capacity(text.len());
    let mut from = 0;
    dropped.sort_unstable();
    for at in dropped {
        flat.push_str(text.get(from..at).unwrap_or_default());
        from = at + 1;
    }
    flat + text.get(from..).unwrap_or_default()
}

/// Finds the parentheses, by where they are, that group what is joined alike inside and outside of them.
fn redundant(all: &[Token<'_>], dropped: &mut Vec<usize>) {
    let own = joined_by(all);
    let mut rest = all;
    let mut at_start = true;
    while let Some((first, behind)) = rest.split_first() {
        if first.is_punctuation("(")
            && let Some((body, after)) = parenthesized(rest)
        {
            let is_operand = at_start && after.first().is_none_or(|next| is_joint(next, own));
            let close = rest.get(body.len() + 1);
            if is_operand
                && own.is_some()
                && joined_by(body) == own
                && let Some(close) = close
            {
                dropped.extend([first.start, close.start]);
            }
            redundant(body, dropped);
            rest = after;
            at_start = false;
        } else {
            at_start = is_joint(first, own);
            rest = behind;
        }
    }
}

/// The word that joins all operands outside of parentheses: `and` or `or`, and no other operator of that kind.
fn joined_by(all: &[Token<'_>]) -> Option<&'static str> {
    let mut depth = 0_usize;
    let mut found = None;
    for token in all {
        if token.is_punctuation("(") {
            depth += 1;
        } else if token.is_punctuation(")") {
            depth = depth.saturating_sub(1);
        } else if depth == 0 {
            // `between … and …`, and a case, have words of their own in between.
            if ["xor", "between", "case", "not", ","]
                .iter()
                .any(|word| token.text.eq_ignore_ascii_case(word))
            {
                return None;
            }
            let joint = ["and", "or"].into_iter().find(|word| token.is_word(word));
            if joint.is_some() && found.is_some() && joint != found {
                return None;
            }
            found = joint.or(found);
        }
    }
    found
}

fn is_joint(token: &Token<'_>, word: Option<&str>) -> bool {
    word.is_some_and(|word| token.is_word(word))
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
        assert_eq!(
            plain("(((`n` <> 1) or (`m` <> 2)) or (not((`a` like 'x%'))))"),
            "(`n` <> 1) or (`m` <> 2) or (not((`a` like 'x%')))"
        );
        for same in [
            "((`a` = 1) and (`b` = 1)) or (`c` = 1)",
            "(`a` = 1) xor ((`b` = 1) xor (`c` = 1))",
            "(`a` + `b`) + `c`",
            "`n` between 1 and (`a` and `b`)",
            "if((`a` or `b`),1,0) or `c`",
        ] {
            assert_eq!(plain(same), same);
        }
        assert_eq!(
            plain("if(((`a` and `b`) and `c`),1,0)"),
            "if((`a` and `b` and `c`),1,0)"
        );
    }

    #[test]
    fn columns_are_found_in_any_case() {
        assert_eq!(
            mentioned("`Age` > 0 and NAME <> 'other'", &["name", "age", "other"]),
            ["age", "name"]
        );
    }
}
