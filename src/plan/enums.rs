//! Enum types of PostgreSQL, which can be given a value, but from which none can be taken.
//!
//! A value that comes is one `ALTER TYPE … ADD VALUE`. For all else the type is renamed aside and made anew, and the
//! columns are moved over through their text; what names the old type (defaults, checks, indexes, foreign keys) stands
//! aside meanwhile.

use super::definition::{check_constraint, drop_index, foreign_key_constraint};
use super::postgres::{alter, drop_constraint};
use super::{PlanError, Step};
use crate::dialect::Dialect;
use crate::dialect::script::{Token, TokenKind, tokens};
use crate::schema::{
    Change, Column, EnumType, ForeignKey, Index, Schema, SqlType, Table, TableName,
};

const DIALECT: Dialect = Dialect::Postgres;

/// What the old type is called while the columns move.
const ASIDE_PREFIX: &str = "_moviectl_old_";

/// PostgreSQL cuts longer identifiers off.
const LONGEST_IDENTIFIER: usize = 63;

/// The rename of an enum type within its schema.
pub fn rename_enum(from: &TableName, to: &str) -> Step {
    let renamed = TableName {
        schema: from.schema.clone(),
        name: to.to_owned(),
    };
    Step {
        up: vec![rename(from, to)],
        down: vec![rename(&renamed, &from.name)],
    }
}

/// The rename of a value of the enum type `name`.
pub fn rename_enum_value(name: &TableName, from: &str, to: &str) -> Step {
    let statement = |from, to| {
        format!(
            "ALTER TYPE {} RENAME VALUE {} TO {}",
            type_name(name),
            DIALECT.literal(from),
            DIALECT.literal(to)
        )
    };
    Step {
        up: vec![statement(from, to)],
        down: vec![statement(to, from)],
    }
}

fn rename(from: &TableName, to: &str) -> String {
    format!(
        "ALTER TYPE {} RENAME TO {}",
        type_name(from),
        DIALECT.quote(to)
    )
}

fn type_name(name: &TableName) -> String {
    DIALECT.type_sql(&SqlType::custom(name))
}

pub(super) fn create(own: &EnumType) -> String {
    // A new type is made in the default schema, whatever else has its name.
    let name = DIALECT.quote_table(&own.name);
    let labels: Vec<String> = own
        .labels
        .iter()
        .map(|label| DIALECT.literal(label))
        .collect();
    format!("CREATE TYPE {name} AS ENUM ({})", labels.join(", "))
}

pub(super) fn drop(name: &TableName) -> String {
    format!("DROP TYPE {}", type_name(name))
}

/// The statements that give `from` the values of `to`, on the schema `at`. `others` are all changes that are made in
/// the same transaction: what they use of new values must be there at once.
pub(super) fn alter_enum(
    from: &EnumType,
    to: &EnumType,
    at: &Schema,
    others: &[Change],
) -> Vec<String> {
    if from.is_extended_by(to) && !uses_new_value(from, to, others) {
        return add_values(from, to);
    }
    Rewrite { from, to, at }.statements()
}

fn add_values(from: &EnumType, to: &EnumType) -> Vec<String> {
    let mut statements = Vec::new();
    let mut before: Option<&String> = None;
    for label in &to.labels {
        if !from.labels.contains(label) {
            let place = match (before, from.labels.first()) {
                (Some(before), _) => format!(" AFTER {}", DIALECT.literal(before)),
                (None, Some(first)) => format!(" BEFORE {}", DIALECT.literal(first)),
                (None, None) => String::new(),
            };
            statements.push(format!(
                "ALTER TYPE {} ADD VALUE {}{place}",
                type_name(&from.name),
                DIALECT.literal(label)
            ));
        }
        before = Some(label);
    }
    statements
}

/// Whether a change needs a value that is new: PostgreSQL lets nobody use one before the transaction that added it
/// has ended, unless the type itself is made in it.
fn uses_new_value(from: &EnumType, to: &EnumType, others: &[Change]) -> bool {
    let new = to.lacking_in(from);
    let named = |text: &str| names_value(text, &new);
    let by_column = |column: &Column| {
        let generated = column.generated.as_ref().map(|own| &own.expression);
        let texts = column.default.iter().chain(generated);
        texts.into_iter().any(|text| named(text))
    };
    others.iter().any(|change| match change {
        Change::CreateTable(table) => {
            table.columns.iter().any(by_column)
                || table.checks.iter().any(|check| named(&check.expression))
                || table.indexes.iter().any(|index| named(&index.definition))
        }
        Change::AddColumn { column, .. } => by_column(column),
        Change::AlterColumn {
            from, to: column, ..
        } => {
            // Rows may hold the new value as text.
            let becomes = from.sql_type.name != column.sql_type.name && to.is_type_of(column);
            becomes || by_column(column)
        }
        Change::AddCheck { check, .. } => named(&check.expression),
        Change::AddIndex { index, .. } => named(&index.definition),
        _ => false,
    })
}

