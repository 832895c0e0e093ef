//! Refuses features that a database lacks. The error has the position in the declaration, which the database's own
//! error would not have.

use syn::spanned::Spanned;

use super::{DeclaredError, Target};
use crate::declared::grammar::{DeclaredPart, ForeignKeyDecl, IndexDecl};
use crate::schema::{Deferrable, ReferentialAction};

impl Target<'_> {
    pub(super) fn index_limits(&self, declared: &IndexDecl) -> Result<(), DeclaredError> {
        let can = self.dialect.declarable();
        if let Some(column) = declared.include.first()
            && !can.included_columns
        {
            return Err(self.unsupported(column.span(), "INCLUDE"));
        }
        if let (Some(method), Some(methods)) = (&declared.method, can.index_methods) {
            let name = super::name(method).to_lowercase();
            if methods.is_empty() {
                return Err(self.unsupported(method.span(), "index methods"));
            }
            if !methods.contains(&name.as_str()) {
                return Err(self.unsupported(method.span(), &format!("index method '{name}'")));
            }
            if declared.unique && ["fulltext", "spatial"].contains(&name.as_str()) {
                return Err(self.unsupported(method.span(), &format!("unique {name} indexes")));
            }
        }
        if let Some(condition) = &declared.condition
            && !can.partial_indexes
        {
            return Err(self.unsupported(condition.span(), "indexes with a condition"));
        }
        if let Some(parameters) = &declared.parameters
            && !can.index_parameters
        {
            return Err(self.unsupported(parameters.span(), "storage parameters of indexes"));
        }
        if let Some(part) = declared.parts.first()
            && declared.nulls_not_distinct
            && !can.constraint_options
        {
            return Err(self.unsupported(part.span(), "NULLS NOT DISTINCT"));
        }
        let nulls = |part: &&DeclaredPart| part.nulls_first.is_some();
        match declared.parts.iter().find(nulls) {
            Some(part) if !can.nulls_order => {
                Err(self.unsupported(part.span(), "NULLS FIRST and NULLS LAST"))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn key_limits(&self, declared: &ForeignKeyDecl) -> Result<(), DeclaredError> {
        let can = self.dialect.declarable();
        let span = declared.references.span();
        if declared.deferrable != Deferrable::Never && !can.deferrable_keys {
            return Err(self.unsupported(span, "deferrable keys"));
        }
        let actions = [declared.on_delete, declared.on_update];
        if actions.contains(&ReferentialAction::SetDefault) && !can.set_default {
            return Err(self.unsupported(span, "SET DEFAULT"));
        }
        Ok(())
    }
}
