//! `index` statements of `table_args!`.

use std::collections::{HashMap, HashSet};

use syn::Ident;

use super::{Target, name};
use crate::declared::error::DeclaredError;
use crate::declared::grammar::{DeclaredKey, DeclaredPart, IndexDecl};
use crate::dialect::object_name;
use crate::schema::{Index, IndexKey, IndexPart, Table, TableName, Unique};

impl Target<'_> {
    pub(super) fn index(
        &self,
        table: &mut Table,
        taken: &mut TakenNames,
        declared: &IndexDecl,
    ) -> Result<(), DeclaredError> {
        let parts: Vec<IndexPart> = declared
            .parts
            .iter()
            .map(|part| self.index_part(table, part))
            .collect::<Result<_, _>>()?;
        let include = self.columns(&declared.include)?;
        let mut columns = self.columns(&plain_columns(declared))?;
        columns.extend(include.iter().cloned());
        self.index_limits(declared)?;
        let own = self.own_name(declared.name.as_ref())?;
        let name = own.unwrap_or_else(|| taken.free_name(&table.name, &columns));
        taken.names.insert(name.clone());
        // There, such an index and a constraint are one thing.
        if self.dialect.declarable().unique_indexes_are_constraints
            && declared.unique
            && parts.iter().all(IndexPart::is_whole_column)
        {
            table.uniques.push(Unique {
                name: Some(name),
                columns,
                clauses: Default::default(),
            });
            return Ok(());
        }
        let parameters = declared.parameters.as_ref().map(syn::LitStr::value);
        let condition = declared.condition.as_ref().map(syn::LitStr::value);
        let method = declared.method.as_ref().map(super::name);
        table.indexes.push(Index {
            name,
            columns,
            unique: declared.unique,
            method: method
                .map(|own| own.to_lowercase())
                .filter(|own| own != "btree"),
            parts,
            include,
            nulls_not_distinct: declared.nulls_not_distinct,
            parameters,
            predicate: condition,
            ..Index::default()
        });
        Ok(())
    }

    fn index_part(&self, table: &Table, part: &DeclaredPart) -> Result<IndexPart, DeclaredError> {
        let mut read = match &part.what {
            DeclaredKey::Column(column) => IndexPart::column(self.column(column)?),
            DeclaredKey::Expression(sql) => self.dialect.index_key(&sql.value()),
        };
        if let Some(length) = &part.prefix {
            if !self.dialect.declarable().prefixes {
                return Err(self.unsupported(length.span(), "indexes of a text's beginning"));
            }
            if let IndexKey::Column(column) = read.key {
                // The grammar takes no longer number.
                let length = length.base10_parse().unwrap_or(u32::MAX);
                let whole = table.column(&column).map(|own| &own.sql_type.arguments[..]);
                // The server keeps no prefix that is the whole value.
                read.key = match whole {
                    Some([own]) if *own == length => IndexKey::Column(column),
                    _ => IndexKey::Prefix { column, length },
                };
            }
        }
        if let Some(class) = &part.class {
            if !self.dialect.features().operator_classes {
                return Err(self.unsupported(class.span(), "operator classes"));
            }
            read.operator_class = Some(self.dialect.quote(&name(class)));
        }
        read.descending = part.descending;
        // PostgreSQL's default (<https://www.postgresql.org/docs/current/indexes-ordering.html>).
        read.nulls_first = part.nulls_first.filter(|first| *first != part.descending);
        Ok(read)
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

fn plain_columns(index: &IndexDecl) -> Vec<Ident> {
    index
        .parts
        .iter()
        .filter_map(|part| match &part.what {
            DeclaredKey::Column(column) => Some(column.clone()),
            DeclaredKey::Expression(_) => None,
        })
        .collect()
}
