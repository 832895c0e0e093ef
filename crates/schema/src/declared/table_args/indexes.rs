//! `index` statements of `table_args!`.

use std::collections::{HashMap, HashSet};

use syn::Ident;

use super::grammar::{IndexDecl, IndexKey, IndexPart};
use super::{Target, name};
use crate::declared::error::DeclaredError;
use crate::dialect::{IndexSpec, object_name};
use crate::schema::{Table, TableName, Unique};

impl Target<'_> {
    pub(super) fn index(
        &self,
        table: &mut Table,
        taken: &mut TakenNames,
        declared: &IndexDecl,
    ) -> Result<(), DeclaredError> {
        let parts: Vec<String> = declared
            .parts
            .iter()
            .map(|part| self.index_part(part))
            .collect::<Result<_, _>>()?;
        let include = self.columns(&declared.include)?;
        let mut columns = self.columns(&plain_columns(declared))?;
        columns.extend(include.iter().cloned());
        self.index_limits(declared)?;
        let own = self.own_name(declared.name.as_ref())?;
        let name = own.unwrap_or_else(|| taken.free_name(&table.name, &columns));
        taken.names.insert(name.clone());
        // There, such an index and a constraint are one thing.
        if self.dialect.declarable().unique_indexes_are_constraints && is_plain_unique(declared) {
            table.uniques.push(Unique {
                name: Some(name),
                columns,
                special: None,
            });
            return Ok(());
        }
        let condition = declared.condition.as_ref().map(syn::LitStr::value);
        let method = declared.method.as_ref().map(super::name);
        table.indexes.push(self.dialect.index(&IndexSpec {
            name: &name,
            table: &table.name,
            columns: &columns,
            unique: declared.unique,
            method: method.as_deref(),
            parts: &parts,
            include: &include,
            condition: condition.as_deref(),
        }));
        Ok(())
    }

    fn index_part(&self, part: &IndexPart) -> Result<String, DeclaredError> {
        let mut text = match &part.what {
            IndexKey::Column(column) => self.dialect.quote(&self.column(column)?),
            IndexKey::Expression(sql) => format!("({})", sql.value()),
        };
        if let Some(length) = &part.prefix {
            if !self.dialect.declarable().prefixes {
                return Err(self.unsupported(length.span(), "indexes of a text's beginning"));
            }
            text.push_str(&format!("({})", length.base10_digits()));
        }
        if let Some(class) = &part.class {
            if !self.dialect.features().operator_classes {
                return Err(self.unsupported(class.span(), "operator classes"));
            }
            text.push(' ');
            text.push_str(&self.dialect.quote(&name(class)));
        }
        for word in &part.order {
            text.push(' ');
            text.push_str(word);
        }
        Ok(text)
    }
}

/// Names of the indexes and unique constraints that one table has so far.
#[derive(Default)]
pub(super) struct TakenNames {
    pub(super) names: HashSet<String>,
    /// The first number that may be free behind the name of an index over these columns.
    next: HashMap<Vec<String>, usize>,
}

impl TakenNames {
    /// The name that PostgreSQL would choose for an index of the table, and a number behind it where that is taken.
    pub(super) fn free_name(&mut self, table: &TableName, columns: &[String]) -> String {
        let label = match columns {
            [] => "expr".to_owned(),
            columns => columns.join("_"),
        };
        let next = self.next.entry(columns.to_vec()).or_default();
        loop {
            let suffix = match *next {
                0 => "idx".to_owned(),
                number => format!("idx{number}"),
            };
            *next += 1;
            let name = object_name(&table.name, &label, &suffix);
            if !self.names.contains(&name) {
                return name;
            }
        }
    }
}

/// Returns whether an index is nothing but unique, over whole columns.
fn is_plain_unique(index: &IndexDecl) -> bool {
    index.unique
        && index.parts.iter().all(|part| {
            matches!(part.what, IndexKey::Column(_))
                && part.prefix.is_none()
                && part.order.is_empty()
        })
}

fn plain_columns(index: &IndexDecl) -> Vec<Ident> {
    index
        .parts
        .iter()
        .filter_map(|part| match &part.what {
            IndexKey::Column(column) => Some(column.clone()),
            IndexKey::Expression(_) => None,
        })
        .collect()
}
