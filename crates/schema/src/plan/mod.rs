//! Changes to ordered, reversible steps of SQL.
//!
//! A plan is made from the schema that is there and the changes to it alone: no connection, no file. Each step has
//! its statements for both directions; `down.sql` is the steps backwards. Each dialect has a folder; what two of them share
//! stands beside the folders.

mod definition;
mod dependency;
mod error;
mod fill;
mod in_place;
mod mysql;
mod names;
mod placeholder;
mod planner;
mod postgres;
mod rename;
mod restorable;
mod sqlite;
mod steps;
mod undeclared;

#[cfg(test)]
mod tests;

pub use error::PlanError;
pub use fill::{Fill, Fills};
pub use postgres::enums_of;
pub use rename::renames;
pub use steps::{Plan, Step, script};

use std::collections::HashSet;

use self::planner::Planner;
use crate::dialect::{Dialect, Server};
use crate::schema::{Change, Schema, TableName};

/// The one place that goes from a dialect's name to its folder.
fn planner(dialect: Dialect) -> &'static dyn Planner {
    match dialect {
        Dialect::Sqlite => &sqlite::Sqlite,
        Dialect::Postgres => &postgres::Postgres,
        Dialect::Mysql => &mysql::Mysql,
    }
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
    steps_of(dialect, from, changes, fills, WayBack::Planned)
}

/// As [`plan_filled`], for a plan whose proof completes it with the objects outside of the model.
///
/// # Errors
///
/// As [`plan`].
pub fn plan_completed(
    dialect: Dialect,
    from: &Schema,
    changes: &[Change],
    fills: &Fills,
) -> Result<Plan, PlanError> {
    steps_of(dialect, from, changes, fills, WayBack::Completed)
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
    steps_of(dialect, from, changes, &Fills::default(), WayBack::None)
}

/// Returns the tables that must have no rows for `down.sql` of these changes to run, each with the reason in words: `where 't'
/// has rows: …`.
pub fn needs_empty_tables(
    dialect: Dialect,
    from: &Schema,
    changes: &[Change],
) -> Vec<(TableName, String)> {
    restorable::without_values(dialect, planner(dialect), from, changes)
}

/// How much the way back of a plan has to bring back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WayBack {
    /// Everything, by the plan alone.
    Planned,
    /// Everything. Objects without a place in the model are added afterwards, or named by the proof.
    Completed,
    /// Nobody goes back.
    None,
}

/// Plans the changes.
fn steps_of(
    dialect: Dialect,
    from: &Schema,
    changes: &[Change],
    fills: &Fills,
    way_back: WayBack,
) -> Result<Plan, PlanError> {
    undeclared::refuse(changes)?;
    let changes = names::with_names(from, changes);
    let planner = planner(dialect);
    planner.refuse_up(from, &changes, fills, way_back)?;
    if way_back != WayBack::None {
        planner.refuse_down(from, &changes, way_back)?;
    }
    let mut plan = planner.steps(from, changes, fills)?;
    plan.numbered = !Server::recent(dialect).capabilities().transactional_ddl;
    Ok(plan)
}

/// The statements that create all schemas, enum types and tables of `schema`, in dependency order.
pub fn create_all(dialect: Dialect, schema: &Schema) -> Vec<String> {
    let none = Schema::default();
    let changes = names::with_names(&none, &creations(schema));
    created(dialect, changes)
}

/// The same for the schema of a database: a constraint without a name gets none.
pub fn copy_all(dialect: Dialect, schema: &Schema) -> Vec<String> {
    created(dialect, creations(schema))
}

fn creations(schema: &Schema) -> Vec<Change> {
    let schemas = schema.schemas.iter().cloned().map(Change::CreateSchema);
    let enums = schema.enums.iter().cloned().map(Change::CreateEnum);
    let tables = schema.tables.iter().cloned().map(Change::CreateTable);
    schemas.chain(enums).chain(tables).collect()
}

fn created(dialect: Dialect, changes: Vec<Change>) -> Vec<String> {
    // Creating never rebuilds, so that nothing can be refused.
    planner(dialect)
        .steps(&Schema::default(), changes, &Fills::default())
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
