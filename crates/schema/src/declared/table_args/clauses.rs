//! Clauses of constraints that not every database has.

use proc_macro2::Span;
use syn::spanned::Spanned;

use super::{DeclaredError, Target};
use crate::declared::grammar::{ForeignKeyDecl, UniqueOptions};
use crate::schema::{ForeignKeyClauses, UniqueClauses};

impl Target<'_> {
    pub(super) fn unique_clauses(
        &self,
        options: &UniqueOptions,
        span: Span,
    ) -> Result<UniqueClauses, DeclaredError> {
        let clauses = UniqueClauses {
            nulls_not_distinct: options.nulls_not_distinct,
            include: self.columns(&options.include)?,
            deferrable: options.deferrable,
            ..UniqueClauses::default()
        };
        if clauses != UniqueClauses::default() && !self.dialect.declarable().constraint_options {
            return Err(self.unsupported(span, "options of unique constraints"));
        }
        Ok(clauses)
    }

    pub(super) fn key_clauses(
        &self,
        declared: &ForeignKeyDecl,
    ) -> Result<ForeignKeyClauses, DeclaredError> {
        let clauses = ForeignKeyClauses {
            match_full: declared.match_full,
            not_valid: declared.not_valid,
            ..ForeignKeyClauses::default()
        };
        if clauses != ForeignKeyClauses::default() && !self.dialect.declarable().constraint_options
        {
            let what = "MATCH FULL and NOT VALID";
            return Err(self.unsupported(declared.references.span(), what));
        }
        Ok(clauses)
    }
}
