//! Names for new constraints that have none, as PostgreSQL would choose them, so that `down.sql` can name them.

use std::collections::{BTreeSet, HashMap};

use crate::dialect::object_name;
use crate::schema::{
    AutoIncrement, Change, Column, Schema, Sequence, SequenceOptions, Table, TableName,
};

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
            Change::AlterColumn { table, from, to } => taken.sequence(table, from, to),
            _ => {}
        }
    }
    changes
}

/// The names that are there.
struct Taken {
    /// Those of each table's constraints.
    constraints: BTreeSet<(TableName, String)>,
    /// Those of tables, views, indexes and sequences, which must not be the same.
    relations: BTreeSet<TableName>,
    /// The first number that may be free for a constraint of a table over these columns.
    next: HashMap<(TableName, String, &'static str), usize>,
}

impl Taken {
    fn of(from: &Schema, changes: &[Change]) -> Self {
        let created = changes.iter().filter_map(|change| match change {
            Change::CreateTable(table) => Some(table),
            _ => None,
        });
        let mut taken = Self {
            constraints: BTreeSet::new(),
            relations: relations(from),
            next: HashMap::new(),
        };
        for table in from.tables.iter().chain(created) {
            let keys = table.foreign_keys.iter().map(|key| &key.name);
            let uniques = table.uniques.iter().map(|unique| &unique.name);
            let checks = table.checks.iter().map(|check| &check.name);
            for name in keys.chain(uniques).chain(checks).flatten() {
                taken.constraints.insert((table.name.clone(), name.clone()));
            }
        }
        // New constraints may take the names of dropped ones.
        for change in changes {
            let name = match change {
                Change::DropForeignKey { foreign_key, .. } => &foreign_key.name,
                Change::DropUnique { unique, .. } => &unique.name,
                Change::DropCheck { check, .. } => &check.name,
                _ => continue,
            };
            if let (Some(table), Some(name)) = (change.table(), name) {
                taken.constraints.remove(&(table.clone(), name.clone()));
            }
        }
        taken
    }

    /// A name for the sequence of a column that becomes serial; PostgreSQL's own choice where that is free.
    fn sequence(&mut self, table: &TableName, from: &Column, to: &mut Column) {
        let becomes_serial = to.auto_increment == Some(AutoIncrement::Serial)
            && from.auto_increment != to.auto_increment
            && to.sequence.is_none();
        if !becomes_serial {
            return;
        }
        let own = from.sequence.as_ref().map(|sequence| &sequence.name);
        let mut name = sequence_name(table, to);
        let base = name.name.clone();
        let mut number = 0_usize;
        while self.relations.contains(&name) && own != Some(&name) {
            number += 1;
            name.name = format!("{base}{number}");
        }
        if number > 0 {
            self.relations.insert(name.clone());
            to.sequence = Some(Sequence {
                name,
                sql_type: to.sql_type.clone(),
                options: SequenceOptions::default(),
            });
        }
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
        suffix: &'static str,
    ) {
        if name.is_some() {
            return;
        }
        let columns = columns.join("_");
        let key = (table.clone(), columns.clone(), suffix);
        let next = self.next.entry(key).or_default();
        loop {
            let numbered = match *next {
                0 => suffix.to_owned(),
                number => format!("{suffix}{number}"),
            };
            *next += 1;
            let candidate = object_name(&table.name, &columns, &numbered);
            if self.constraints.insert((table.clone(), candidate.clone())) {
                *name = Some(candidate);
                return;
            }
        }
    }
}

fn relations(schema: &Schema) -> BTreeSet<TableName> {
    let mut names = BTreeSet::new();
    for table in schema.tables.iter().chain(&schema.views) {
        names.insert(table.name.clone());
        names.extend(table.indexes.iter().map(|index| TableName {
            schema: table.name.schema.clone(),
            name: index.name.clone(),
        }));
        let sequences = table.columns.iter().filter_map(|own| own.sequence.as_ref());
        names.extend(sequences.map(|sequence| sequence.name.clone()));
    }
    names
}

/// The sequence of a column, as PostgreSQL names it.
pub(super) fn sequence_name(table: &TableName, column: &Column) -> TableName {
    TableName {
        schema: table.schema.clone(),
        name: object_name(&table.name, &column.name, "seq"),
    }
}
