//! Steps for MySQL and MariaDB, which alter in place, and commit each statement of DDL by itself.
//!
//! A change is one `ALTER TABLE` if possible, so that the server makes all of it or nothing. The schemas before and
//! after a change determine its statements: the index that a foreign key needs comes and goes with other indexes
//! (<https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html>). So does `AUTO_INCREMENT`, which only a
//! column of a key can have.
//!
//! A view does not block a change of the tables and columns that it reads. The view stays, and fails when it is read.

mod column;
mod convert;
mod definition;
mod implied;
mod keys;
mod placeholder;
mod rename;
mod sql;

use self::definition::{create, drop_table};
use self::sql::{add_index, alter, alter_all, modify};
use super::fill::ExistingRows;
use super::in_place::{InPlace, is_same_set};
use super::placeholder::for_restored;
use super::planner::Planner;
use super::{Fills, Plan, PlanError, Step, WayBack, restorable};
use crate::dialect::Dialect;
use crate::schema::{
    Change, Check, Column, Evolving, ForeignKey, Index, PrimaryKey, Rename, Schema, Table,
    TableName,
};

const DIALECT: Dialect = Dialect::Mysql;

/// MySQL and MariaDB.
pub(super) struct Mysql;

impl Planner for Mysql {
    fn refuse_up(
        &self,
        from: &Schema,
        changes: &[Change],
        _fills: &Fills,
        _way_back: WayBack,
    ) -> Result<(), PlanError> {
        refuse_unsaid(from, changes)
    }

    /// Whatever a table has beside the model, `ALTER TABLE` can give it afterwards.
    fn refuse_down(
        &self,
        from: &Schema,
        changes: &[Change],
        way_back: WayBack,
    ) -> Result<(), PlanError> {
        match way_back {
            WayBack::Completed => Ok(()),
            _ => restorable::refuse(from, changes),
        }
    }

    fn placeholder(&self, column: &Column, _at: &Evolving) -> Option<String> {
        for_restored(column, placeholder::literal)
    }

    fn steps(&self, from: &Schema, changes: Vec<Change>, fills: &Fills) -> Result<Plan, PlanError> {
        Ok(plan(from, changes, fills))
    }

    fn rename(&self, at: &mut Schema, rename: &Rename) -> Option<Step> {
        match rename {
            Rename::Column { table, from, to } => rename::column(at, table, from, to),
            _ => None,
        }
    }
}

impl InPlace for Mysql {
    fn dialect(&self) -> Dialect {
        DIALECT
    }

    /// A key makes its columns NOT NULL by itself, and a table is best never without one: a server may insist on it
    /// (`sql_require_primary_key`). So only a column of the old key that becomes nullable splits it, or gets a type that no
    /// key can have.
    fn splits_key(&self, key: &PrimaryKey, from: &Column, to: &Column) -> bool {
        let freed = !from.nullable && to.nullable;
        let too_long = DIALECT.needs_key_length(&to.sql_type);
        key.columns.contains(&from.name) && (freed || too_long)
    }

    /// Any index that begins with the columns serves, unique or not.
    fn serves(&self, columns: &[String], _unique: bool, key: &ForeignKey) -> bool {
        is_same_set(columns, &key.referenced_columns)
            || columns.starts_with(&key.referenced_columns)
    }

    /// Both sides have the same type and collation at every moment.
    fn comparable(&self, from: &Column, to: &Column) -> bool {
        from.sql_type == to.sql_type && from.collation == to.collation
    }
}

fn plan(from: &Schema, changes: Vec<Change>, fills: &Fills) -> Plan {
    let mut at = Evolving::of(from);
    let mut steps = Vec::new();
    let groups = keys::grouped(from, changes);
    let to_come = implied::ToCome::of(&groups);
    for (place, group) in groups.iter().enumerate() {
        // All changes of a group are of one table.
        let name = group.first().and_then(Change::table);
        let before = name.and_then(|name| at.table(name)).cloned();
        for change in group {
            at.apply(change);
            implied::settle(&mut at, change, &to_come, place);
        }
        let after = name.and_then(|name| at.table(name));
        let up = Way {
            rows: ExistingRows::up(fills),
            schema: &at,
            before: before.as_ref(),
            after,
        };
        let up = up.statements(group);
        let inverse = group.iter().rev().cloned().map(Change::inverse);
        let inverse: Vec<Change> = inverse.collect();
        let down = Way {
            rows: ExistingRows::down(),
            schema: &at,
            before: after,
            after: before.as_ref(),
        };
        let down = down.statements(&inverse);
        steps.push(Step { up, down });
    }
    Plan {
        steps: paired(steps),
        own_transaction: false,
        outside_transaction: false,
        numbered: false,
    }
}