/// Whether a string in the SQL is one of the values, or an array that may have one.
fn names_value(sql: &str, labels: &[&str]) -> bool {
    tokens(DIALECT, sql)
        .filter(|token| token.kind == TokenKind::String)
        .any(|token| {
            let text = token.text.replace("''", "'");
            labels.iter().any(|label| {
                text == format!("'{label}'") || (text.starts_with("'{") && text.contains(label))
            })
        })
}

/// A column whose default names a value that goes, or one that is new, has none while its type changes. So that the
/// changes of such defaults are made in two parts.
pub(super) fn split_defaults(changes: &mut Vec<Change>) {
    let altered = changes.clone();
    let altered = || {
        altered.iter().filter_map(|change| match change {
            Change::AlterEnum { from, to } => Some((from, to)),
            _ => None,
        })
    };
    let mut last = Vec::new();
    for change in changes.iter_mut() {
        let Change::AlterColumn { table, from, to } = change else {
            continue;
        };
        let names = |column: &Column, labels: &[&str]| {
            let default = column.default.as_ref();
            default.is_some_and(|default| names_value(default, labels))
        };
        let concerned = altered().any(|(old, new)| {
            old.is_type_of(from)
                && old.is_type_of(to)
                && (names(from, &old.lacking_in(new)) || names(to, &new.lacking_in(old)))
        });
        if concerned && from.default.is_some() && to.default.is_some() {
            let without = Column {
                default: None,
                ..from.clone()
            };
            last.push(Change::AlterColumn {
                table: table.clone(),
                from: without.clone(),
                to: std::mem::replace(to, without),
            });
        }
    }
    changes.extend(last);
}

/// Whether a column must be altered before the enum types are: it is no longer of one of them, or loses a default.
pub(super) fn comes_first(from: &Column, to: &Column, altered: &[EnumType]) -> bool {
    let concerns = |column: &Column| altered.iter().any(|own| own.is_type_of(column));
    concerns(from) && (!concerns(to) || (from.default.is_some() && to.default.is_none()))
}

/// Refuses where something that can't stand aside depends on a type that must be made anew, in either direction.
pub(super) fn refuse(from: &Schema, changes: &[Change]) -> Result<(), PlanError> {
    for change in changes {
        let Change::AlterEnum { from: old, .. } = change else {
            continue;
        };
        let goes = |table: &Table| changes.contains(&Change::DropTable(table.clone()));
        let reasons: Vec<String> = from
            .tables
            .iter()
            .filter(|table| !goes(table))
            .flat_map(|table| generated_columns(old, table, from))
            .chain(from.dependents_of(old).map(str::to_owned))
            .collect();
        if !reasons.is_empty() {
            return Err(PlanError::CannotRewriteEnum {
                name: old.name.clone(),
                reasons,
            });
        }
    }
    Ok(())
}

/// Generated columns that are computed from the type: PostgreSQL alters no column that one is computed from.
fn generated_columns(own: &EnumType, table: &Table, at: &Schema) -> Vec<String> {
    let mut columns = table.columns.iter();
    let users: Vec<&str> = columns
        .by_ref()
        .filter(|column| own.is_type_of(column))
        .map(|column| column.name.as_str())
        .collect();
    let reads = |expression: &str| {
        names_type(expression, own, at)
            || tokens(DIALECT, expression)
                .filter_map(|token| token.identifier())
                .any(|name| users.contains(&name.as_str()))
    };
    let computed = table.columns.iter().filter(|column| {
        let generated = column.generated.as_ref();
        generated.is_some_and(|generated| reads(&generated.expression))
    });
    computed
        .map(|column| format!("generated column '{}.{}'", table.name, column.name))
        .collect()
}

/// Whether SQL, in PostgreSQL's own spelling, casts to the type. A type outside of the default schema may go without
/// its schema too, if it is on the search path and `at` has no other of its name.
fn names_type(sql: &str, own: &EnumType, at: &Schema) -> bool {
    let plain = TableName::new(&own.name.name);
    let bare = own.name.schema.is_none() || at.enum_type(&plain).is_none();
    let schema = own.name.schema.as_deref().unwrap_or("public");
    let all: Vec<Token<'_>> = tokens(DIALECT, sql).collect();
    all.windows(3).any(|part| match part {
        [first, second, name] if name.identifier().as_ref() == Some(&plain.name) => {
            (bare && second.is_punctuation(":"))
                || (second.is_punctuation(".") && first.identifier().as_deref() == Some(schema))
        }
        _ => false,
    })
}

/// A type made anew, on the schema as it is just then.
struct Rewrite<'a> {
    from: &'a EnumType,
    to: &'a EnumType,
    at: &'a Schema,
}

