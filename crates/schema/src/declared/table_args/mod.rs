//! `table_args!` statements, applied to the tables that they are about.

mod clauses;
mod indexes;
mod needs;
mod numbering;
mod unavailable;

use std::collections::{HashMap, HashSet};

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, Lit};

use indexes::TakenNames;

use super::error::DeclaredError;
use super::grammar::{
    DeclaredName, ForeignKeyDecl, Kind, Statement, TableArgsDecl, TableDecl, Value,
};
use super::items::{Found, Scope};
use super::joinable::NamedTables;
use super::limits::check_name;
use crate::dialect::Dialect;
use crate::schema::{
    AutoIncrement, Check, Column, ForeignKey, Generated, Table, TableName, Unique,
};

/// The declarations that the tables were built from.
pub(super) struct Declarations<'a> {
    pub(super) dialect: Dialect,
    pub(super) tables: &'a NamedTables<'a>,
}

impl Declarations<'_> {
    /// Gives the built `tables`, which are in the order of their declarations, the foreign keys that `args` say.
    pub(super) fn add_foreign_keys(
        &self,
        tables: &mut [Table],
        args: &[Found<TableArgsDecl>],
    ) -> Result<(), DeclaredError> {
        let mut said: Vec<(usize, ForeignKey)> = Vec::new();
        self.each(args, |index, target, statement| {
            if let Kind::ForeignKey(key) = &statement.kind {
                said.push((index, self.foreign_key(tables, target, key)?));
            }
            Ok(())
        })?;
        let mut columns: HashMap<usize, HashSet<&[String]>> = HashMap::new();
        for (index, key) in &said {
            columns.entry(*index).or_default().insert(&key.columns);
        }
        for (index, columns) in columns {
            if let Some(table) = tables.get_mut(index) {
                // The statements replace the foreign keys that `joinable!` declares for these columns.
                table
                    .foreign_keys
                    .retain(|other| !columns.contains(other.columns.as_slice()));
            }
        }
        // One that is here twice is one.
        let mut seen = HashSet::new();
        for said in said {
            if seen.insert(said.clone()) {
                let (index, key) = said;
                let table = tables.get_mut(index);
                table
                    .into_iter()
                    .for_each(|own| own.foreign_keys.push(key.clone()));
            }
        }
        Ok(())
    }

    /// Adds to them what else `args` say.
    pub(super) fn apply(
        &self,
        tables: &mut [Table],
        args: &[Found<TableArgsDecl>],
    ) -> Result<(), DeclaredError> {
        let mut taken: HashMap<usize, TakenNames> = HashMap::new();
        self.each(args, |index, target, statement| {
            let taken = taken.entry(index).or_default();
            match tables.get_mut(index) {
                Some(table) => target.apply(table, taken, statement),
                None => Ok(()),
            }
        })
    }

    /// Hands over each statement for this dialect, with the number of the table that it is about.
    fn each<'a>(
        &self,
        args: &'a [Found<TableArgsDecl>],
        mut statement_of: impl FnMut(usize, &Target<'_>, &'a Statement) -> Result<(), DeclaredError>,
    ) -> Result<(), DeclaredError> {
        for found in args {
            let scope = &found.scope;
            for block in &found.value.blocks {
                let side = self.tables.find(&block.table, scope, "table_args!")?;
                let target = Target {
                    dialect: self.dialect,
                    declaration: side.declaration,
                    scope,
                };
                for statement in &block.statements {
                    if self.concerns(statement, scope)? {
                        statement_of(side.index, &target, statement)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Returns whether a statement is for this dialect.
    fn concerns(&self, statement: &Statement, scope: &Scope) -> Result<bool, DeclaredError> {
        let Some(only) = &statement.only else {
            return Ok(true);
        };
        let name = only.unraw().to_string();
        match Dialect::from_name(&name) {
            Some(dialect) => Ok(dialect == self.dialect),
            None => Err(DeclaredError::Syntax {
                at: scope.at(only.span()),
                message: format!("'{name}' is no dialect: sqlite, postgres and mysql are"),
            }),
        }
    }

    fn foreign_key(
        &self,
        tables: &[Table],
        target: &Target<'_>,
        declared: &ForeignKeyDecl,
    ) -> Result<ForeignKey, DeclaredError> {
        let parent = self
            .tables
            .find(&declared.references, target.scope, "foreign_key")?;
        let of_parent = Target {
            declaration: parent.declaration,
            ..*target
        };
        let parent_table = tables.get(parent.index);
        let referenced_columns = if declared.referenced_columns.is_empty() {
            parent_table
                .map(|table| table.key_columns().to_vec())
                .unwrap_or_default()
        } else {
            of_parent.columns(&declared.referenced_columns)?
        };
        target.key_limits(declared)?;
        let columns = target.columns(&declared.columns)?;
        if columns.len() != referenced_columns.len() {
            return Err(DeclaredError::KeyLengths {
                at: target.scope.at(declared.references.span()),
                columns,
                table: parent_table.map_or_else(String::new, |own| own.name.to_string()),
                referenced: referenced_columns,
            });
        }
        Ok(ForeignKey {
            clauses: target.key_clauses(declared)?,
            name: target.own_name(declared.name.as_ref())?,
            columns,
            references: parent_table.map_or_else(|| TableName::new(""), |table| table.name.clone()),
            referenced_columns,
            on_delete: declared.on_delete,
            on_update: declared.on_update,
            deferrable: declared.deferrable,
        })
    }
}

/// The table that statements are about, by its declaration.
#[derive(Clone, Copy)]
struct Target<'a> {
    dialect: Dialect,
    declaration: &'a TableDecl,
    scope: &'a Scope,
}

/// Names the statement for a property of a column that is no part of its type.
fn beyond_type(what: &str) -> String {
    let instead = match what {
        "serial" => "`type … = \"bigint unsigned\"` and `autoincrement …` say both",
        "character set" | "charset" | "ascii" | "unicode" | "binary" | "collate" => {
            "`collate … = \"…\"` names a collation, which has its character set"
        }
        "comment" => "a doc comment (`/// …`) is the column's comment",
        "null" | "not" => "`Nullable<…>` says whether there may be NULL",
        _ => "a statement of its own in `table_args!` says it",
    };
    format!("`{what}` says more than a type: {instead}")
}

impl Target<'_> {
    fn apply(
        &self,
        table: &mut Table,
        taken: &mut TakenNames,
        statement: &Statement,
    ) -> Result<(), DeclaredError> {
        match &statement.kind {
            Kind::Default { column, value } => {
                let text = self.default(value)?;
                let own = table.columns.get(self.place(column)?);
                if let Some(message) = own.and_then(numbering::no_default) {
                    return Err(DeclaredError::Syntax {
                        at: self.scope.at(column.span()),
                        message,
                    });
                }
                self.with(table, column, |column| {
                    column.default = Some(text);
                    numbering::unsaid(column);
                })
            }
            Kind::Type { column, text } => {
                if let Some(what) = self.dialect.beyond_type(&text.value()) {
                    return Err(DeclaredError::Syntax {
                        at: self.scope.at(text.span()),
                        message: beyond_type(&what),
                    });
                }
                let sql_type = self.dialect.parse_type(&text.value());
                self.with(table, column, |column| {
                    column.sql_type = sql_type;
                    // The type in `table!` no longer determines which types the column may have.
                    column.declared.sql_type = None;
                    column.declared.is_unknown = false;
                    if !column.sql_type.is_integer() {
                        numbering::unsaid(column);
                    }
                })
            }
            Kind::Collate { column, name } => self.with(table, column, |column| {
                column.collation = Some(name.value())
            }),
            Kind::Generated {
                column,
                expression,
                stored,
            } => self.with(table, column, |column| {
                column.generated = Some(Generated {
                    expression: expression.value(),
                    stored: *stored,
                });
                numbering::unsaid(column);
            }),
            Kind::Identity { column, always } => {
                let identity = if *always {
                    AutoIncrement::IdentityAlways
                } else {
                    AutoIncrement::IdentityByDefault
                };
                self.numbered(table, column, statement, Some(identity))
            }
            Kind::Serial { column } => {
                self.numbered(table, column, statement, Some(AutoIncrement::Serial))
            }
            Kind::Attribute { column, attribute } => {
                if !self.dialect.declarable().attributes.contains(attribute) {
                    let span = statement.keyword.span();
                    return Err(self.unsupported(span, &attribute.to_string()));
                }
                self.with(table, column, |column| {
                    if !column.attributes.contains(attribute) {
                        column.attributes.push(*attribute);
                    }
                })
            }
            // Words of one database, that mean nothing to the others.
            Kind::WithoutRowid => {
                table.sqlite.options.without_rowid = self.dialect.declarable().storage_options;
                Ok(())
            }
            Kind::Strict => {
                table.sqlite.options.strict = self.dialect.declarable().storage_options;
                Ok(())
            }
            Kind::Unnumbered { column } => self.numbered(table, column, statement, None),
            Kind::AutoIncrement { column } => {
                self.numbered(table, column, statement, Some(AutoIncrement::Keyword))
            }
            Kind::Unique {
                name: own,
                columns,
                options,
            } => {
                let columns = self.columns(columns)?;
                let clauses = self.unique_clauses(options, statement.keyword.span())?;
                let name = self.own_name(own.as_ref())?;
                taken.names.extend(name.clone());
                table.uniques.push(Unique {
                    name,
                    columns,
                    clauses,
                });
                Ok(())
            }
            Kind::Check {
                name: own,
                condition,
                clauses,
            } => {
                let lacking = self.dialect.declarable().lacking(*clauses);
                if let Some(words) = lacking {
                    return Err(self.unsupported(statement.keyword.span(), words));
                }
                table.checks.push(Check {
                    clauses: *clauses,
                    name: self.own_name(own.as_ref())?,
                    expression: condition.value(),
                    columns: Vec::new(),
                });
                Ok(())
            }
            Kind::Index(index) => self.index(table, taken, index),
            // Was there before all the rest.
            Kind::ForeignKey(_) => Ok(()),
        }
    }

    fn unsupported(&self, span: Span, what: &str) -> DeclaredError {
        DeclaredError::Unsupported {
            at: self.scope.at(span),
            what: format!(
                "{} has no {what}; add `on …` with another dialect",
                self.dialect
            ),
        }
    }

    fn with(
        &self,
        table: &mut Table,
        column: &Ident,
        change: impl FnOnce(&mut Column),
    ) -> Result<(), DeclaredError> {
        if let Some(column) = table.columns.get_mut(self.place(column)?) {
            change(column);
        }
        Ok(())
    }

    /// A column's name in the database, from its Rust name.
    fn column(&self, column: &Ident) -> Result<String, DeclaredError> {
        let declared = self.declaration.columns.get(self.place(column)?);
        Ok(declared.map_or_else(String::new, |own| own.sql_name.clone()))
    }

    /// The place of a column in the table, from its Rust name.
    fn place(&self, column: &Ident) -> Result<usize, DeclaredError> {
        let name = name(column);
        match self.declaration.place(&name) {
            Some(place) => Ok(place),
            None => Err(DeclaredError::UnknownColumn {
                at: self.scope.at(column.span()),
                by: "table_args!",
                table: self.declaration.name.unraw().to_string(),
                suggestion: self.declaration.closest_column(&name),
                column: name,
            }),
        }
    }

    /// The name that a constraint or an index was given.
    fn own_name(&self, own: Option<&DeclaredName>) -> Result<Option<String>, DeclaredError> {
        let Some(name) = own else { return Ok(None) };
        check_name(self.dialect, &name.text, self.scope, name.span)?;
        Ok(Some(name.text.clone()))
    }

    fn columns(&self, columns: &[Ident]) -> Result<Vec<String>, DeclaredError> {
        columns.iter().map(|column| self.column(column)).collect()
    }

    fn default(&self, value: &Value) -> Result<String, DeclaredError> {
        let (negative, literal) = match value {
            Value::Sql(text) => return Ok(self.dialect.default_expression(&text.value())),
            Value::Literal { negative, literal } => (*negative, literal),
        };
        let sign = if negative { "-" } else { "" };
        match literal {
            Lit::Int(number) => Ok(format!("{sign}{}", number.base10_digits())),
            Lit::Float(number) => Ok(format!("{sign}{}", number.base10_digits())),
            Lit::Bool(flag) if !negative => {
                Ok(if flag.value { "TRUE" } else { "FALSE" }.to_owned())
            }
            Lit::Str(text) if !negative => Ok(self.dialect.literal(&text.value())),
            other => Err(DeclaredError::Syntax {
                at: self.scope.at(other.span()),
                message: "a default is a bool, a number, a string or sql(\"…\")".into(),
            }),
        }
    }
}

fn name(ident: &Ident) -> String {
    ident.unraw().to_string()
}
