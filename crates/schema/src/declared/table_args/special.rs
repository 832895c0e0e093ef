//! PostgreSQL's options of constraints that the model has no fields for.

use proc_macro2::Span;
use syn::spanned::Spanned;

use super::grammar::{ForeignKeyDecl, UniqueOptions};
use super::{DeclaredError, Target};
use crate::schema::{Deferrable, ForeignKey, ReferentialAction, Special};

impl Target<'_> {
    pub(super) fn special_unique(
        &self,
        columns: &[String],
        options: &UniqueOptions,
        span: Span,
    ) -> Result<Option<Special>, DeclaredError> {
        let include = self.columns(&options.include)?;
        let plain = !options.nulls_not_distinct
            && include.is_empty()
            && options.deferrable == Deferrable::Never;
        if plain {
            return Ok(None);
        }
        if !self.dialect.declarable().constraint_options {
            return Err(self.unsupported(span, "options of unique constraints"));
        }
        let nulls = if options.nulls_not_distinct {
            " NULLS NOT DISTINCT"
        } else {
            ""
        };
        let mut definition = format!("UNIQUE{nulls} ({})", self.dialect.quote_list(columns));
        if !include.is_empty() {
            let include = self.dialect.quote_list(&include);
            definition.push_str(&format!(" INCLUDE ({include})"));
        }
        definition.push_str(checked(options.deferrable));
        Ok(Some(Special {
            definition,
            declarable: true,
        }))
    }

    pub(super) fn special_key(
        &self,
        key: &ForeignKey,
        declared: &ForeignKeyDecl,
    ) -> Result<Option<Special>, DeclaredError> {
        if !declared.match_full && !declared.not_valid {
            return Ok(None);
        }
        if !self.dialect.declarable().constraint_options {
            let what = "MATCH FULL and NOT VALID";
            return Err(self.unsupported(declared.references.span(), what));
        }
        let mut definition = format!(
            "FOREIGN KEY ({}) REFERENCES {}({})",
            self.dialect.quote_list(&key.columns),
            self.dialect.quote_table(&key.references),
            self.dialect.quote_list(&key.referenced_columns)
        );
        if declared.match_full {
            definition.push_str(" MATCH FULL");
        }
        for (event, action) in [("UPDATE", key.on_update), ("DELETE", key.on_delete)] {
            if action != ReferentialAction::NoAction {
                definition.push_str(&format!(" ON {event} {}", action.keywords()));
            }
        }
        definition.push_str(checked(key.deferrable));
        if declared.not_valid {
            definition.push_str(" NOT VALID");
        }
        Ok(Some(Special {
            definition,
            declarable: true,
        }))
    }
}

fn checked(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::Never => "",
        Deferrable::InitiallyImmediate => " DEFERRABLE",
        Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    }
}