/// Steps that have statements in both directions: one that would have them in one alone is part of the one before.
fn paired(steps: Vec<Step>) -> Vec<Step> {
    let mut paired: Vec<Step> = Vec::with_capacity(steps.len());
    for step in steps {
        match paired.last_mut() {
            _ if step.up.is_empty() && step.down.is_empty() => {}
            Some(last) if step.up.is_empty() || step.down.is_empty() => {
                last.up.extend(step.up);
                last.down.splice(0..0, step.down);
            }
            _ => paired.push(step),
        }
    }
    paired
}

/// To alter a column is to say all of it again: what the model has no word for would be lost.
fn refuse_unsaid(from: &Schema, changes: &[Change]) -> Result<(), PlanError> {
    let tables = from.tables_by_name();
    for change in changes {
        let restated = match change {
            Change::AlterColumn { from, .. } => &from.name,
            Change::AlterComment {
                column: Some(name), ..
            } => name,
            _ => continue,
        };
        let Some(table) = change.table().and_then(|name| tables.get(name)) else {
            continue;
        };
        let of_column = format!(" column '{restated}'");
        let reasons: Vec<String> = table
            .unsupported
            .iter()
            .filter(|reason| reason.ends_with(&of_column))
            .cloned()
            .collect();
        if !reasons.is_empty() {
            return Err(PlanError::CannotRestore {
                table: table.name.clone(),
                reasons,
            });
        }
    }
    Ok(())
}

/// The data that a change's statements depend on, beside the change.
struct Way<'a> {
    rows: ExistingRows<'a>,
    /// The other tables, which stay as they are.
    schema: &'a Evolving,
    /// The table that the statements are about, as they find it.
    before: Option<&'a Table>,
    /// The table as they leave it.
    after: Option<&'a Table>,
}

