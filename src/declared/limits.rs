//! Names that the database would cut off: then nothing of that name would ever be found again.

use proc_macro2::Span;

use super::error::DeclaredError;
use super::items::Scope;
use crate::dialect::Dialect;

/// Refuses a name that is too long for the database.
pub(super) fn check_name(
    dialect: Dialect,
    name: &str,
    scope: &Scope,
    span: Span,
) -> Result<(), DeclaredError> {
    match dialect.longest_name() {
        Some(longest) if name.len() > longest => Err(DeclaredError::LongName {
            at: scope.at(span),
            name: name.to_owned(),
            dialect,
            longest,
        }),
        _ => Ok(()),
    }
}
