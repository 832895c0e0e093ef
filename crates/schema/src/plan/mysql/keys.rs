//! Primary keys and `AUTO_INCREMENT`, which MySQL wants on a key's column at every moment: what belongs together is one
//! statement.

use std::collections::HashSet;

use super::sql::{add_column, alter_all, drop_column, modify};
use super::{DIALECT, Mysql, Way};
use crate::plan::in_place;
use crate::schema::{AutoIncrement, Change, Column, Schema, Table, TableName};

/// The changes in the order in which they can be made, those in one group by one statement.
pub(super) fn grouped(from: &Schema, changes: Vec<Change>) -> Vec<Vec<Change>> {
    let keyed: HashSet<TableName> = changes
        .iter()
        .filter(|change| matches!(change, Change::AlterPrimaryKey { .. }))
        .filter_map(|change| change.table().cloned())
        .collect();
    let mut parts = Parts::default();
    let mut rest = Vec::with_capacity(changes.len());
    for change in changes {
        match change.table() {
            Some(table) if keyed.contains(table) => rest.extend(parts.take(change)),
            _ => rest.push(change),
        }
    }
    let mut groups: Vec<Vec<Change>> = in_place::ordered(&Mysql, from, rest)
        .into_iter()
        .map(|change| vec![change])
        .collect();
    for change in parts.first {
        if !is_part_of_another(&mut groups, &change) {
            join(&mut groups, change, Place::First);
        }
    }
    for change in parts.last {
        join(&mut groups, change, Place::Last);
    }
    groups
}

/// Changes that belong in one statement with the change of a primary key.
#[derive(Default)]
struct Parts {
    /// Changes made with the key's removal: columns that are no longer `AUTO_INCREMENT`.
    first: Vec<Change>,
    /// Changes made with the key's addition: columns that become `AUTO_INCREMENT`.
    last: Vec<Change>,
}

impl Parts {
    /// Moves the parts of a change that belong with the key into `self`. Returns the rest, which needs its own
    /// statement.
    fn take(&mut self, change: Change) -> Option<Change> {
        match change {
            Change::AddColumn { ref column, .. } if counts(column) => {
                self.last.push(change);
                None
            }
            Change::DropColumn { ref column, .. } if counts(column) => {
                self.first.push(change);
                None
            }
            Change::AlterColumn { table, from, to } if counts(&from) || counts(&to) => {
                let alter = |from: &Column, to: &Column| {
                    (from != to).then(|| Change::AlterColumn {
                        table: table.clone(),
                        from: from.clone(),
                        to: to.clone(),
                    })
                };
                let (plain_from, plain_to) = (uncounted(&from), uncounted(&to));
                self.first.extend(alter(&from, &plain_from));
                self.last.extend(alter(&plain_to, &to));
                alter(&plain_from, &plain_to)
            }
            other => Some(other),
        }
    }
}

fn counts(column: &Column) -> bool {
    column.auto_increment == Some(AutoIncrement::Keyword)
}

fn uncounted(column: &Column) -> Column {
    Column {
        auto_increment: None,
        ..column.clone()
    }
}

#[derive(Clone, Copy)]
enum Place {
    /// Before the first change of the key.
    First,
    /// After the last one.
    Last,
}

/// Merges the change into another change of the same column before the key's, if there is one; returns whether it did.
/// That change restates the whole column, and so ends its `AUTO_INCREMENT` as well.
fn is_part_of_another(groups: &mut [Vec<Change>], change: &Change) -> bool {
    let Change::AlterColumn { table, from, to } = change else {
        return false;
    };
    let of_key = groups.iter().position(|group| changes_key(group, table));
    let before = of_key.and_then(|at| groups.get_mut(..at));
    let mut others = before.into_iter().flatten().flatten();
    let other = others.find_map(|other| match other {
        Change::AlterColumn {
            table: owner,
            from: plain,
            ..
        } if owner == table && plain == to => Some(plain),
        _ => None,
    });
    other.map(|plain| plain.clone_from(from)).is_some()
}

fn changes_key(group: &[Change], table: &TableName) -> bool {
    let mut changes = group.iter();
    changes.any(|other| {
        matches!(other, Change::AlterPrimaryKey { .. }) && other.table() == Some(table)
    })
}

fn join(groups: &mut Vec<Vec<Change>>, change: Change, place: Place) {
    let table = change.table().cloned();
    let is_key = |group: &Vec<Change>| {
        let own = table.as_ref();
        own.is_some_and(|table| changes_key(group, table))
    };
    let at = match place {
        Place::First => groups.iter().position(is_key),
        Place::Last => groups.iter().rposition(is_key),
    };
    match (at.and_then(|at| groups.get_mut(at)), place) {
        (Some(group), Place::First) => group.insert(0, change),
        (Some(group), Place::Last) => group.push(change),
        (None, _) => groups.push(vec![change]),
    }
}

impl Way<'_> {
    /// One `ALTER TABLE` with all that a change of the primary key takes, read off the table before and after it.
    pub(super) fn alter_keys(&self, name: &TableName, group: &[Change]) -> Vec<String> {
        let (Some(before), Some(after)) = (self.before, self.after) else {
            return Vec::new();
        };
        let mut actions = Vec::new();
        let columns = after.columns.iter();
        actions.extend(
            columns
                .filter(|column| renumbered(before, column))
                .map(|column| modify(after, column)),
        );
        if before.primary_key.is_some() {
            actions.push("DROP PRIMARY KEY".to_owned());
        }
        for change in group {
            match change {
                Change::AddColumn { column, .. } => actions.push(add_column(after, column)),
                Change::DropColumn { column, .. } => actions.push(drop_column(column)),
                _ => {}
            }
        }
        if let Some(key) = &after.primary_key {
            let columns = DIALECT.quote_list(&key.columns);
            actions.push(format!("ADD PRIMARY KEY ({columns})"));
        }
        actions.extend(self.implied(&[]));
        vec![alter_all(name, &actions)]
    }
}

fn renumbered(before: &Table, column: &Column) -> bool {
    let mut others = before.columns.iter();
    others.any(|other| other.name == column.name && other.auto_increment != column.auto_increment)
}
