//! What a database has not got, said at its place instead of by the database.

use syn::spanned::Spanned;

use super::grammar::{ForeignKeyDecl, IndexDecl};
use super::{DeclaredError, Target};
use crate::dialect::Dialect;
use crate::schema::{Deferrable, ReferentialAction};

/// MySQL's methods, and its kinds of index, which go by the same word here.
const MYSQL_METHODS: [&str; 4] = ["btree", "hash", "fulltext", "spatial"];

impl Target<'_> {
    pub(super) fn index_limits(&self, declared: &IndexDecl) -> Result<(), DeclaredError> {
        if self.dialect == Dialect::Postgres {
            return Ok(());
        }
        if let Some(column) = declared.include.first() {
            return Err(self.unsupported(column.span(), "INCLUDE"));
        }
        if self.dialect == Dialect::Sqlite {
            return match &declared.method {
                Some(method) => Err(self.unsupported(method.span(), "index methods")),
                None => Ok(()),
            };
        }
        if let Some(method) = &declared.method {
            let name = super::name(method).to_lowercase();
            if !MYSQL_METHODS.contains(&name.as_str()) {
                return Err(self.unsupported(method.span(), &format!("index method '{name}'")));
            }
            if declared.unique && ["fulltext", "spatial"].contains(&name.as_str()) {
                return Err(self.unsupported(method.span(), &format!("unique {name} indexes")));
            }
        }
        if let Some(condition) = &declared.condition {
            return Err(self.unsupported(condition.span(), "indexes with a condition"));
        }
        let nulls =
            |part: &&super::IndexPart| part.order.iter().any(|word| word.starts_with("NULLS"));
        match declared.parts.iter().find(nulls) {
            Some(part) => {
                let span = match &part.what {
                    super::IndexKey::Column(column) => column.span(),
                    super::IndexKey::Expression(sql) => sql.span(),
                };
                Err(self.unsupported(span, "NULLS FIRST and NULLS LAST"))
            }
            None => Ok(()),
        }
    }

    /// InnoDB checks each row at once, and knows no `SET DEFAULT`
    /// (<https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html>).
    pub(super) fn key_limits(&self, declared: &ForeignKeyDecl) -> Result<(), DeclaredError> {
        if self.dialect != Dialect::Mysql {
            return Ok(());
        }
        let span = declared.references.span();
        if declared.deferrable != Deferrable::Never {
            return Err(self.unsupported(span, "deferrable keys"));
        }
        if [declared.on_delete, declared.on_update].contains(&ReferentialAction::SetDefault) {
            return Err(self.unsupported(span, "SET DEFAULT"));
        }
        Ok(())
    }
}
