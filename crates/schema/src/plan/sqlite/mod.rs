//! Steps for SQLite, whose `ALTER TABLE` can little: for the rest the table is made anew and its rows are copied.

mod definition;
mod grouping;
mod in_place;
mod placeholder;
mod rebuild;
mod rowid;

use std::collections::HashMap;

use self::definition::create_table;
use self::in_place::{filled_in_place, in_place};
use self::rebuild::rebuild;
use super::dependency::by_dependency;
use super::fill::ExistingRows;
use super::placeholder::for_restored;
use super::planner::Planner;
use super::{Fills, Plan, PlanError, Step};
use crate::dialect::Dialect;
use crate::schema::{Change, Column, Evolving, ForeignKey, Schema, Table, TableName};

const DIALECT: Dialect = Dialect::Sqlite;

/// Prefix of the copy's name until the original table is dropped.
const COPY_PREFIX: &str = "_moviectl_new_";

/// SQLite.
pub(super) struct Sqlite;

impl Planner for Sqlite {
    fn placeholder(&self, column: &Column, _at: &Evolving) -> Option<String> {
        for_restored(column, placeholder::literal)
    }

    /// The rowid under another name.
    fn has_number(&self, table: &Table, column: &Column) -> bool {
        rowid::alias(table).is_some_and(|own| own.name == column.name)
    }

    fn steps(&self, from: &Schema, changes: Vec<Change>, fills: &Fills) -> Result<Plan, PlanError> {
        plan(from, changes, fills)
    }
}

fn plan(from: &Schema, changes: Vec<Change>, fills: &Fills) -> Result<Plan, PlanError> {
    let (mut created, mut dropped, mut others) = (Vec::new(), Vec::new(), Vec::new());
    let (first, changes) = grouping::names_first(changes);
    for change in changes {
        match change {
            Change::CreateTable(table) => created.push(table),
            Change::DropTable(table) => dropped.push(table),
            other => others.push(other),
        }
    }
    let mut planner = Steps {
        state: Evolving::of(from),
        steps: Vec::new(),
        own_transaction: false,
        fills,
    };
    for change in first {
        if let Some(table) = change.table().cloned() {
            planner.alter(&table, vec![change])?;
        }
    }
    planner.create(created);
    // SQLite has neither schemas nor types of its own, so that every change is one of a table.
    for (table, own) in grouping::by_table(others) {
        planner.alter(&table, own)?;
    }
    planner.drop(dropped);
    Ok(Plan {
        steps: planner.steps,
        own_transaction: planner.own_transaction,
        outside_transaction: false,
        numbered: false,
    })
}

/// The steps so far.
struct Steps<'a> {
    state: Evolving,
    steps: Vec<Step>,
    own_transaction: bool,
    /// The values that existing rows get in columns.
    fills: &'a Fills,
}

impl Steps<'_> {
    fn create(&mut self, tables: Vec<Table>) {
        for table in self.sorted(tables) {
            self.steps.push(Step {
                up: create(&table),
                down: vec![drop_table(&table.name)],
            });
            self.state.apply(&Change::CreateTable(table));
        }
    }

    fn drop(&mut self, tables: Vec<Table>) {
        for table in self.sorted(tables).into_iter().rev() {
            self.steps.push(Step {
                up: vec![drop_table(&table.name)],
                down: create(&table),
            });
        }
    }

    /// By dependency. Keys may name tables that are not there yet, so that all stay inline; but in a cycle no table
    /// can be dropped first while keys are enforced.
    fn sorted(&mut self, tables: Vec<Table>) -> Vec<Table> {
        let mut sorted = by_dependency(tables);
        self.own_transaction |= !sorted.deferred.is_empty();
        let mut deferred: HashMap<TableName, Vec<ForeignKey>> = HashMap::new();
        for (name, key) in sorted.deferred {
            deferred.entry(name).or_default().push(key);
        }
        for table in &mut sorted.tables {
            let keys = deferred.remove(&table.name);
            table.foreign_keys.extend(keys.into_iter().flatten());
        }
        sorted.tables
    }

    fn alter(&mut self, name: &TableName, changes: Vec<Change>) -> Result<(), PlanError> {
        let Some(before) = self.state.table(name).cloned() else {
            return Ok(());
        };
        for change in &changes {
            self.state.apply(change);
        }
        let Some(after) = self.state.table(name).cloned() else {
            return Ok(());
        };
        let inverse: Vec<Change> = changes.iter().rev().cloned().map(Change::inverse).collect();
        let up = self.statements(&before, &after, &changes, ExistingRows::up(self.fills))?;
        let down = self.statements(&after, &before, &inverse, ExistingRows::down())?;
        self.steps.push(Step { up, down });
        Ok(())
    }

    /// The statements that turn `before` into `after`.
    fn statements(
        &mut self,
        before: &Table,
        after: &Table,
        changes: &[Change],
        rows: ExistingRows<'_>,
    ) -> Result<Vec<String>, PlanError> {
        if let Some(mut statements) = in_place(before, after, changes) {
            statements.extend(filled_in_place(before, after, rows));
            return Ok(statements);
        }
        if !before.unsupported.is_empty() {
            return Err(PlanError::CannotRebuild {
                table: before.name.clone(),
                reasons: before.unsupported.clone(),
            });
        }
        self.own_transaction = true;
        Ok(rebuild(before, after, rows))
    }
}

fn create(table: &Table) -> Vec<String> {
    let mut statements = vec![create_table(table, &table.name)];
    statements.extend(belongings(table));
    statements
}

fn belongings(table: &Table) -> impl Iterator<Item = String> + '_ {
    let indexes = table.indexes.iter();
    let indexes = indexes.map(|index| DIALECT.create_index(&table.name, index));
    let triggers = table
        .sqlite
        .triggers
        .iter()
        .map(|trigger| trigger.definition.clone());
    indexes.chain(triggers)
}

fn drop_table(name: &TableName) -> String {
    format!("DROP TABLE {}", DIALECT.quote_table(name))
}
