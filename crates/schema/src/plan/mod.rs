//! Changes to ordered, reversible steps of SQL.
//!
//! A plan is made from the schema that is there and the changes to it alone: no connection, no file. Each step has
//! its statements for both directions; `down.sql` is the steps backwards.

mod aside;
mod comment;
mod definition;
mod enums;
mod extras;
mod fill;
mod mysql;
mod names;
mod numbering;
mod order;
mod placeholder;
mod postgres;
mod rename;
mod rowid;
mod sqlite;
mod views;

#[cfg(test)]
mod tests;

pub use enums::enums_of;
pub use fill::{Fill, Fills};
pub use rename::renames;

use std::collections::HashSet;

use thiserror::Error;

use crate::dialect::requirements::lack_of_statements;
use crate::dialect::{Dialect, Server};
use crate::schema::{Change, Rename, Schema, TableName};

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

/// One step in both directions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// The statements that make the change, without semicolons.
    pub up: Vec<String>,
    /// The statements that take it back.
    pub down: Vec<String>,
}

/// Ordered steps.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// The steps in the order of `up.sql`.
    pub steps: Vec<Step>,
    /// True if foreign keys must be off while the scripts run. SQLite allows that only outside a transaction: the
    /// scripts bring their own transaction, and the revision must not run in another one.
    pub own_transaction: bool,
    /// True if a script has a statement that cannot run in a transaction: one that builds an index while other sessions
    /// write.
    pub outside_transaction: bool,
    /// True if each statement commits by itself. The scripts then number their steps, so that a script that stopped
    /// half-way can be taken back from that step. Step `n` of `down.sql` takes back step `n` of `up.sql`.
    pub numbered: bool,
}

/// Plans `changes` to `from`.
///
/// # Errors
///
/// [`PlanError`] where a change can't be made without losing what nobody asked to lose.
pub fn plan(dialect: Dialect, from: &Schema, changes: &[Change]) -> Result<Plan, PlanError> {
    plan_filled(dialect, from, changes, &Fills::default())
}

/// As [`plan`], with values for rows that exist.
///
/// # Errors
///
/// As [`plan`].
pub fn plan_filled(
    dialect: Dialect,
    from: &Schema,
    changes: &[Change],
    fills: &Fills,
) -> Result<Plan, PlanError> {
    refuse_undeclared(changes)?;
    let changes = names::with_names(from, changes);
    if dialect == Dialect::Postgres {
        views::refuse(from, &changes)?;
        extras::refuse(from, &changes)?;
    }
    steps_of(dialect, from, changes, fills)
}

/// Plans `changes` to `from` that nobody takes back: the way back may lose parts of tables.
///
/// # Errors
///
/// [`PlanError`] if the changes themselves are impossible.
pub fn plan_one_way(
    dialect: Dialect,
    from: &Schema,
    changes: &[Change],
) -> Result<Plan, PlanError> {
    refuse_undeclared(changes)?;
    let changes = names::with_names(from, changes);
    if dialect == Dialect::Postgres {
        views::refuse(from, &changes)?;
    }
    steps_of(dialect, from, changes, &Fills::default())
}

/// Refuses the changes that only a comparison of two databases finds.
fn refuse_undeclared(changes: &[Change]) -> Result<(), PlanError> {
    let mut undeclared = changes.iter().filter(|change| {
        matches!(
            change,
            Change::AddUndeclared { .. } | Change::DropUndeclared { .. }
        )
    });
    match undeclared.next() {
        Some(change) => Err(PlanError::Undeclared {
            change: Box::new(change.clone()),
        }),
        None => Ok(()),
    }
}

fn steps_of(
    dialect: Dialect,
    from: &Schema,
    changes: Vec<Change>,
    fills: &Fills,
) -> Result<Plan, PlanError> {
    let mut plan = match dialect {
        Dialect::Postgres => postgres::plan(from, changes, fills),
        Dialect::Sqlite => sqlite::plan(from, changes, fills),
        Dialect::Mysql => mysql::plan(from, changes, fills),
    }?;
    plan.numbered = !Server::recent(dialect).capabilities().transactional_ddl;
    Ok(plan)
}

/// The statements that create all schemas, enum types and tables of `schema`, in dependency order.
pub fn create_all(dialect: Dialect, schema: &Schema) -> Vec<String> {
    let schemas = schema.schemas.iter().cloned().map(Change::CreateSchema);
    let enums = schema.enums.iter().cloned().map(Change::CreateEnum);
    let tables = schema.tables.iter().cloned().map(Change::CreateTable);
    let changes: Vec<Change> = schemas.chain(enums).chain(tables).collect();
    // Creating never rebuilds, so that nothing can be refused.
    plan(dialect, &Schema::default(), &changes)
        .map(|plan| plan.steps.into_iter().flat_map(|step| step.up).collect())
        .unwrap_or_default()
}

