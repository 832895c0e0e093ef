//! Indexes and defaults as SQL.

use super::Dialect;
use super::script::{TokenKind, tokens};
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
            [open, .., close] => {
                open.is_punctuation("(") && close.is_punctuation(")") && is_enclosed(&parts)
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

/// Whether the first parenthesis is closed by the last.
fn is_enclosed(parts: &[super::script::Token<'_>]) -> bool {
    let mut depth = 0_usize;
    for (index, token) in parts.iter().enumerate() {
        if token.is_punctuation("(") {
            depth += 1;
        } else if token.is_punctuation(")") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return index + 1 == parts.len();
            }
        }
    }
    false
}
