//! Indexes over columns alone. Their spelling is known without a question to the database.

use super::Dialect;
use super::script::{Token, tokens};

impl Dialect {
    /// Returns the body of an index over columns alone, as PostgreSQL spells it (`pg_get_indexdef`). `None` for an
    /// index with an expression, a condition, an operator class, a collation or options.
    #[doc(hidden)]
    pub fn plain_index_body(self, body: &str) -> Option<String> {
        let tokens: Vec<Token<'_>> = tokens(self, body).collect();
        let mut rest = tokens.as_slice();
        let mut method = "btree";
        if let [using, name, tail @ ..] = rest
            && using.is_word("using")
        {
            method = name.text;
            rest = tail;
        }
        let (keys, rest) = in_parentheses(rest)?;
        let keys: Option<Vec<String>> = keys.split(comma).map(plain_key).collect();
        let mut spelled = format!("USING {method} ({})", keys?.join(", "));
        match rest {
            [] => {}
            [include, tail @ ..] if include.is_word("include") => {
                let (columns, rest) = in_parentheses(tail)?;
                let names: Option<Vec<String>> = columns
                    .split(comma)
                    .map(|part| match part {
                        [only] => only.identifier().map(|_| only.text.to_owned()),
                        _ => None,
                    })
                    .collect();
                if !rest.is_empty() {
                    return None;
                }
                spelled.push_str(&format!(" INCLUDE ({})", names?.join(", ")));
            }
            _ => return None,
        }
        Some(spelled)
    }

    /// The columns among the keys of a `CREATE INDEX` that stand there as they are: not only the beginning of their values
    /// (MySQL's `title(20)`), nor inside of an expression, nor for the words in them (`FULLTEXT`, `SPATIAL`).
    pub(crate) fn whole_columns(self, definition: &str) -> Vec<String> {
        let all: Vec<Token<'_>> = tokens(self, definition).collect();
        let mut head = all.iter().take_while(|token| !token.is_word("on"));
        let special = head.any(|token| token.is_word("fulltext") || token.is_word("spatial"));
        let start = all.iter().position(|token| token.is_punctuation("("));
        let keys = start.filter(|_| !special).and_then(|at| all.get(at..));
        let mut depth = 0_usize;
        let mut columns = Vec::new();
        for three in keys.unwrap_or_default().windows(3) {
            let [before, own, behind] = three else {
                continue;
            };
            if before.is_punctuation("(") {
                depth += 1;
            } else if before.is_punctuation(")") {
                depth = depth.saturating_sub(1);
            }
            let is_first = before.is_punctuation("(") || before.is_punctuation(",");
            if depth == 1 && is_first && !behind.is_punctuation("(") {
                columns.extend(own.identifier());
            }
        }
        columns
    }
}

fn comma(token: &Token<'_>) -> bool {
    token.is_punctuation(",")
}

/// Returns the tokens inside the parentheses at the beginning, and the tokens behind them. `None` if the parentheses
/// contain others.
fn in_parentheses<'t, 'a>(tokens: &'t [Token<'a>]) -> Option<(&'t [Token<'a>], &'t [Token<'a>])> {
    let [open, rest @ ..] = tokens else {
        return None;
    };
    let end = rest.iter().position(|token| token.is_punctuation(")"))?;
    let (inner, rest) = rest.split_at_checked(end)?;
    let nested = inner.iter().any(|token| token.is_punctuation("("));
    (open.is_punctuation("(") && !nested).then_some((inner, rest.get(1..)?))
}

/// A column and its direction, without what goes without saying.
fn plain_key(part: &[Token<'_>]) -> Option<String> {
    let [column, rest @ ..] = part else {
        return None;
    };
    column.identifier()?;
    let (descending, rest) = match rest {
        [word, rest @ ..] if word.is_word("desc") => (true, rest),
        [word, rest @ ..] if word.is_word("asc") => (false, rest),
        rest => (false, rest),
    };
    let nulls_first = match rest {
        [] => descending,
        [nulls, first] if nulls.is_word("nulls") && first.is_word("first") => true,
        [nulls, last] if nulls.is_word("nulls") && last.is_word("last") => false,
        _ => return None,
    };
    let mut spelled = column.text.to_owned();
    if descending {
        spelled.push_str(" DESC");
    }
    match (descending, nulls_first) {
        (false, true) => spelled.push_str(" NULLS FIRST"),
        (true, false) => spelled.push_str(" NULLS LAST"),
        _ => {}
    }
    Some(spelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_over_columns_is_spelled_as_postgres_does() {
        let spelled = |body| Dialect::Postgres.plain_index_body(body);
        for (body, expected) in [
            ("(a)", "USING btree (a)"),
            ("(a asc, \"B\" DESC)", "USING btree (a, \"B\" DESC)"),
            ("(a desc nulls first)", "USING btree (a DESC)"),
            ("(a desc nulls last)", "USING btree (a DESC NULLS LAST)"),
            ("(a NULLS LAST)", "USING btree (a)"),
            ("(a nulls first)", "USING btree (a NULLS FIRST)"),
            ("USING gin (a)", "USING gin (a)"),
            ("(a) INCLUDE (b, c)", "USING btree (a) INCLUDE (b, c)"),
        ] {
            assert_eq!(spelled(body).as_deref(), Some(expected), "{body}");
        }
        for body in [
            "(lower(a))",
            "((a))",
            "(a) WHERE b",
            "(a text_pattern_ops)",
            "(a COLLATE \"C\")",
            "(a) INCLUDE (b) WITH (fillfactor=70)",
            "(a) NULLS NOT DISTINCT",
            "()",
            "",
        ] {
            assert_eq!(spelled(body), None, "{body}");
        }
    }
}
