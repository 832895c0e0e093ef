//! The content of a diagram beside its boxes: the relations, their cardinality, and the columns' keys.

use std::collections::{HashMap, HashSet};

use crate::dialect::{Dialect, Indexed, Lookup, Names};
use crate::schema::{ForeignKey, Schema, Table};

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
    let names = Names::Of(dialect);
    let lookup = Lookup::of(names, schema);
    let mut relations = Vec::new();
    for (place, table) in schema.tables.iter().enumerate() {
        let child = Child {
            keys: TableKeys::of(dialect, table),
            table: Indexed::of(names, table, place),
        };
        let keys = table.foreign_keys.iter();
        relations.extend(keys.filter_map(|key| child.relation(&lookup, key)));
    }
    relations
}

/// A table that refers to others.
struct Child<'a> {
    table: Indexed<'a>,
    keys: TableKeys,
}

impl Child<'_> {
    fn relation(&self, lookup: &Lookup<'_>, key: &ForeignKey) -> Option<Relation> {
        let parent = lookup.get(&key.references)?;
        let nullable = |name: &String| {
            let column = self.table.column(name);
            column.is_some_and(|column| column.nullable)
        };
        Some(Relation {
            child: self.table.place,
            child_column: self.table.column_place(key.columns.first()?)?,
            parent: parent.place,
            parent_column: parent.column_place(key.referenced_columns.first()?)?,
            optional: key.columns.iter().any(nullable),
            single: self.keys.are_unique(&key.columns),
            columns: key.columns.join(", "),
            description: describe(self.table.table, key),
        })
    }
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

/// The keys of a table, by the names of their columns as the database compares them.
pub(super) struct TableKeys {
    dialect: Dialect,
    primary: HashSet<String>,
    foreign: HashSet<String>,
    /// The lists of columns that make rows unique, by their first column.
    unique: HashMap<String, Vec<Vec<String>>>,
}

impl TableKeys {
    pub(super) fn of(dialect: Dialect, table: &Table) -> Self {
        let fold = |columns: &[String]| -> Vec<String> {
            columns.iter().map(|own| dialect.folded(own)).collect()
        };
        let foreign_keys = table.foreign_keys.iter();
        let uniques = table.uniques.iter().map(|unique| &unique.columns[..]);
        let indexes = table.indexes.iter().filter(|index| index.is_key());
        let keys: Vec<Vec<String>> = indexes
            .map(|index| index.whole_columns().map(str::to_owned).collect())
            .collect();
        let mut unique: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for columns in std::iter::once(table.key_columns())
            .chain(uniques)
            .chain(keys.iter().map(Vec::as_slice))
        {
            let columns = fold(columns);
            if let Some(first) = columns.first() {
                unique.entry(first.clone()).or_default().push(columns);
            }
        }
        Self {
            dialect,
            primary: fold(table.key_columns()).into_iter().collect(),
            foreign: foreign_keys.flat_map(|key| fold(&key.columns)).collect(),
            unique,
        }
    }

    /// Returns whether no two rows have the same values in `columns`: some of these columns are a unique key.
    fn are_unique(&self, columns: &[String]) -> bool {
        let columns: HashSet<String> = columns.iter().map(|own| self.dialect.folded(own)).collect();
        let mut keys = columns
            .iter()
            .filter_map(|column| self.unique.get(column))
            .flatten();
        keys.any(|key| key.iter().all(|part| columns.contains(part)))
    }

    /// The keys that a column is part of.
    pub(super) fn marks(&self, column: &str) -> Marks {
        let name = self.dialect.folded(column);
        let primary = self.primary.contains(&name);
        Marks {
            primary,
            foreign: self.foreign.contains(&name),
            unique: !(primary && self.primary.len() == 1) && self.are_unique(&[column.to_owned()]),
        }
    }
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
