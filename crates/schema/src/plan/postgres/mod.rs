//! Steps for PostgreSQL, which alters everything in place and inside of a transaction.

mod column;
mod comment;
mod constraint;
mod definition;
mod enums;
mod numbering;
mod placeholder;
mod views;

pub use self::enums::enums_of;

use self::column::{add_column, alter_column};
use self::constraint::{alter, alter_primary_key, drop_constraint};
use self::definition::create_table;
use super::definition::drop_index;
use super::fill::ExistingRows;
use super::in_place::{self, InPlace};
use super::placeholder::for_restored;
use super::planner::Planner;
use super::{Fills, Plan, PlanError, Step, WayBack, restorable};
use crate::dialect::Dialect;
use crate::schema::{Change, Column, Evolving, Rename, Schema, SqlType, Table};

const DIALECT: Dialect = Dialect::Postgres;

/// PostgreSQL.
pub(super) struct Postgres;

impl Planner for Postgres {
    fn refuse_up(
        &self,
        from: &Schema,
        changes: &[Change],
        fills: &Fills,
        way_back: WayBack,
    ) -> Result<(), PlanError> {
        views::refuse(from, changes)?;
        enums::refuse_up(&Evolving::of(from), changes, fills, way_back)
    }

    fn refuse_down(
        &self,
        from: &Schema,
        changes: &[Change],
        way_back: WayBack,
    ) -> Result<(), PlanError> {
        restorable::refuse(from, changes)?;
        enums::refuse_down(&Evolving::of(from), changes, way_back)
    }

    fn placeholder(&self, column: &Column, at: &Evolving) -> Option<String> {
        for_restored(column, placeholder::literal).or_else(|| placeholder::of_enum(column, at))
    }

    fn steps(&self, from: &Schema, changes: Vec<Change>, fills: &Fills) -> Result<Plan, PlanError> {
        Ok(plan(from, changes, fills))
    }

    fn rename(&self, _at: &mut Schema, rename: &Rename) -> Option<Step> {
        match rename {
            Rename::Enum { from, to } => Some(enums::rename_enum(from, &to.name)),
            Rename::Value { name, from, to } => Some(enums::rename_enum_value(name, from, to)),
            Rename::Table { .. } | Rename::Column { .. } => None,
        }
    }
}

impl InPlace for Postgres {
    fn dialect(&self) -> Dialect {
        DIALECT
    }

    fn comparable(&self, from: &Column, to: &Column) -> bool {
        const FAMILIES: [&[&str]; 2] = [&["smallint", "integer", "bigint"], &["text", "varchar"]];
        let (one, other) = (&from.sql_type, &to.sql_type);
        let within = |family: &&[&str]| {
            let has = |sql_type: &SqlType| family.iter().any(|name| sql_type.is_builtin(name));
            has(one) && has(other)
        };
        one.name == other.name || FAMILIES.iter().any(within)
    }
}

fn plan(from: &Schema, mut changes: Vec<Change>, fills: &Fills) -> Plan {
    let mut at = Evolving::of(from);
    enums::split_defaults(&mut changes);
    let up = in_place::ordered(&Postgres, from, changes);
    let down: Vec<Change> = up.iter().cloned().map(Change::inverse).collect();
    let mut steps = Vec::with_capacity(up.len());
    for (change, inverse) in up.iter().zip(&down) {
        let way_up = Way {
            rows: ExistingRows::up(fills),
            at: &at,
            changes: &up,
        };
        let up = way_up.statements(change);
        at.apply(change);
        let way_down = Way {
            rows: ExistingRows::down(),
            at: &at,
            changes: &down,
        };
        let down = way_down.statements(inverse);
        steps.push(Step { up, down });
    }
    Plan {
        steps,
        own_transaction: false,
        outside_transaction: false,
        numbered: false,
    }
}

/// The data that a change's statements depend on, beside the change.
struct Way<'a> {
    rows: ExistingRows<'a>,
    /// The schema that the statement finds.
    at: &'a Evolving,
    /// All changes that are made on the way.
    changes: &'a [Change],
}

impl Way<'_> {
    fn statements(&self, change: &Change) -> Vec<String> {
        match change {
            Change::AlterEnum { from, to } => enums::alter_enum(from, to, self),
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
    statements.push(create_table(&created));
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
