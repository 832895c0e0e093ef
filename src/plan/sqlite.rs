//! Steps for SQLite, whose `ALTER TABLE` can little: for the rest the table is made anew and its rows are copied.

use super::definition::{
    column_definition, counting_key, create_table, drop_index, inline_foreign_key,
};
use super::{Fills, Plan, PlanError, Step, order, placeholder, rowid};
use crate::dialect::Dialect;
use crate::schema::{Change, Column, ForeignKey, Schema, Table, TableName};

const DIALECT: Dialect = Dialect::Sqlite;

/// What the copy is called until the original is gone.
const COPY_PREFIX: &str = "_moviectl_new_";

pub(super) fn plan(from: &Schema, changes: Vec<Change>, fills: &Fills) -> Result<Plan, PlanError> {
    let (mut created, mut dropped, mut others) = (Vec::new(), Vec::new(), Vec::new());
    let (first, changes) = order::names_first(changes);
    for change in changes {
        match change {
            Change::CreateTable(table) => created.push(table),
            Change::DropTable(table) => dropped.push(table),
            other => others.push(other),
        }
    }
    let mut planner = Planner {
        state: from.clone(),
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
    while let Some(table) = others.first().and_then(Change::table).cloned() {
        let (own, rest) = others
            .into_iter()
            .partition(|change| change.table() == Some(&table));
        others = rest;
        planner.alter(&table, own)?;
    }
    planner.drop(dropped);
    Ok(Plan {
        steps: planner.steps,
        own_transaction: planner.own_transaction,
    })
}

struct Planner<'a> {
    state: Schema,
    steps: Vec<Step>,
    own_transaction: bool,
    /// What existing rows get.
    fills: &'a Fills,
}

/// Which way statements go: columns that come back are filled with placeholders, new ones with what was asked for.
#[derive(Clone, Copy)]
enum Direction<'a> {
    Up(&'a Fills),
    Down,
}

impl Planner<'_> {
    fn create(&mut self, tables: Vec<Table>) {
        for table in self.sorted(tables) {
            self.steps.push(Step {
                up: create(&table),
                down: vec![drop_table(&table.name)],
            });
            self.state = self.state.after(&[Change::CreateTable(table)]);
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
        let mut sorted = order::by_dependency(tables);
        for (name, key) in sorted.deferred {
            self.own_transaction = true;
            if let Some(table) = sorted.tables.iter_mut().find(|table| table.name == name) {
                table.foreign_keys.push(key);
            }
        }
        sorted.tables
    }

    fn alter(&mut self, name: &TableName, changes: Vec<Change>) -> Result<(), PlanError> {
        let Some((before, after)) = order::around(&self.state, name, &changes) else {
            return Ok(());
        };
        let inverse: Vec<Change> = changes.iter().rev().cloned().map(Change::inverse).collect();
        let up = self.statements(&before, &after, &changes, Direction::Up(self.fills))?;
        let down = self.statements(&after, &before, &inverse, Direction::Down)?;
        self.steps.push(Step { up, down });
        self.state = self.state.after(&changes);
        Ok(())
    }

    /// The statements that turn `before` into `after`.
    fn statements(
        &mut self,
        before: &Table,
        after: &Table,
        changes: &[Change],
        direction: Direction<'_>,
    ) -> Result<Vec<String>, PlanError> {
        if let Some(mut statements) = in_place(before, after, changes) {
            statements.extend(filled_in_place(before, after, direction));
            return Ok(statements);
        }
        if !before.unsupported.is_empty() {
            return Err(PlanError::CannotRebuild {
                table: before.name.clone(),
                reasons: before.unsupported.clone(),
            });
        }
        self.own_transaction = true;
        let watched = !self.state.views.is_empty()
            || self
                .state
                .tables
                .iter()
                .any(|table| !table.triggers.is_empty());
        Ok(rebuild(before, after, direction, watched))
    }
}

fn create(table: &Table) -> Vec<String> {
    let mut statements = vec![create_table(DIALECT, table, &table.name)];
    statements.extend(belongings(table));
    statements
}

fn belongings(table: &Table) -> impl Iterator<Item = String> + '_ {
    let indexes = table.indexes.iter().map(|index| index.definition.clone());
    let triggers = table
        .triggers
        .iter()
        .map(|trigger| trigger.definition.clone());
    indexes.chain(triggers)
}

