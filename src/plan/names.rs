//! Names for new constraints that have none, as PostgreSQL would choose them, so that `down.sql` can name them.

use std::collections::BTreeSet;

use crate::schema::{Change, Schema, Table, TableName};

/// PostgreSQL cuts longer identifiers off (its manual, section 4.1.1).
const LONGEST_IDENTIFIER: usize = 63;

/// The changes to `from`, with a name for each new constraint.
pub(super) fn with_names(from: &Schema, changes: &[Change]) -> Vec<Change> {
    let mut changes = changes.to_vec();
    let mut taken = Taken::of(from, &changes);
    for change in &mut changes {
        match change {
            Change::CreateTable(table) => taken.name_all(table),
            Change::AddForeignKey { table, foreign_key } => {
                taken.name(table, &mut foreign_key.name, &foreign_key.columns, "fkey");
            }
            Change::AddUnique { table, unique } => {
                taken.name(table, &mut unique.name, &unique.columns, "key")
            }
            Change::AddCheck { table, check } => taken.name(table, &mut check.name, &[], "check"),
            _ => {}
        }
    }
    changes
}

/// The names of each table's constraints.
struct Taken(BTreeSet<(TableName, String)>);

impl Taken {
    fn of(from: &Schema, changes: &[Change]) -> Self {
        let created = changes.iter().filter_map(|change| match change {
            Change::CreateTable(table) => Some(table),
            _ => None,
        });
        let mut taken = Self(BTreeSet::new());
        for table in from.tables.iter().chain(created) {
            let keys = table.foreign_keys.iter().map(|key| &key.name);
            let uniques = table.uniques.iter().map(|unique| &unique.name);
            let checks = table.checks.iter().map(|check| &check.name);
            for name in keys.chain(uniques).chain(checks).flatten() {
                taken.0.insert((table.name.clone(), name.clone()));
            }
        }
        taken
    }

    fn name_all(&mut self, table: &mut Table) {
        let owner = table.name.clone();
        for key in &mut table.foreign_keys {
            self.name(&owner, &mut key.name, &key.columns, "fkey");
        }
        for unique in &mut table.uniques {
            self.name(&owner, &mut unique.name, &unique.columns, "key");
        }
        for check in &mut table.checks {
            self.name(&owner, &mut check.name, &[], "check");
        }
    }

    fn name(
        &mut self,
        table: &TableName,
        name: &mut Option<String>,
        columns: &[String],
        suffix: &str,
    ) {
        if name.is_some() {
            return;
        }
        let mut number = 0_usize;
        loop {
            let numbered = if number == 0 {
                suffix.to_owned()
            } else {
                format!("{suffix}{number}")
            };
            let candidate = object_name(&table.name, &columns.join("_"), &numbered);
            if self.0.insert((table.clone(), candidate.clone())) {
                *name = Some(candidate);
                return;
            }
            number += 1;
        }
    }
}

/// The name that PostgreSQL would choose: `address_user_id_fkey`, the longer part cut where it is too long
/// (`makeObjectName` in its `commands/indexcmds.c`). `column` may be empty.
pub(super) fn object_name(table: &str, column: &str, label: &str) -> String {
    let separators = if column.is_empty() { 1 } else { 2 };
    let room = LONGEST_IDENTIFIER.saturating_sub(label.len() + separators);
    let (mut first, mut second) = (table.len(), column.len());
    while first + second > room {
        if first > second {
            first -= 1;
        } else {
            second -= 1;
        }
    }
    let (table, column) = (clipped(table, first), clipped(column, second));
    if column.is_empty() {
        return format!("{table}_{label}");
    }
    format!("{table}_{column}_{label}")
}

/// At most so many bytes, and no half character.
fn clipped(text: &str, mut length: usize) -> &str {
    while !text.is_char_boundary(length) {
        length -= 1;
    }
    text.get(..length).unwrap_or(text)
}
