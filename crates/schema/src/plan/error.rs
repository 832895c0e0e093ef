//! Reasons why no plan can be made.

use thiserror::Error;

use crate::schema::{Change, TableName};

/// Why no plan can be made.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlanError {
    /// SQLite can make the change only by rebuilding the table, which would lose something.
    #[error("table '{table}' can't be rebuilt without losing: {}", reasons.join(", "))]
    CannotRebuild {
        /// The table.
        table: TableName,
        /// The parts of the table that would be lost, in words.
        reasons: Vec<String>,
    },
    /// A value can be taken from an enum type only by making the type anew, which something does not allow.
    #[error(
        "enum '{name}' can't be made anew, which taking away a value needs, and the way back from a new one too: {} in the way",
        in_the_way(reasons)
    )]
    CannotRewriteEnum {
        /// The type.
        name: TableName,
        /// The objects that depend on the type, in words.
        reasons: Vec<String>,
    },
    /// `down.sql` could not bring back what the change takes away.
    #[error("table '{table}' could not be brought back without losing: {}", reasons.join(", "))]
    CannotRestore {
        /// The table.
        table: TableName,
        /// The parts of the table that would be lost, in words.
        reasons: Vec<String>,
    },
    /// A change is about a part of a table that no declaration expresses.
    #[error("no plan changes what no declaration expresses: {}", change.describe().join(", "))]
    Undeclared {
        /// The change.
        change: Box<Change>,
    },
    /// PostgreSQL neither drops nor retypes what a view reads.
    #[error("views read what is to change or to go ({}): {}", of.join(", "), list(views))]
    Views {
        /// The tables and columns that are to change or to go.
        of: Vec<String>,
        /// The views that read them, and those that read these.
        views: Vec<TableName>,
    },
}

fn in_the_way(reasons: &[String]) -> String {
    let verb = if reasons.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", reasons.join(", "))
}

fn list(names: &[TableName]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    names.join(", ")
}