fn drop_table(name: &TableName) -> String {
    format!("DROP TABLE {}", DIALECT.quote_table(name))
}

/// The statements where `ALTER TABLE` can make every change by itself (<https://www.sqlite.org/lang_altertable.html>).
fn in_place(before: &Table, after: &Table, changes: &[Change]) -> Option<Vec<String>> {
    // What an index hangs on is there as long as the index is. SQLite would take a column that is not for a string.
    let (mut first, mut middle, mut last) = (Vec::new(), Vec::new(), Vec::new());
    // What a column is computed from has to be there first.
    let (computed, plain): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(
        |change| matches!(change, Change::AddColumn { column, .. } if column.generated.is_some()),
    );
    for change in plain.into_iter().chain(computed) {
        match change {
            Change::AddColumn { column, .. } => middle.push(add_column(after, column, changes)?),
            Change::AddForeignKey { foreign_key, .. } => {
                // Written with its column, which `add_column` sees to.
                inline_key_column(foreign_key, changes)?;
            }
            Change::DropColumn { column, .. } => middle.push(drop_column(before, column, changes)?),
            Change::AddIndex { index, .. } => last.push(index.definition.clone()),
            Change::DropIndex { table, index } => first.push(drop_index(DIALECT, table, index)),
            // SQLite has none.
            Change::AlterComment { .. } => {}
            _ => return None,
        }
    }
    first.append(&mut middle);
    first.append(&mut last);
    Some(first)
}

/// The new column that a foreign key can be written with: its only one, and nullable, since SQLite wants the default
/// of an added column that references another table to be NULL.
fn inline_key_column<'c>(key: &ForeignKey, changes: &'c [Change]) -> Option<&'c Column> {
    let [only] = key.columns.as_slice() else {
        return None;
    };
    changes.iter().find_map(|change| match change {
        Change::AddColumn { column, .. } if column.name == *only && column.default.is_none() => {
            Some(column)
        }
        _ => None,
    })
}

fn add_column(after: &Table, column: &Column, changes: &[Change]) -> Option<String> {
    let constant = |default: &String| {
        let upper = default.to_ascii_uppercase();
        !default.starts_with('(') && !upper.starts_with("CURRENT_") && upper != "NULL"
    };
    let addable = (column.nullable || column.default.as_ref().is_some_and(constant))
        && column.default.as_ref().is_none_or(constant)
        && column
            .generated
            .as_ref()
            .is_none_or(|generated| !generated.stored)
        && column.auto_increment.is_none()
        && !after.is_key(&column.name);
    if !addable {
        return None;
    }
    let keys: String = changes
        .iter()
        .filter_map(|change| match change {
            Change::AddForeignKey { foreign_key, .. }
                if foreign_key.columns.contains(&column.name) =>
            {
                Some(format!(" {}", inline_foreign_key(DIALECT, foreign_key)))
            }
            _ => None,
        })
        .collect();
    Some(format!(
        "ALTER TABLE {} ADD COLUMN {}{keys}",
        DIALECT.quote_table(&after.name),
        column_definition(DIALECT, &after.name, column)
    ))
}

/// `DROP COLUMN`, where nothing else of the table names the column but indexes that go before it.
fn drop_column(before: &Table, column: &Column, changes: &[Change]) -> Option<String> {
    let name = &column.name;
    let index_stays = |index: &crate::schema::Index| {
        !changes
            .iter()
            .any(|change| matches!(change, Change::DropIndex { index: gone, .. } if gone == index))
    };
    let used = before.is_key(name)
        || before
            .uniques
            .iter()
            .any(|unique| unique.columns.contains(name))
        || before
            .foreign_keys
            .iter()
            .any(|key| key.columns.contains(name))
        || !before.checks.is_empty()
        || before.columns.iter().any(|other| other.generated.is_some())
        || before
            .indexes
            .iter()
            .any(|index| index.columns.contains(name) && index_stays(index));
    (!used).then(|| {
        format!(
            "ALTER TABLE {} DROP COLUMN {}",
            DIALECT.quote_table(&before.name),
            DIALECT.quote(name)
        )
    })
}

