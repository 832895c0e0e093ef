//! Writes `table_args!` statements for parts of a table that `table!` cannot express. Parts that `table_args!` cannot
//! express either become comments.

use std::collections::HashSet;

use super::index::IndexWriter;
use super::names::is_identifier;
use crate::dialect::Dialect;
use crate::schema::{AutoIncrement, Column, Deferrable, ForeignKey, Index, SqlType, Table, Unique};

/// Words that mean something else where a name would stand.
const NO_NAMES: [&str; 3] = ["index", "sql", "using"];

/// All that is to be said of one table beside its `table!`.
#[derive(Default)]
pub(super) struct Args {
    /// Statements of `table_args!`.
    pub(super) statements: Vec<String>,
    /// Parts of the table that only SQL can express.
    pub(super) remarks: Vec<String>,
    /// Those of the remarks that make the declaration another schema.
    pub(super) gaps: Vec<String>,
}

/// The Rust names of a table and of columns of it.
pub(super) type Parent = (String, Vec<String>);

/// Writes the arguments of one table.
pub(super) struct ArgsWriter<'a> {
    pub(super) dialect: Dialect,
    pub(super) table: &'a Table,
    /// The foreign keys that a `joinable!` declares.
    pub(super) joined: HashSet<&'a ForeignKey>,
    /// The Rust name of a column of this table.
    pub(super) column: &'a dyn Fn(&str) -> Option<String>,
    /// The Rust names of the referenced table and of its columns.
    pub(super) parent: &'a dyn Fn(&ForeignKey) -> Option<Parent>,
}