impl Way<'_> {
    fn statements(&self, group: &[Change]) -> Vec<String> {
        let statements = self.plain_statements(group);
        if !self.renumbers_referenced() {
            return statements;
        }
        // MySQL looks at foreign keys also where no value changes, and refuses.
        let mut unchecked = vec!["SET foreign_key_checks = 0".to_owned()];
        unchecked.extend(statements);
        unchecked.push("SET foreign_key_checks = 1".to_owned());
        unchecked
    }

    /// Returns whether a column that another one references is numbered by the server from then on, or no more.
    fn renumbers_referenced(&self) -> bool {
        let (Some(before), Some(after)) = (self.before, self.after) else {
            return false;
        };
        let is_referenced = |column: &Column| {
            let mut keys = self.schema.tables().flat_map(|own| &own.foreign_keys);
            keys.any(|key| {
                key.references == before.name && key.referenced_columns.contains(&column.name)
            })
        };
        let mut columns = before.columns.iter();
        columns.any(|own| {
            let other = after.column(&own.name);
            other.is_some_and(|other| other.auto_increment != own.auto_increment)
                && is_referenced(own)
        })
    }

    fn plain_statements(&self, group: &[Change]) -> Vec<String> {
        let is_key = |change: &&Change| matches!(change, Change::AlterPrimaryKey { .. });
        match group.iter().find(is_key).and_then(Change::table) {
            Some(table) => self.alter_keys(table, group),
            None => group
                .iter()
                .flat_map(|change| self.statements_of(change))
                .collect(),
        }
    }

    fn statements_of(&self, change: &Change) -> Vec<String> {
        match change {
            // There are neither schemas nor types of their own, and SQLite alone has options.
            Change::CreateSchema(_)
            | Change::DropSchema(_)
            | Change::CreateEnum(_)
            | Change::DropEnum(_)
            | Change::AlterEnum { .. }
            | Change::AlterOptions { .. }
            | Change::AlterPrimaryKey { .. }
            | Change::AddUndeclared { .. }
            | Change::DropUndeclared { .. } => Vec::new(),
            Change::CreateTable(table) => {
                // With the indexes that come with its keys.
                create(self.after.unwrap_or(table))
            }
            Change::DropTable(table) => vec![drop_table(&table.name)],
            Change::AddColumn { table, column } => self.add_column(table, column),
            Change::DropColumn { table, column } => {
                vec![alter(table, &sql::drop_column(column))]
            }
            Change::AlterColumn { table, from, to } => self.alter_column(table, from, to),
            Change::AlterComment {
                table, column, to, ..
            } => self.alter_comment(table, column.as_deref(), to.as_deref()),
            Change::AddForeignKey { table, foreign_key } => {
                vec![self.add_foreign_key(table, foreign_key)]
            }
            Change::DropForeignKey { table, foreign_key } => {
                self.drop_foreign_key(table, foreign_key)
            }
            Change::AddUnique { table, unique } => {
                let add = format!("ADD {}", DIALECT.unique_constraint(unique));
                vec![self.with_implied(table, add)]
            }
            Change::DropUnique { table, unique } => self.drop_index(table, unique.name.as_deref()),
            Change::AddIndex { table, index } => vec![self.add_index(table, index)],
            Change::DropIndex { table, index } => self.drop_index(table, Some(&index.name)),
            Change::AddCheck { table, check } => self.alter_check(table, check, || {
                format!("ADD {}", DIALECT.check_constraint(check))
            }),
            Change::DropCheck { table, check } => self.alter_check(table, check, || {
                let name = check.name.as_deref().unwrap_or_default();
                format!("DROP CONSTRAINT {}", DIALECT.quote(name))
            }),
        }
    }

    /// The action, with the indexes that its foreign keys need or no longer need: InnoDB lets no index go that a key
    /// needs, and drops one that it made itself as another comes, but only while it remembers that it did.
    fn with_implied(&self, table: &TableName, action: String) -> String {
        let mut actions = self.implied(&[]);
        actions.insert(0, action);
        alter_all(table, &actions)
    }

    /// The additions and removals of implied indexes, but for those that come with the keys in `made`.
    fn implied(&self, made: &[&str]) -> Vec<String> {
        match (self.before, self.after) {
            (Some(before), Some(after)) => implied::actions(before, after, made),
            _ => Vec::new(),
        }
    }

    fn add_foreign_key(&self, table: &TableName, key: &ForeignKey) -> String {
        let name = key.name.as_deref().unwrap_or_default();
        let mut actions = self.implied(&[name]);
        actions.push(format!("ADD {}", DIALECT.foreign_key_constraint(key)));
        alter_all(table, &actions)
    }

    fn drop_foreign_key(&self, table: &TableName, key: &ForeignKey) -> Vec<String> {
        // The server names every key, and the planner every new one, so that a name is always there.
        let Some(name) = &key.name else {
            return Vec::new();
        };
        let drop = format!("DROP FOREIGN KEY {}", DIALECT.quote(name));
        vec![self.with_implied(table, drop)]
    }

    fn add_index(&self, table: &TableName, index: &Index) -> String {
        let implied = self.implied(&[]);
        if implied.is_empty() {
            return DIALECT.create_index(table, index);
        }
        let actions: Vec<String> = std::iter::once(add_index(index)).chain(implied).collect();
        alter_all(table, &actions)
    }

    fn drop_index(&self, table: &TableName, name: Option<&str>) -> Vec<String> {
        let Some(name) = name else {
            return Vec::new();
        };
        let drop = format!("DROP INDEX {}", DIALECT.quote(name));
        vec![self.with_implied(table, drop)]
    }

    /// A check without a name is part of its column (MariaDB), and comes and goes as this is said again.
    fn alter_check(
        &self,
        table: &TableName,
        check: &Check,
        named: impl FnOnce() -> String,
    ) -> Vec<String> {
        if check.name.is_some() {
            return vec![alter(table, &named())];
        }
        let Some(after) = self.after else {
            return Vec::new();
        };
        let column = check.columns.first().and_then(|name| after.column(name));
        column
            .map(|column| alter(table, &modify(after, column)))
            .into_iter()
            .collect()
    }

    fn alter_comment(
        &self,
        table: &TableName,
        column: Option<&str>,
        text: Option<&str>,
    ) -> Vec<String> {
        let Some(name) = column else {
            let text = DIALECT.literal(text.unwrap_or_default());
            return vec![alter(table, &format!("COMMENT = {text}"))];
        };
        let Some(after) = self.after else {
            return Vec::new();
        };
        let column: Option<&Column> = after.column(name);
        column
            .map(|column| alter(table, &modify(after, column)))
            .into_iter()
            .collect()
    }
}
