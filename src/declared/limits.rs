//! Names that the database would cut off: then nothing of that name would ever be found again.

use proc_macro2::Span;

use syn::ext::IdentExt;

use super::error::DeclaredError;
use super::grammar::TableDecl;
use super::items::{Found, Scope};
use crate::dialect::Dialect;
use crate::schema::Table;

/// The first primary key that MySQL refuses: one over a text without a length.
pub(super) fn unindexable(
    dialect: Dialect,
    tables: &[Table],
    declarations: &[Found<TableDecl>],
) -> Option<DeclaredError> {
    tables.iter().zip(declarations).find_map(|(table, found)| {
        let columns = &found.value.columns;
        let refused = columns.iter().find(|declared| {
            table.is_key(&declared.sql_name)
                && table
                    .column(&declared.sql_name)
                    .is_some_and(|column| dialect.needs_key_length(&column.sql_type))
        })?;
        Some(DeclaredError::Unsupported {
            at: found.scope.at(refused.name.span()),
            what: format!(
                "{dialect} can't have the text '{}' in a key without a length; give it #[max_length = …]",
                refused.name.unraw()
            ),
        })
    })
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