/// Returns the statements that drop `tables`, in dependency order, and the foreign keys that would prevent it.
///
/// # Errors
///
/// [`PlanError::Views`] if views read one of the tables.
pub fn drop_all(
    dialect: Dialect,
    schema: &Schema,
    tables: &[TableName],
) -> Result<Vec<String>, PlanError> {
    let doomed: HashSet<&TableName> = tables.iter().collect();
    let changes: Vec<Change> = schema
        .tables
        .iter()
        .filter(|table| doomed.contains(&table.name))
        .cloned()
        .map(Change::DropTable)
        .collect();
    Ok(plan_one_way(dialect, schema, &changes)?.up_statements())
}

impl Plan {
    /// Describes a feature of the plan that the server lacks.
    pub fn lack(&self, server: Server) -> Option<String> {
        let statements = self
            .steps
            .iter()
            .flat_map(|step| step.up.iter().chain(&step.down));
        lack_of_statements(server, statements)
    }

    /// The same plan for a server: its scripts number their steps where no transaction holds them.
    #[must_use]
    pub fn for_server(mut self, server: Server) -> Self {
        self.numbered = !server.capabilities().transactional_ddl;
        self
    }

    /// The same plan with renamings of what `from` has ahead, which everything else is planned after.
    #[must_use]
    pub fn after_renames(mut self, dialect: Dialect, from: &Schema, renames: &[Rename]) -> Self {
        let ahead = rename::renames(dialect, from, renames);
        self.steps.splice(0..0, ahead);
        self
    }

    /// The same plan with its indexes made and dropped while others write to their tables (PostgreSQL's `CONCURRENTLY`);
    /// `None` where it does anything else.
    #[must_use]
    pub fn concurrently(mut self) -> Option<Self> {
        const HEADS: [&str; 3] = ["CREATE UNIQUE INDEX ", "CREATE INDEX ", "DROP INDEX "];
        let concurrent = |statement: &String| {
            HEADS.iter().find_map(|head| {
                let rest = statement.strip_prefix(head)?;
                Some(format!("{head}CONCURRENTLY {rest}"))
            })
        };
        for step in &mut self.steps {
            step.up = step.up.iter().map(concurrent).collect::<Option<_>>()?;
            step.down = step.down.iter().map(concurrent).collect::<Option<_>>()?;
        }
        self.outside_transaction = true;
        Some(self)
    }

    /// The statements of `up.sql`, the transaction's own where the script brings one.
    pub fn up_statements(&self) -> Vec<String> {
        let statements = self.steps.iter().flat_map(|step| step.up.iter().cloned());
        self.enveloped(statements.collect())
    }

    /// The statements of `down.sql`, likewise.
    pub fn down_statements(&self) -> Vec<String> {
        let steps = self.steps.iter().rev();
        self.enveloped(steps.flat_map(|step| step.down.iter().cloned()).collect())
    }

    /// The text of `up.sql`.
    pub fn up_sql(&self) -> String {
        if !self.numbered {
            return script(&self.up_statements());
        }
        let steps = self.numbered_steps();
        steps.map(|(n, step)| step_script(n, &step.up)).collect()
    }

    /// The text of `down.sql`.
    pub fn down_sql(&self) -> String {
        if !self.numbered {
            return script(&self.down_statements());
        }
        let steps = self.numbered_steps().rev();
        steps.map(|(n, step)| step_script(n, &step.down)).collect()
    }

    /// The steps that do anything, from 1.
    fn numbered_steps(&self) -> impl DoubleEndedIterator<Item = (usize, &Step)> {
        let steps = self.steps.iter();
        let some: Vec<&Step> = steps
            .filter(|step| !step.up.is_empty() || !step.down.is_empty())
            .collect();
        some.into_iter()
            .enumerate()
            .map(|(at, step)| (at + 1, step))
    }

    /// SQLite ignores `PRAGMA foreign_keys` inside of a transaction, and with foreign keys on, `DROP TABLE` deletes
    /// the rows of child tables (<https://www.sqlite.org/lang_altertable.html>, section 7).
    fn enveloped(&self, statements: Vec<String>) -> Vec<String> {
        if !self.own_transaction {
            return statements;
        }
        let mut all = vec![
            "PRAGMA foreign_keys=OFF".to_owned(),
            "BEGIN IMMEDIATE".to_owned(),
        ];
        all.extend(statements);
        all.push("COMMIT".to_owned());
        all.push("PRAGMA foreign_keys=ON".to_owned());
        all
    }
}

/// The statements of one step, under its number.
fn step_script(number: usize, statements: &[String]) -> String {
    format!("-- step {number}\n{}", script(statements))
}

/// Statements as a script that a person reads.
pub fn script(statements: &[String]) -> String {
    let mut text = String::new();
    for statement in statements {
        text.push_str(statement);
        text.push_str(";\n");
    }
    text
}
