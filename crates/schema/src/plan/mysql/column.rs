//! Columns that come and change, and what rows that exist get.

use super::convert::{before_modify, change_value};
use super::definition::{changes_by_itself, set_default, update};
use super::sql::{add_column, alter, alter_all, drop_column, modify};
use super::{DIALECT, Way, placeholder};
use crate::dialect::script::Direction;
use crate::plan::Fill;
use crate::plan::placeholder::{for_restored, remark};
use crate::schema::{Column, Table, TableName};

/// Prefix of the new column's name until the column that it replaces is dropped.
const COPY_PREFIX: &str = "_moviectl_new_";

impl Way<'_> {
    pub(super) fn add_column(&self, name: &TableName, column: &Column) -> Vec<String> {
        let Some(table) = self.after else {
            return Vec::new();
        };
        if self.rows.direction == Direction::Down {
            return restore(table, column);
        }
        match self.rows.of(name, &column.name) {
            None => vec![alter(name, &add_column(table, column))],
            Some(Fill::Literal(value)) => with_value(table, column, value).into(),
            Some(Fill::Expression(value)) => {
                let bare = Column {
                    nullable: true,
                    default: None,
                    ..column.clone()
                };
                let mut statements = vec![
                    alter(name, &add_column(table, &bare)),
                    update(table, &column.name, value, None),
                ];
                if bare != *column {
                    statements.push(alter(name, &modify(table, column)));
                }
                statements
            }
        }
    }

    pub(super) fn alter_column(&self, name: &TableName, from: &Column, to: &Column) -> Vec<String> {
        let (Some(before), Some(after)) = (self.before, self.after) else {
            return Vec::new();
        };
        match (&from.generated, &to.generated) {
            // A column that becomes generated, or changes its expression, is dropped and added: the server computes its
            // values anew.
            (own, Some(other)) if own.as_ref() != Some(other) => {
                let actions = [drop_column(from), add_column(after, to)];
                return vec![alter_all(name, &actions)];
            }
            // `MODIFY COLUMN` can keep the values of a stored generated column only.
            (Some(own), None) if !own.stored => return copied(after, from, to),
            _ => {}
        }
        if *from
            == (Column {
                default: from.default.clone(),
                ..to.clone()
            })
            // `SET DEFAULT` need not remove the `ON UPDATE` clause of the old default.
            && !changes_by_itself(from)
            && let Some(action) = set_default(to)
        {
            return vec![alter(name, &action)];
        }
        let mut statements = before_modify(before, from, to);
        statements.extend(self.settle(before, after, from, to));
        statements
    }

    /// The column as it is to be, with no NULL where there must be none.
    fn settle(&self, before: &Table, after: &Table, from: &Column, to: &Column) -> Vec<String> {
        let name = &after.name;
        let Some(filler) = self.rows.for_null(name, from, to) else {
            return vec![alter(name, &modify(after, to))];
        };
        let is_null = format!("{} IS NULL", DIALECT.quote(&to.name));
        let filler = change_value(&filler);
        let mut statements = Vec::new();
        // The value is one of the new type.
        if from.sql_type != to.sql_type {
            let nullable = Column {
                nullable: true,
                default: None,
                ..to.clone()
            };
            statements.push(alter(name, &modify(after, &nullable)));
        }
        statements.push(update(before, &to.name, &filler, Some(&is_null)));
        statements.push(alter(name, &modify(after, to)));
        statements
    }
}

/// A column that comes back: its values are gone, and rows that exist get a placeholder where they need one. MySQL would
/// give them one of its own without a word, but a date that is none.
fn restore(table: &Table, column: &Column) -> Vec<String> {
    let Some(filler) = for_restored(column, placeholder::literal) else {
        return vec![alter(&table.name, &add_column(table, column))];
    };
    let line = remark(&DIALECT.quote(&column.name), &filler);
    let [add, settle] = with_value(table, column, &filler);
    vec![line + &add, settle]
}

/// A default fills existing rows as the column comes; then the column gets its own, or none.
fn with_value(table: &Table, column: &Column, value: &str) -> [String; 2] {
    let filled = Column {
        default: Some(value.to_owned()),
        ..column.clone()
    };
    let settle = set_default(column).unwrap_or_else(|| modify(table, column));
    [
        alter(&table.name, &add_column(table, &filled)),
        alter(&table.name, &settle),
    ]
}

/// A plain column with the values of a virtual one, which MySQL can't make a plain one
/// (<https://dev.mysql.com/doc/refman/8.0/en/alter-table-generated-columns.html>).
fn copied(table: &Table, from: &Column, to: &Column) -> Vec<String> {
    let copy = Column {
        name: format!("{COPY_PREFIX}{}", to.name),
        nullable: true,
        default: None,
        ..to.clone()
    };
    let (old, new) = (DIALECT.quote(&to.name), DIALECT.quote(&copy.name));
    let name = &table.name;
    let mut statements = vec![
        alter(name, &add_column(table, &copy)),
        update(table, &copy.name, &old, None),
        alter(name, &drop_column(from)),
        alter(name, &format!("RENAME COLUMN {new} TO {old}")),
    ];
    if !to.nullable || to.default.is_some() {
        statements.push(alter(name, &modify(table, to)));
    }
    statements
}
