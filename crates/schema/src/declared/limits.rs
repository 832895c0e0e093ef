//! Names that the database would cut off: then nothing of that name would ever be found again.

use proc_macro2::Span;

use syn::ext::IdentExt;

use super::error::DeclaredError;
use super::grammar::TableDecl;
use super::items::{Found, Scope};
use crate::dialect::Dialect;
use crate::schema::Table;

/// The first key or index that MySQL refuses: one over a text without a length. MariaDB cuts an index off without a word,
/// which is then another one than is declared. A unique constraint it can have over all of a text.
pub(super) fn unindexable(
    dialect: Dialect,
    tables: &[Table],
    declarations: &[Found<TableDecl>],
) -> Option<DeclaredError> {
    tables.iter().zip(declarations).find_map(|(table, found)| {
        let columns = &found.value.columns;
        let refused = columns.iter().find(|declared| {
            is_whole_in_a_key(dialect, table, &declared.sql_name)
                && table
                    .column(&declared.sql_name)
                    .is_some_and(|column| dialect.needs_key_length(&column.sql_type))
        })?;
        let name = refused.name.unraw();
        let otherwise = if is_in_a_key(table, &refused.sql_name) {
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

/// Whether the column, and not only its beginning, is in the primary key, a foreign key or an index.
fn is_whole_in_a_key(dialect: Dialect, table: &Table, column: &str) -> bool {
    let mut indexes = table.indexes.iter();
    is_in_a_key(table, column)
        || indexes.any(|index| dialect.indexes_all_of(&index.definition, column))
}

/// Whether the column is in the primary key or a foreign key, which know no beginnings.
fn is_in_a_key(table: &Table, column: &str) -> bool {
    let mut foreign_keys = table.foreign_keys.iter();
    table.is_key(column) || foreign_keys.any(|key| key.columns.iter().any(|own| own == column))
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
