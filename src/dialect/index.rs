//! Indexes and defaults as SQL.

use super::Dialect;
use super::script::{Token, TokenKind, commas, is_balanced, parenthesized, same_sql, tokens};
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

    /// Whether two bodies make the same index: `ASC`, and parentheses around an expression, say nothing.
    pub fn same_index_body(self, one: &str, other: &str) -> bool {
        same_sql(self, &self.plain_body(one), &self.plain_body(other))
    }

    fn plain_body(self, body: &str) -> String {
        let all: Vec<Token<'_>> = tokens(self, body).collect();
        let start = all.iter().position(|token| token.is_punctuation("("));
        let (method, list) = all.split_at(start.unwrap_or(all.len()));
        let Some((parts, behind)) = parenthesized(list) else {
            return body.to_owned();
        };
        let parts: Vec<String> = commas(parts).into_iter().map(plain_part).collect();
        format!("{} ({}) {}", text(method), parts.join(", "), text(behind))
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
        if bare || is_number(sql) {
            sql.to_owned()
        } else {
            format!("({sql})")
        }
    }
}

/// `0.50`, `-1e9`: a literal of several tokens.
fn is_number(sql: &str) -> bool {
    let digits = |letter: char| letter.is_ascii_digit() || "+-.eE".contains(letter);
    sql.chars().all(digits) && sql.parse::<f64>().is_ok()
}

fn plain_part(part: &[Token<'_>]) -> String {
    let is_order = |token: &Token<'_>| {
        ["asc", "nulls", "first", "last"]
            .iter()
            .any(|word| token.is_word(word))
    };
    let ordered = part
        .iter()
        .rev()
        .take_while(|token| is_order(token))
        .count();
    let (key, order) = part.split_at(part.len().saturating_sub(ordered).max(1));
    let order: Vec<Token<'_>> = order
        .iter()
        .filter(|token| !token.is_word("asc"))
        .cloned()
        .collect();
    let (mut key, mut behind) = (key, text(&order));
    // Words behind the parentheses are `DESC` or an operator class; anything else belongs to the expression.
    while let Some((inner, rest)) = parenthesized(key)
        && !inner.is_empty()
        && rest.iter().all(|token| token.kind == TokenKind::Word)
    {
        behind = format!("{} {behind}", text(rest));
        key = inner;
    }
    format!("{} {behind}", text(key))
}

fn text(part: &[Token<'_>]) -> String {
    let texts: Vec<&str> = part.iter().map(|token| token.text).collect();
    texts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_the_same_but_for_what_says_nothing() {
        let same = |one, other| Dialect::Sqlite.same_index_body(one, other);
        assert!(same("(lower(title) DESC)", "((lower(title)) DESC)"));
        assert!(same("(\"a\" ASC, b)", "(a, (b))"));
        assert!(same("(a COLLATE NOCASE)", "((a COLLATE NOCASE))"));
        assert!(same("(a) WHERE (b > 1)", "(a ASC) WHERE (b > 1)"));
        assert!(!same("((a + b) * c)", "(a + b * c)"));
        assert!(!same("(a DESC)", "(a)"));
        assert!(!same("(a, b)", "(b, a)"));
        assert!(!same("((a, b))", "(a)"));
    }

    #[test]
    fn numbers_need_no_parentheses_as_defaults() {
        for number in ["0", "0.00", "-1.5e9", "'x'", "CURRENT_TIMESTAMP"] {
            assert_eq!(Dialect::Sqlite.default_expression(number), number);
        }
        for expression in ["1 - 2", "random()", "1-2"] {
            let wrapped = format!("({expression})");
            assert_eq!(Dialect::Sqlite.default_expression(expression), wrapped);
        }
    }
}
