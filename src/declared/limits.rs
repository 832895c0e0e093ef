//! Names that the database would cut off: then nothing of that name would ever be found again.

use proc_macro2::Span;

use syn::ext::IdentExt;

use super::error::DeclaredError;
use super::grammar::TableDecl;
use super::items::{Found, Scope};
use crate::dialect::Dialect;
use crate::dialect::script::{Token, commas, parenthesized, tokens};
use crate::schema::Table;

/// The first key that MySQL refuses: a primary key, or an ordinary index, over a text without a length.
pub(super) fn unindexable(
    dialect: Dialect,
    tables: &[Table],
    declarations: &[Found<TableDecl>],
) -> Option<DeclaredError> {
    tables.iter().zip(declarations).find_map(|(table, found)| {
        let indexed = whole_columns(dialect, table);
        let columns = &found.value.columns;
        let refused = columns.iter().find(|declared| {
            (table.is_key(&declared.sql_name) || indexed.contains(&declared.sql_name))
                && table
                    .column(&declared.sql_name)
                    .is_some_and(|column| dialect.needs_key_length(&column.sql_type))
        })?;
        let name = refused.name.unraw();
        let otherwise = if table.is_key(&refused.sql_name) {
            String::new()
        } else {
            format!(", or index its beginning: {name}(20)")
        };
        Some(DeclaredError::Unsupported {
            at: found.scope.at(refused.name.span()),
            what: format!(
                "{dialect} can't have the text '{name}' in a key without a length; give it #[max_length = …]{otherwise}"
            ),
        })
    })
}

/// The columns that a table's indexes have from end to end. Indexes for words have no lengths, and unique ones over whole
/// columns are constraints, which MariaDB takes (<https://mariadb.com/kb/en/getting-started-with-indexes/>).
fn whole_columns(dialect: Dialect, table: &Table) -> Vec<String> {
    if !dialect.declarable().prefixes {
        return Vec::new();
    }
    let mut columns = Vec::new();
    for index in &table.indexes {
        let body: Vec<Token<'_>> = tokens(dialect, dialect.index_body(&index.definition)).collect();
        let Some((parts, _)) = parenthesized(&body) else {
            continue;
        };
        let first = |part: &[Token<'_>]| match part {
            [column, behind @ ..] if !behind.iter().any(|token| token.is_punctuation("(")) => {
                column.identifier()
            }
            _ => None,
        };
        columns.extend(commas(parts).into_iter().filter_map(first));
    }
    columns
}

/// Refuses a name that is too long for the database.
pub(super) fn check_name(
    dialect: Dialect,
    name: &str,
    scope: &Scope,
    span: Span,
) -> Result<(), DeclaredError> {
    match dialect.longest_name() {
        Some(longest) if dialect.name_length(name) > longest => Err(DeclaredError::LongName {
            at: scope.at(span),
            name: name.to_owned(),
            dialect,
            longest,
        }),
        _ => Ok(()),
    }
}