impl ArgsWriter<'_> {
    pub(super) fn write(&self, inexact: &[&Column]) -> Args {
        let mut args = Args::default();
        let numbered = self.numbers_itself();
        let inexact: HashSet<&str> = inexact.iter().map(|own| own.name.as_str()).collect();
        for column in &self.table.columns {
            let Some(name) = (self.column)(&column.name) else {
                continue;
            };
            if inexact.contains(column.name.as_str()) {
                self.sql_type(column, &name, &mut args);
            }
            let numbered = numbered.is_some_and(|key| key == column.name);
            self.of_column(column, &name, numbered, &mut args);
        }
        self.keys(&mut args);
        for index in &self.table.indexes {
            self.index(index, &mut args);
        }
        let triggers = self.table.sqlite.triggers.iter();
        args.remarks
            .extend(triggers.map(|trigger| trigger.definition.clone()));
        for (is, option) in [
            (self.table.sqlite.options.without_rowid, "without_rowid"),
            (self.table.sqlite.options.strict, "strict"),
        ] {
            if is {
                args.statements.push(option.to_owned());
            }
        }
        args.remarks.extend(self.table.unsupported.iter().cloned());
        args.remarks
            .extend(self.dialect.table_properties(self.table));
        args
    }

    fn sql_type(&self, column: &Column, name: &str, args: &mut Args) {
        let sql_type = self.dialect.type_sql(&column.sql_type);
        let read: SqlType = self.dialect.parse_type(&sql_type);
        if read == column.sql_type {
            args.statements.push(format!("type {name} = {sql_type:?}"));
        } else {
            args.remarks
                .push(format!("{}: the type is {sql_type}", column.name));
            args.gaps
                .push(format!("the type {sql_type} of column '{}'", column.name));
        }
    }

    /// The key that the declared reader takes for numbered by the database.
    fn numbers_itself(&self) -> Option<&str> {
        let [key] = self.table.key_columns() else {
            return None;
        };
        let column = self.table.column(key)?;
        let is_integer = column.sql_type.is_integer();
        let said = |own: &&ForeignKey| self.joined.contains(own) || self.foreign_key(own).is_some();
        let mut said = self.table.foreign_keys.iter().filter(said);
        let refers = said.any(|own| own.columns == [key.as_str()]);
        (self.dialect.key_numbering().is_some() && is_integer && !refers).then_some(key)
    }

    fn of_column(&self, column: &Column, name: &str, numbered: bool, args: &mut Args) {
        let mut remark = |text: &str| args.remarks.push(format!("{}: {text}", column.name));
        if column.nullable && self.table.is_key(&column.name) {
            remark("NULL is allowed, though it is of the primary key");
            args.gaps
                .push(format!("that the key column '{}' may be NULL", column.name));
        }
        let mut say = |text: String| args.statements.push(text);
        match column.auto_increment {
            kind if numbered && kind.is_some() && kind == self.dialect.key_numbering() => {}
            Some(AutoIncrement::Serial) => say(format!("serial {name}")),
            Some(AutoIncrement::IdentityByDefault) => say(format!("identity {name}")),
            Some(AutoIncrement::IdentityAlways) => say(format!("identity {name} always")),
            Some(AutoIncrement::Keyword) => say(format!("autoincrement {name}")),
            // A default or an expression says as much.
            None if numbered && column.default.is_none() && column.generated.is_none() => {
                say(format!("unnumbered {name}"));
            }
            None => {}
        }
        if let Some(default) = &column.default {
            say(format!("default {name} = sql({default:?})"));
        }
        if let Some(generated) = &column.generated {
            let kind = if generated.stored {
                "stored"
            } else {
                "virtual"
            };
            let expression = &generated.expression;
            say(format!("generated {name} = sql({expression:?}) {kind}"));
        }
        if let Some(collation) = &column.collation {
            say(format!("collate {name} = {collation:?}"));
        }
        for attribute in &column.attributes {
            match attribute.keyword() {
                Some(keyword) => args.statements.push(format!("{keyword} {name}")),
                None => args
                    .remarks
                    .push(format!("{attribute} of column '{}'", column.name)),
            }
        }
    }

    fn keys(&self, args: &mut Args) {
        let joined = |key: &ForeignKey| self.joined.contains(&key) && !has_options(key);
        // A `foreign_key` takes the place of every `joinable!` on its columns, so that one calls for the others.
        let foreign_keys = self.table.foreign_keys.iter();
        let called_for = foreign_keys.filter(|key| !joined(key));
        let called_for: HashSet<&[String]> = called_for.map(|key| &key.columns[..]).collect();
        for key in &self.table.foreign_keys {
            if !called_for.contains(&key.columns[..]) {
                continue;
            }
            if !key.clauses.is_declarable() {
                let constraint = self.dialect.foreign_key_constraint(key);
                unsaid(args, "foreign key", key.name.as_deref(), constraint);
                continue;
            }
            match self.foreign_key(key) {
                Some(statement) => args.statements.push(statement),
                None => {
                    let columns = key.columns.join(", ");
                    let text = format!("foreign key ({columns}) to '{}'", key.references);
                    args.remarks.push(text.clone());
                    args.gaps.push(format!("the {text}"));
                }
            }
        }
        for unique in &self.table.uniques {
            if !unique.clauses.is_declarable() {
                let constraint = self.dialect.unique_constraint(unique);
                unsaid(
                    args,
                    "unique constraint",
                    unique.name.as_deref(),
                    constraint,
                );
            } else if let Some(columns) = self.columns(&unique.columns)
                && let Some(options) = self.unique_options(unique)
            {
                let name = name(unique.name.as_deref());
                args.statements
                    .push(format!("unique {name}({columns}){options}"));
            }
        }
        for check in &self.table.checks {
            let name = name(check.name.as_deref());
            let condition = &check.expression;
            args.statements
                .push(format!("check {name}sql({condition:?}){}", check.options()));
        }
    }

    fn foreign_key(&self, key: &ForeignKey) -> Option<String> {
        let (parent, referenced) = (self.parent)(key)?;
        let mut text = format!(
            "foreign_key {}({}) references {parent} ({})",
            name(key.name.as_deref()),
            self.columns(&key.columns)?,
            referenced.join(", ")
        );
        text.push_str(&key.options());
        Some(text)
    }

    /// ` nulls not distinct include (b) deferrable`; `None` for a column that Rust cannot name.
    fn unique_options(&self, unique: &Unique) -> Option<String> {
        let include = unique.clauses.include.iter();
        let include: Option<Vec<String>> = include.map(|own| (self.column)(own)).collect();
        Some(unique.options(&include?))
    }

    fn columns(&self, names: &[String]) -> Option<String> {
        let names: Option<Vec<String>> = names.iter().map(|name| (self.column)(name)).collect();
        names.map(|names| names.join(", "))
    }

    fn index(&self, index: &Index, args: &mut Args) {
        let writer = IndexWriter {
            dialect: self.dialect,
            column: self.column,
        };
        let own = name(Some(&index.name));
        match writer.write(index) {
            Some(body) => {
                let unique = if index.unique { "unique " } else { "" };
                args.statements.push(format!("{unique}index {own}{body}"));
            }
            None => {
                args.remarks
                    .push(self.dialect.create_index(&self.table.name, index));
                args.gaps.push(format!("the index '{}'", index.name));
            }
        }
    }
}

/// The name of a constraint or an index with a space behind it; empty for an unnamed constraint. A name that is no
/// identifier of Rust is a string.
fn name(name: Option<&str>) -> String {
    match name {
        None => String::new(),
        Some(name) if is_identifier(name) && !NO_NAMES.contains(&name) => format!("{name} "),
        Some(name) => format!("{name:?} "),
    }
}

/// Notes a constraint that `table_args!` cannot express.
fn unsaid(args: &mut Args, what: &str, name: Option<&str>, constraint: String) {
    let name = name.unwrap_or_default();
    args.remarks.push(constraint);
    args.gaps.push(format!("the {what} '{name}'"));
}

fn has_options(key: &ForeignKey) -> bool {
    key.clauses != Default::default()
        || key.on_delete != Default::default()
        || key.on_update != Default::default()
        || key.deferrable != Deferrable::Never
}
