//! Names that the database would cut off: then nothing of that name would ever be found again.

use std::collections::HashSet;

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
        let needs_length = |sql_type| dialect.needs_key_length(sql_type);
        if !table.columns.iter().any(|own| needs_length(&own.sql_type)) {
            return None;
        }
        let in_keys = in_keys(table);
        let indexed: HashSet<String> = table
            .indexes
            .iter()
            .filter(|index| index.method.is_none())
            .flat_map(|index| index.whole_columns().map(str::to_owned))
            .collect();
        let columns = table.columns.iter().zip(&found.value.columns);
        let mut refused = columns.filter(|(column, _)| {
            let name = column.name.as_str();
            (in_keys.contains(name) || indexed.contains(name)) && needs_length(&column.sql_type)
        });
        let (_, refused) = refused.next()?;
        let name = refused.name.unraw();
        let otherwise = if in_keys.contains(refused.sql_name.as_str()) {
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

/// The columns of the primary key and of foreign keys, which know no beginnings of values.
fn in_keys(table: &Table) -> HashSet<&str> {
    let foreign_keys = table.foreign_keys.iter();
    let columns = foreign_keys.flat_map(|key| &key.columns);
    columns
        .chain(table.key_columns())
        .map(String::as_str)
        .collect()
}

/// Cuts the names of tables and columns off where PostgreSQL does so without an error, and returns the errors for them.
pub(super) fn cut_names(
    dialect: Dialect,
    declarations: &mut [Found<TableDecl>],
) -> Vec<DeclaredError> {
    let mut errors = Vec::new();
    if !dialect.features().cuts_names {
        return errors;
    }
    for Found { value, scope } in declarations {
        let mut cut = |name: &mut String, span: Span| {
            if let Err(error) = check_name(dialect, name, scope, span) {
                errors.push(error);
                *name = dialect.cut(std::mem::take(name));
            }
        };
        cut(&mut value.sql_name, value.name.span());
        for column in &mut value.columns {
            cut(&mut column.sql_name, column.name.span());
        }
    }
    errors
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