/// Makes the table anew and copies its rows, as SQLite's manual has it (section 7 of the page above). `watched`: there
/// are views or triggers, which the renaming would check while the original is gone.
fn rebuild(before: &Table, after: &Table, direction: Direction<'_>, watched: bool) -> Vec<String> {
    let copy = TableName::new(format!("{COPY_PREFIX}{}", after.name.name));
    let mut statements = vec![create_table(DIALECT, after, &copy)];
    statements.extend(copy_rows(before, after, &copy, direction));
    if counts(before) && counts(after) {
        statements.extend(copy_counter(before, &copy));
    }
    statements.push(drop_table(&before.name));
    let rename = format!(
        "ALTER TABLE {} RENAME TO {}",
        DIALECT.quote_table(&copy),
        DIALECT.quote_table(&after.name)
    );
    if watched {
        statements.push("PRAGMA legacy_alter_table=ON".to_owned());
        statements.push(rename);
        statements.push("PRAGMA legacy_alter_table=OFF".to_owned());
    } else {
        statements.push(rename);
    }
    statements.extend(belongings(after));
    statements
}

fn counts(table: &Table) -> bool {
    counting_key(table).is_some()
}

fn copy_rows(
    before: &Table,
    after: &Table,
    copy: &TableName,
    direction: Direction<'_>,
) -> Option<String> {
    let name = &before.name;
    let mut into = Vec::new();
    let mut from = Vec::new();
    let mut remarks = String::new();
    if let Some((new, old)) = rowid::copied(before, after) {
        into.push(new.to_owned());
        from.push(old.to_owned());
    }
    for column in after
        .columns
        .iter()
        .filter(|column| column.generated.is_none())
    {
        let quoted = DIALECT.quote(&column.name);
        let is_rowid = rowid::alias(after).is_some_and(|own| own.name == column.name);
        let value = match (before.column(&column.name), direction) {
            (Some(old), Direction::Up(fills)) => {
                let filler = fills.for_null(name, old, column);
                Some(copied(before, after, old, filler))
            }
            (Some(old), Direction::Down) => {
                let filler = Fills::default().for_null(name, old, column);
                Some(copied(before, after, old, filler))
            }
            // SQLite gives each row its number, or it has one.
            (None, _) if is_rowid => None,
            (None, Direction::Up(fills)) => fills
                .of(name, &column.name)
                .map(|fill| fill.sql().to_owned()),
            (None, Direction::Down) => {
                let filler = placeholder::for_restored(DIALECT, column);
                if let Some(filler) = &filler {
                    remarks.push_str(&placeholder::remark(&quoted, filler));
                }
                filler
            }
        };
        if let Some(value) = value {
            from.push(value);
            into.push(quoted);
        }
    }
    if from.is_empty() {
        return None;
    }
    Some(format!(
        "{remarks}INSERT INTO {} ({})\n    SELECT {} FROM {}",
        DIALECT.quote_table(copy),
        into.join(", "),
        from.join(", "),
        DIALECT.quote_table(&before.name)
    ))
}

/// A value of a column that stays.
fn copied(before: &Table, after: &Table, old: &Column, for_null: Option<String>) -> String {
    match for_null {
        Some(filler) => format!("coalesce({}, {filler})", DIALECT.quote(&old.name)),
        None => rowid::value(before, after, old),
    }
}

/// What new columns hold that `ALTER TABLE` added with another default, or with none.
fn filled_in_place(before: &Table, after: &Table, direction: Direction<'_>) -> Option<String> {
    let Direction::Up(fills) = direction else {
        return None;
    };
    let new = after
        .columns
        .iter()
        .filter(|column| before.column(&column.name).is_none());
    let values: Vec<String> = new
        .filter_map(|column| {
            let fill = fills.of(&after.name, &column.name)?;
            Some(format!("{} = {}", DIALECT.quote(&column.name), fill.sql()))
        })
        .collect();
    (!values.is_empty()).then(|| {
        format!(
            "UPDATE {} SET {}",
            DIALECT.quote_table(&after.name),
            values.join(", ")
        )
    })
}

/// AUTOINCREMENT never gives a number twice, not even that of a deleted row: the counter goes along.
fn copy_counter(before: &Table, copy: &TableName) -> [String; 2] {
    let copy = DIALECT.literal(&copy.name);
    let original = DIALECT.literal(&before.name.name);
    [
        format!("DELETE FROM sqlite_sequence WHERE name = {copy}"),
        format!(
            "INSERT INTO sqlite_sequence (name, seq)\n    SELECT {copy}, seq FROM sqlite_sequence WHERE name = {original}"
        ),
    ]
}
