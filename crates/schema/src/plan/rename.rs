//! Renaming in place, which every dialect does by one statement. The database also renames it in most objects that mention the
//! old name.

use super::{Plan, Step, planner};
use crate::dialect::Dialect;
use crate::schema::{Rename, Schema, TableName};

impl Plan {
    /// The same plan with renamings of what `from` has ahead, which everything else is planned after.
    #[must_use]
    pub fn after_renames(mut self, dialect: Dialect, from: &Schema, renames: &[Rename]) -> Self {
        let ahead = self::renames(dialect, from, renames);
        self.steps.splice(0..0, ahead);
        self
    }
}

/// The statements of renamings of what `from` has, one after the other, and those that take them back.
#[doc(hidden)]
pub fn renames(dialect: Dialect, from: &Schema, renames: &[Rename]) -> Vec<Step> {
    let mut at = from.clone();
    let steps = renames.iter();
    steps.map(|one| rename(dialect, &mut at, one)).collect()
}

/// `at` has the names from before, and as far as a later renaming has to know them, those from afterwards.
fn rename(dialect: Dialect, at: &mut Schema, rename: &Rename) -> Step {
    if let Some(step) = planner(dialect).rename(at, rename) {
        return step;
    }
    match rename {
        Rename::Table { from, to } => {
            for table in &mut at.tables {
                if table.name == *from {
                    table.name = to.clone();
                }
                let keys = table.foreign_keys.iter_mut();
                for key in keys.filter(|key| key.references == *from) {
                    key.references = to.clone();
                }
            }
            Step {
                up: vec![rename_table(dialect, from, to)],
                down: vec![rename_table(dialect, to, from)],
            }
        }
        Rename::Column { table, from, to } => Step {
            up: vec![rename_column(dialect, table, from, to)],
            down: vec![rename_column(dialect, table, to, from)],
        },
        // Only a dialect that has such types renames them.
        Rename::Enum { .. } | Rename::Value { .. } => Step {
            up: Vec::new(),
            down: Vec::new(),
        },
    }
}

fn rename_table(dialect: Dialect, from: &TableName, to: &TableName) -> String {
    format!(
        "ALTER TABLE {} RENAME TO {}",
        dialect.quote_table(from),
        dialect.quote(&to.name)
    )
}

fn rename_column(dialect: Dialect, table: &TableName, from: &str, to: &str) -> String {
    format!(
        "ALTER TABLE {} RENAME COLUMN {} TO {}",
        dialect.quote_table(table),
        dialect.quote(from),
        dialect.quote(to)
    )
}
