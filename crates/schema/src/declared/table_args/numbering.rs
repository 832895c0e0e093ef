//! The numbering of rows that a declaration states, against the default numbering of a key of one integer.

use syn::Ident;

use super::{DeclaredError, Target};
use crate::declared::grammar::Statement;
use crate::schema::{AutoIncrement, Column, Table};

impl Target<'_> {
    pub(super) fn numbered(
        &self,
        table: &mut Table,
        column: &Ident,
        statement: &Statement,
        numbering: Option<AutoIncrement>,
    ) -> Result<(), DeclaredError> {
        let span = statement.keyword.span();
        self.numbering_limits(span, numbering)?;
        let own = table.columns.get(self.place(column)?);
        let refused = own.and_then(|own| match (numbering, self.dialect.key_numbering()) {
            (Some(AutoIncrement::Keyword), Some(AutoIncrement::Keyword)) => not_counted(own),
            _ => reason(own, numbering, table),
        });
        if let Some(message) = refused {
            return Err(DeclaredError::Syntax {
                at: self.scope.at(column.span()),
                message,
            });
        }
        self.with(table, column, |column| {
            column.auto_increment = numbering;
            column.declared.numbering = true;
        })
    }

    fn numbering_limits(
        &self,
        span: proc_macro2::Span,
        numbering: Option<AutoIncrement>,
    ) -> Result<(), DeclaredError> {
        let can = self.dialect.declarable();
        let (has, what) = match numbering {
            None => (can.unnumbered, "integer keys that it does not number"),
            Some(kind) => (
                can.numberings.contains(&kind),
                match kind {
                    AutoIncrement::Keyword => "AUTOINCREMENT",
                    AutoIncrement::Serial => "serial columns",
                    AutoIncrement::IdentityByDefault | AutoIncrement::IdentityAlways => {
                        "identity columns"
                    }
                },
            ),
        };
        if has {
            Ok(())
        } else {
            Err(self.unsupported(span, what))
        }
    }
}

/// Why a column can't be numbered so.
fn reason(column: &Column, numbering: Option<AutoIncrement>, table: &Table) -> Option<String> {
    let name = &column.name;
    let of_key_alone = table.key_columns() == [name.as_str()];
    match numbering? {
        AutoIncrement::Keyword if !of_key_alone || !column.sql_type.is_builtin("integer") => {
            Some(format!(
                "AUTOINCREMENT is for a primary key of one integer column, and '{name}' is none"
            ))
        }
        AutoIncrement::Keyword => None,
        AutoIncrement::IdentityAlways | AutoIncrement::IdentityByDefault if column.nullable => {
            Some(format!("an identity can't be Nullable, and '{name}' is"))
        }
        kind if !takes_numbers(column, kind) => Some(format!(
            "only an integer can be numbered, and '{name}' is {}",
            column.sql_type
        )),
        _ if column.default.is_some() => Some(format!(
            "'{name}' has a default, so that no sequence can number it"
        )),
        _ => None,
    }
}

/// Why a column can't be AUTO_INCREMENT, which may be one of several of a key.
fn not_counted(column: &Column) -> Option<String> {
    let name = &column.name;
    if !column.sql_type.is_integer() {
        let kind = &column.sql_type;
        return Some(format!(
            "only an integer can be numbered, and '{name}' is {kind}"
        ));
    }
    if column.nullable {
        return Some(format!("AUTO_INCREMENT can't be Nullable, and '{name}' is"));
    }
    let has_default = column.default.is_some();
    has_default.then(|| format!("'{name}' has a default, so that it can't be numbered"))
}

/// A sequence's numbers fit into any numeric column; an identity is an integer.
fn takes_numbers(column: &Column, kind: AutoIncrement) -> bool {
    let numeric = ["numeric", "real", "double precision"];
    column.sql_type.is_integer()
        || (kind == AutoIncrement::Serial
            && numeric.iter().any(|own| column.sql_type.is_builtin(own)))
}

/// Why a column can't have a default.
pub(super) fn no_default(column: &Column) -> Option<String> {
    let numbered = column.declared.numbering
        && column
            .auto_increment
            .is_some_and(|kind| kind != AutoIncrement::Keyword);
    numbered.then(|| {
        format!(
            "'{}' is numbered by a sequence, so that it can have no default",
            column.name
        )
    })
}

/// A column that says otherwise where its values come from is not numbered as keys are.
pub(super) fn unsaid(column: &mut Column) {
    // SQLite's keyword is always declared, MySQL's goes without saying.
    if !column.declared.numbering {
        column.auto_increment = None;
    }
}
