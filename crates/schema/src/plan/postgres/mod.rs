//! Steps for PostgreSQL, which alters everything in place and inside of a transaction.

mod column;

use self::column::{add_column, alter_column};
use super::definition::{create_table, drop_index};
use super::{Fills, Plan, PlanError, Step, comment, enums, numbering, order};
use crate::dialect::Dialect;
use crate::schema::{Change, Evolving, PrimaryKey, Schema, Table, TableName};

const DIALECT: Dialect = Dialect::Postgres;

/// Which way a statement goes: a column that comes back is filled, one that is new is not.
#[derive(Clone, Copy)]
enum Direction<'a> {
    /// With what existing rows get.
    Up(&'a Fills),
    Down,
}

pub(super) fn plan(from: &Schema, changes: Vec<Change>, fills: &Fills) -> Result<Plan, PlanError> {
    let mut at = Evolving::of(from);
    enums::refuse(&at, &changes)?;
    let up = order::in_place(DIALECT, from, changes);
    let down: Vec<Change> = up.iter().cloned().map(Change::inverse).collect();
    let mut steps = Vec::with_capacity(up.len());
    for (change, inverse) in up.iter().zip(&down) {
        let way_up = Way {
            direction: Direction::Up(fills),
            at: &at,
            changes: &up,
        };
        let up = way_up.statements(change);
        at.apply(change);
        let way_down = Way {
            direction: Direction::Down,
            at: &at,
            changes: &down,
        };
        let down = way_down.statements(inverse);
        steps.push(Step { up, down });
    }
    Ok(Plan {
        steps,
        own_transaction: false,
        outside_transaction: false,
        numbered: false,
    })
}

/// The data that a change's statements depend on, beside the change.
struct Way<'a> {
    direction: Direction<'a>,
    /// The schema that the statement finds.
    at: &'a Evolving,
    /// All changes that are made on the way.
    changes: &'a [Change],
}

impl Way<'_> {
    fn statements(&self, change: &Change) -> Vec<String> {
        match change {
            Change::AlterEnum { from, to } => enums::alter_enum(from, to, self.at, self.changes),
            Change::AddColumn { table, column } => add_column(table, column, self),
            Change::AlterColumn { table, from, to } => alter_column(table, from, to, self),
            other => statements(other),
        }
    }
}

/// The statements of a change that needs to know nothing else.
fn statements(change: &Change) -> Vec<String> {
    match change {
        // A schema that somebody created beforehand serves as well.
        Change::CreateSchema(name) => {
            vec![format!(
                "CREATE SCHEMA IF NOT EXISTS {}",
                DIALECT.quote(name)
            )]
        }
        Change::DropSchema(name) => vec![format!("DROP SCHEMA {}", DIALECT.quote(name))],
        Change::CreateEnum(own) => vec![enums::create(own)],
        Change::DropEnum(own) => vec![enums::drop(&own.name)],
        Change::AlterEnum { .. }
        | Change::AddColumn { .. }
        | Change::AlterColumn { .. }
        | Change::AddUndeclared { .. }
        | Change::DropUndeclared { .. } => Vec::new(),
        Change::CreateTable(table) => create(table),
        Change::DropTable(table) => {
            vec![format!("DROP TABLE {}", DIALECT.quote_table(&table.name))]
        }
        Change::DropColumn { table, column } => {
            vec![alter(
                table,
                &format!("DROP COLUMN {}", DIALECT.quote(&column.name)),
            )]
        }
        Change::AlterPrimaryKey { table, from, to } => {
            alter_primary_key(table, from.as_ref(), to.as_ref())
        }
        Change::AddForeignKey { table, foreign_key } => {
            vec![alter(
                table,
                &format!("ADD {}", DIALECT.foreign_key_constraint(foreign_key)),
            )]
        }
        Change::DropForeignKey { table, foreign_key } => {
            drop_constraint(table, foreign_key.name.as_deref())
        }
        Change::AddUnique { table, unique } => {
            vec![alter(
                table,
                &format!("ADD {}", DIALECT.unique_constraint(unique)),
            )]
        }
        Change::DropUnique { table, unique } => drop_constraint(table, unique.name.as_deref()),
        Change::AddCheck { table, check } => {
            vec![alter(
                table,
                &format!("ADD {}", DIALECT.check_constraint(check)),
            )]
        }
        Change::DropCheck { table, check } => drop_constraint(table, check.name.as_deref()),
        Change::AlterComment {
            table, column, to, ..
        } => vec![comment::statement(table, column.as_deref(), to.as_deref())],
        // SQLite alone has any.
        Change::AlterOptions { .. } => Vec::new(),
        Change::AddIndex { table, index } => vec![DIALECT.create_index(table, index)],
        Change::DropIndex { table, index } => vec![drop_index(DIALECT, table, index)],
    }
}