impl Rewrite<'_> {
    fn statements(&self) -> Vec<String> {
        let keys = self.foreign_keys();
        let indexes = self.indexes();
        let aside = self.aside();
        let mut statements = Vec::new();
        for (table, key) in &keys {
            statements.extend(drop_constraint(table, key.name.as_deref()));
        }
        for (table, index) in &indexes {
            statements.push(drop_index(DIALECT, table, index));
        }
        for table in &self.at.tables {
            for check in table
                .checks
                .iter()
                .filter(|own| self.is_named(&own.expression))
            {
                statements.extend(drop_constraint(&table.name, check.name.as_deref()));
            }
        }
        statements.push(rename(&self.from.name, &aside.name));
        statements.push(create(self.to));
        let moved = self
            .at
            .tables
            .iter()
            .filter_map(|table| self.columns(table));
        statements.extend(moved);
        statements.push(drop(&aside));
        for table in &self.at.tables {
            for check in table
                .checks
                .iter()
                .filter(|own| self.is_named(&own.expression))
            {
                let constraint = check_constraint(DIALECT, check);
                statements.push(alter(&table.name, &format!("ADD {constraint}")));
            }
        }
        statements.extend(indexes.iter().map(|(_, index)| index.definition.clone()));
        for (table, key) in &keys {
            let constraint = foreign_key_constraint(DIALECT, key);
            statements.push(alter(table, &format!("ADD {constraint}")));
        }
        statements
    }

    fn is_named(&self, sql: &str) -> bool {
        names_type(sql, self.from, self.at)
    }

    fn aside(&self) -> TableName {
        let mut name = format!("{ASIDE_PREFIX}{}", self.from.name.name);
        while name.len() > LONGEST_IDENTIFIER {
            name.pop();
        }
        TableName {
            schema: self.from.name.schema.clone(),
            name,
        }
    }

    /// One statement for all columns of a table, since checks and keys over several of them are looked at behind it.
    fn columns(&self, table: &Table) -> Option<String> {
        let of_type = |column: &&Column| self.from.is_type_of(column);
        let with_default = |column: &&Column| {
            let default = column.default.as_ref();
            default.is_some_and(|own| of_type(column) || self.is_named(own))
        };
        let name = |column: &Column| DIALECT.quote(&column.name);
        let columns = || table.columns.iter();
        let mut actions: Vec<String> = columns()
            .filter(with_default)
            .map(|column| format!("ALTER COLUMN {} DROP DEFAULT", name(column)))
            .collect();
        actions.extend(columns().filter(of_type).map(|column| {
            let brackets = "[]".repeat(usize::from(column.sql_type.dimensions));
            let sql_type = DIALECT.type_sql(&column.sql_type);
            let name = name(column);
            format!("ALTER COLUMN {name} TYPE {sql_type} USING {name}::text{brackets}::{sql_type}")
        }));
        actions.extend(columns().filter(with_default).map(|column| {
            let default = column.default.as_deref().unwrap_or_default();
            format!("ALTER COLUMN {} SET DEFAULT {default}", name(column))
        }));
        (!actions.is_empty()).then(|| alter(&table.name, &actions.join(",\n    ")))
    }

    /// Indexes with the type in an expression or a condition. Others are made anew by the move itself.
    fn indexes(&self) -> Vec<(&TableName, &Index)> {
        let tables = self.at.tables.iter();
        tables
            .flat_map(|table| table.indexes.iter().map(move |index| (&table.name, index)))
            .filter(|(_, index)| self.is_named(DIALECT.index_body(&index.definition)))
            .collect()
    }

    /// Foreign keys over columns of the type, on either side.
    fn foreign_keys(&self) -> Vec<(&TableName, &ForeignKey)> {
        let is_user = |table: &TableName, columns: &[String]| {
            let table = self.at.table(table);
            let mut columns = columns.iter();
            columns.any(|name| {
                let column = table.and_then(|table| table.column(name));
                column.is_some_and(|column| self.from.is_type_of(column))
            })
        };
        let tables = self.at.tables.iter();
        tables
            .flat_map(|table| table.foreign_keys.iter().map(move |key| (&table.name, key)))
            .filter(|(table, key)| {
                is_user(table, &key.columns) || is_user(&key.references, &key.referenced_columns)
            })
            .collect()
    }
}

/// The enum types of `schema` that nothing but `tables` uses, and that either these use or `declared` has.
pub fn enums_of(schema: &Schema, declared: &Schema, tables: &[TableName]) -> Vec<EnumType> {
    let uses =
        |own: &EnumType, table: &Table| table.columns.iter().any(|column| own.is_type_of(column));
    let ours = |table: &&Table| tables.contains(&table.name);
    schema
        .enums
        .iter()
        .filter(|own| {
            let mut going = schema.tables.iter().filter(ours);
            let staying = schema.tables.iter().filter(|table| !ours(table));
            let mut staying = staying.chain(&schema.views);
            let unneeded = schema.dependents_of(own).next().is_none();
            unneeded
                && (declared.enum_type(&own.name).is_some() || going.any(|table| uses(own, table)))
                && !staying.any(|table| uses(own, table))
        })
        .cloned()
        .collect()
}
