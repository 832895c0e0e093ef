//! Definitions that differ in nothing but the server's spelling of the same SQL.

use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Token, tokens};

/// Returns whether two definitions differ only in parentheses and casts. PostgreSQL prints some SQL differently each time
/// that it reads its own form of it.
pub(super) fn same_but_for_casts(one: &str, other: &str) -> bool {
    loosened(one) == loosened(other)
}

/// The tokens of a definition without parentheses, casts and the names of the types that casts are to.
fn loosened(text: &str) -> Vec<&str> {
    let all: Vec<Token<'_>> = tokens(Dialect::Postgres, text).collect();
    let mut rest = all.as_slice();
    let mut kept = Vec::new();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if first.is_punctuation("(") || first.is_punctuation(")") {
            continue;
        }
        if let [second, behind @ ..] = rest
            && first.is_punctuation(":")
            && second.is_punctuation(":")
        {
            rest = behind_type(behind);
            continue;
        }
        kept.push(first.text);
    }
    kept
}

/// The tokens behind the name of a type: `character varying(9)[]`.
fn behind_type<'t, 'a>(tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    const SECOND: [(&str, &[&str]); 5] = [
        ("character", &["varying"]),
        ("bit", &["varying"]),
        ("double", &["precision"]),
        ("timestamp", &["with", "without", "time", "zone"]),
        ("time", &["with", "without", "zone"]),
    ];
    let Some((first, mut rest)) = tokens.split_first() else {
        return tokens;
    };
    while let [dot, _, behind @ ..] = rest
        && dot.is_punctuation(".")
    {
        rest = behind;
    }
    let further = SECOND.iter().find(|(word, _)| first.is_word(word));
    let further = further.map_or(&[][..], |(_, words)| words);
    loop {
        rest = match rest {
            [word, behind @ ..] if further.iter().any(|own| word.is_word(own)) => behind,
            [open, close, behind @ ..] if open.is_punctuation("[") && close.is_punctuation("]") => {
                behind
            }
            [open, size, close, behind @ ..]
                if open.is_punctuation("(")
                    && close.is_punctuation(")")
                    && size.text.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                behind
            }
            _ => return rest,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn casts_and_parentheses_are_spelling_and_all_else_is_not() {
        let one = "CHECK (((s)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying(9)])::text[])))";
        let other =
            "CHECK ((s = ANY (ARRAY[('a'::character varying)::text, 'b'::pg_catalog.text])))";
        assert!(same_but_for_casts(one, other));
        assert!(!same_but_for_casts(one, &other.replace("'b'", "'c'")));
        assert!(same_but_for_casts(
            "DEFAULT '2020-01-01'::timestamp(3) without time zone",
            "DEFAULT ('2020-01-01')"
        ));
        assert!(!same_but_for_casts(
            "CHECK (a > 1)",
            "CHECK (a > 1) NOT VALID"
        ));
    }
}
