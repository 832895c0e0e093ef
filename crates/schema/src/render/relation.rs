//! What a diagram shows of a schema beside its boxes: the relations, their cardinality, and the columns' keys.

use crate::dialect::Dialect;
use crate::schema::{ForeignKey, Index, Schema, Table, TableName};

/// A foreign key between two tables of the schema, by their positions in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    /// The referencing table.
    pub(super) child: usize,
    /// The first of the referencing columns.
    pub(super) child_column: usize,
    /// The referenced table.
    pub(super) parent: usize,
    /// The first of the referenced columns.
    pub(super) parent_column: usize,
    /// A row of the child may refer to no row: a referencing column is nullable.
    pub(super) optional: bool,
    /// At most one row of the child refers to one of the parent: the referencing columns are unique.
    pub(super) single: bool,
    /// `user_id`, or `order_id, line`.
    pub(super) columns: String,
    /// `address (user_id) → user_account (id) ON DELETE CASCADE`.
    pub(super) description: String,
}

/// The relations in the order of the tables and of their foreign keys. Keys to tables that the schema lacks are none.
pub(super) fn relations(dialect: Dialect, schema: &Schema) -> Vec<Relation> {
    let tables = schema.tables.iter().enumerate();
    tables
        .flat_map(|(child, table)| {
            let keys = table.foreign_keys.iter();
            keys.filter_map(move |key| relation(dialect, schema, (child, table), key))
        })
        .collect()
}

fn relation(
    dialect: Dialect,
    schema: &Schema,
    (child, table): (usize, &Table),
    key: &ForeignKey,
) -> Option<Relation> {
    let parent = schema
        .tables
        .iter()
        .position(|other| same_table(dialect, &other.name, &key.references))?;
    let referenced = schema.tables.get(parent)?;
    let nullable = |name: &String| {
        position(dialect, table, name)
            .and_then(|at| table.columns.get(at))
            .is_some_and(|column| column.nullable)
    };
    Some(Relation {
        child,
        child_column: position(dialect, table, key.columns.first()?)?,
        parent,
        parent_column: position(dialect, referenced, key.referenced_columns.first()?)?,
        optional: key.columns.iter().any(nullable),
        single: is_unique(dialect, table, &key.columns),
        columns: key.columns.join(", "),
        description: describe(table, key),
    })
}

fn same_table(dialect: Dialect, one: &TableName, other: &TableName) -> bool {
    one.schema == other.schema && dialect.same_name(&one.name, &other.name)
}

fn position(dialect: Dialect, table: &Table, name: &str) -> Option<usize> {
    let mut columns = table.columns.iter();
    columns.position(|column| dialect.same_name(&column.name, name))
}

fn describe(table: &Table, key: &ForeignKey) -> String {
    let mut text = format!(
        "{} ({}) → {} ({})",
        table.name,
        key.columns.join(", "),
        key.references,
        key.referenced_columns.join(", ")
    );
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        if action != Default::default() {
            text.push_str(&format!(" ON {event} {}", action.keywords()));
        }
    }
    text
}

/// Whether no two rows have the same values in `columns`: some of them are a key by themselves.
fn is_unique(dialect: Dialect, table: &Table, columns: &[String]) -> bool {
    let within = |key: &[String]| {
        !key.is_empty()
            && key
                .iter()
                .all(|part| columns.iter().any(|own| dialect.same_name(own, part)))
    };
    within(table.key_columns())
        || table.uniques.iter().any(|unique| within(&unique.columns))
        || table
            .indexes
            .iter()
            .any(|index| is_whole(index) && within(&index.columns))
}

/// A unique index over all rows. One with a condition, or over expressions, says nothing of its columns.
fn is_whole(index: &Index) -> bool {
    let definition = index.definition.to_uppercase();
    let keys = definition.split_once('(').map_or("", |(_, keys)| keys);
    index.unique && !definition.contains(" WHERE ") && !keys.contains('(')
}

/// The keys that a column is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marks {
    /// Of the primary key.
    pub(super) primary: bool,
    /// Of a foreign key.
    pub(super) foreign: bool,
    /// Unique by itself, and not the primary key.
    pub(super) unique: bool,
}

impl Marks {
    pub(super) fn of(dialect: Dialect, table: &Table, column: &str) -> Self {
        let has = |columns: &[String]| columns.iter().any(|own| dialect.same_name(own, column));
        let primary = has(table.key_columns());
        Self {
            primary,
            foreign: table.foreign_keys.iter().any(|key| has(&key.columns)),
            unique: !(primary && table.key_columns().len() == 1)
                && is_unique(dialect, table, &[column.to_owned()]),
        }
    }

    /// `PK`, `FK`, `UK`, in this order.
    pub(super) fn words(self) -> Vec<&'static str> {
        [
            (self.primary, "PK"),
            (self.foreign, "FK"),
            (self.unique, "UK"),
        ]
        .into_iter()
        .filter_map(|(is, word)| is.then_some(word))
        .collect()
    }
}
