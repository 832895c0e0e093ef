//! Indexes and defaults as SQL.

use super::Dialect;
use super::script::{Token, TokenKind, is_balanced, tokens};
use crate::schema::{Index, TableName};

/// What an index is, in parts.
#[derive(Debug, Clone, Copy)]
pub struct IndexSpec<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its table.
    pub table: &'a TableName,
    /// The columns that it is known to touch.
    pub columns: &'a [String],
    /// Whether it allows no duplicates.
    pub unique: bool,
    /// The access method: `gin`.
    pub method: Option<&'a str>,
    /// The keys as SQL: `"name" DESC`, `(lower(email))`.
    pub parts: &'a [String],
    /// Columns that are only stored in it.
    pub include: &'a [String],
    /// The condition of a partial index, as SQL.
    pub condition: Option<&'a str>,
}

impl Dialect {
    /// The index, with the statement that makes it.
    pub fn index(self, spec: &IndexSpec<'_>) -> Index {
        let unique = if spec.unique { "UNIQUE " } else { "" };
        let method = spec.method.map_or_else(String::new, |method| {
            format!("USING {} ", self.quote(method))
        });
        let mut definition = format!(
            "CREATE {unique}INDEX {} ON {} {method}({})",
            self.quote(spec.name),
            self.quote_table(spec.table),
            spec.parts.join(", ")
        );
        if !spec.include.is_empty() {
            definition.push_str(&format!(" INCLUDE ({})", self.quote_list(spec.include)));
        }
        if let Some(condition) = spec.condition {
            definition.push_str(&format!(" WHERE {condition}"));
        }
        Index {
            name: spec.name.to_owned(),
            columns: spec.columns.to_vec(),
            unique: spec.unique,
            definition,
        }
    }

    /// An index definition from behind the table's name on: two indexes of one name and table differ only there.
    pub fn index_body(self, definition: &str) -> &str {
        let mut parts = tokens(self, definition)
            .skip_while(|token| !token.is_word("on"))
            .skip(1)
            .peekable();
        let mut end = parts.next().map(|table| table.end());
        while parts.next_if(|token| token.is_punctuation(".")).is_some() {
            end = parts.next().map(|table| table.end());
        }
        end.and_then(|end| definition.get(end..))
            .unwrap_or(definition)
            .trim()
    }

    /// The body of an index over columns alone, as PostgreSQL spells it (`pg_get_indexdef`): nobody need ask. `None` for
    /// all that has an expression, a condition, an operator class, a collation or options.
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

    /// An expression as it stands behind `DEFAULT`. SQLite wants parentheses around all but literals and the names of
    /// the current time (<https://www.sqlite.org/lang_createtable.html>, section 3.2).
    pub fn default_expression(self, sql: &str) -> String {
        let sql = sql.trim();
        if self == Self::Postgres {
            return sql.to_owned();
        }
        let parts: Vec<_> = tokens(self, sql).collect();
        let bare = match parts.as_slice() {
            [only] => only.kind == TokenKind::String || only.kind == TokenKind::Word,
            [sign, number] => {
                (sign.is_punctuation("-") || sign.is_punctuation("+"))
                    && number.kind == TokenKind::Word
            }
            [open, body @ .., close] => {
                open.is_punctuation("(") && close.is_punctuation(")") && is_balanced(body)
            }
            [] => true,
        };
        if bare {
            sql.to_owned()
        } else {
            format!("({sql})")
        }
    }
}

fn comma(token: &Token<'_>) -> bool {
    token.is_punctuation(",")
}

/// What stands in the parentheses at the beginning, none inside of it, and what follows.
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