fn create(table: &Table) -> Vec<String> {
    let mut statements: Vec<String> = table
        .columns
        .iter()
        .filter_map(|column| numbering::made_before(&table.name, column))
        .collect();
    let (created, unproved) = without_unproved(table);
    statements.push(create_table(DIALECT, &created, &table.name));
    statements.extend(unproved);
    statements.extend(
        table
            .columns
            .iter()
            .filter_map(|column| numbering::made_after(&table.name, column)),
    );
    let indexes = table.indexes.iter();
    statements.extend(indexes.map(|index| DIALECT.create_index(&table.name, index)));
    statements.extend(DIALECT.table_properties(table));
    statements.extend(comment::of_table(table));
    statements
}

/// The table without what is `NOT VALID`, and the statements that add it: within `CREATE TABLE` PostgreSQL takes it for
/// proved.
fn without_unproved(table: &Table) -> (Table, Vec<String>) {
    let mut created = table.clone();
    created.checks.retain(|check| !check.clauses.not_valid);
    created.foreign_keys.retain(|key| !key.clauses.not_valid);
    let checks = table.checks.iter();
    let checks = checks
        .filter(|check| !created.checks.contains(check))
        .map(|check| DIALECT.check_constraint(check));
    let keys = table.foreign_keys.iter();
    let keys = keys
        .filter(|key| !created.foreign_keys.contains(key))
        .map(|key| DIALECT.foreign_key_constraint(key));
    let statements = checks
        .chain(keys)
        .map(|constraint| alter(&table.name, &format!("ADD {constraint}")))
        .collect();
    (created, statements)
}

pub(super) fn alter(table: &TableName, action: &str) -> String {
    format!("ALTER TABLE {} {action}", DIALECT.quote_table(table))
}

pub(super) fn drop_constraint(table: &TableName, name: Option<&str>) -> Vec<String> {
    // PostgreSQL names every constraint, and the planner every new one, so that a name is always there.
    name.map(|name| alter(table, &format!("DROP CONSTRAINT {}", DIALECT.quote(name))))
        .into_iter()
        .collect()
}

fn alter_primary_key(
    table: &TableName,
    from: Option<&PrimaryKey>,
    to: Option<&PrimaryKey>,
) -> Vec<String> {
    let mut actions = Vec::new();
    if let Some(key) = from {
        let name = key
            .name
            .clone()
            .unwrap_or_else(|| format!("{}_pkey", table.name));
        actions.push(format!("DROP CONSTRAINT {}", DIALECT.quote(&name)));
    }
    if let Some(key) = to {
        let name = key
            .name
            .clone()
            .unwrap_or_else(|| format!("{}_pkey", table.name));
        actions.push(format!(
            "ADD CONSTRAINT {} PRIMARY KEY ({})",
            DIALECT.quote(&name),
            DIALECT.quote_list(&key.columns)
        ));
    }
    vec![alter(table, &actions.join(",\n    "))]
}
