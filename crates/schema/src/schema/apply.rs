//! A schema after a change, so that a planner knows what is there when the next change comes.

use super::{AutoIncrement, Change, Column, ForeignKey, PrimaryKey, Schema, Table, TableName};

impl Schema {
    /// This schema after all of `changes`. A change of something that is not there changes nothing.
    #[must_use]
    pub fn after(&self, changes: &[Change]) -> Self {
        let mut schema = self.clone();
        for change in changes {
            schema.apply(change);
        }
        schema
    }

    /// Makes this schema what it is after `change`.
    pub(crate) fn apply(&mut self, change: &Change) {
        match change {
            Change::CreateSchema(name) => self.schemas.push(name.clone()),
            Change::DropSchema(name) => self.schemas.retain(|other| other != name),
            Change::CreateEnum(own) => self.enums.push(own.clone()),
            Change::DropEnum(own) => self.enums.retain(|other| other.name != own.name),
            Change::AlterEnum { from, to } => {
                let mut enums = self.enums.iter_mut();
                if let Some(own) = enums.find(|own| own.name == from.name) {
                    own.clone_from(to);
                }
            }
            Change::CreateTable(table) => self.tables.push(table.clone()),
            Change::DropTable(table) => self.tables.retain(|other| other.name != table.name),
            _ => {
                let table = change.table().and_then(|name| self.table_mut(name));
                if let Some(table) = table {
                    table.apply(change);
                }
            }
        }
    }

    fn table_mut(&mut self, name: &TableName) -> Option<&mut Table> {
        self.tables.iter_mut().find(|table| table.name == *name)
    }
}

impl Table {
    fn apply(&mut self, change: &Change) {
        match change {
            Change::CreateTable(_)
            | Change::DropTable(_)
            | Change::CreateEnum(_)
            | Change::DropEnum(_)
            | Change::AlterEnum { .. }
            | Change::CreateSchema(_)
            | Change::DropSchema(_) => {}
            Change::AddColumn { column, .. } => self.columns.push(column.clone()),
            Change::DropColumn { column, .. } => {
                self.columns.retain(|other| other.name != column.name);
            }
            Change::AlterColumn { from, to, .. } => self.replace_column(from, to),
            Change::AlterComment {
                column: None, to, ..
            } => self.comment.clone_from(to),
            Change::AlterComment {
                column: Some(name),
                to,
                ..
            } => {
                if let Some(column) = self.columns.iter_mut().find(|own| own.name == *name) {
                    column.comment.clone_from(to);
                }
            }
            Change::AlterOptions { to, .. } => self.options = *to,
            Change::AlterPrimaryKey { to, .. } => self.replace_key(to.as_ref()),
            Change::AddForeignKey { foreign_key, .. } => {
                self.foreign_keys.push(foreign_key.clone());
            }
            Change::DropForeignKey { foreign_key, .. } => {
                self.foreign_keys
                    .retain(|other| !other.same_reference(foreign_key));
            }
            Change::AddUnique { unique, .. } => self.uniques.push(unique.clone()),
            Change::DropUnique { unique, .. } => self.uniques.retain(|other| other != unique),
            Change::AddCheck { check, .. } => self.checks.push(check.clone()),
            Change::DropCheck { check, .. } => self.checks.retain(|other| other != check),
            Change::AddIndex { index, .. } => self.indexes.push(index.clone()),
            Change::DropIndex { index, .. } => self.indexes.retain(|other| other != index),
        }
    }

    fn replace_key(&mut self, key: Option<&PrimaryKey>) {
        let old = std::mem::replace(&mut self.primary_key, key.cloned());
        // The keyword is the key's: a column that is no longer all of it has it no more. Where it never was, as MySQL
        // has it, something else allows it.
        let counted = |column: &Column| {
            old.as_ref()
                .is_some_and(|old| old.columns == [column.name.as_str()])
        };
        let counts = |column: &Column| key.is_some_and(|key| key.columns == [column.name.as_str()]);
        for column in &mut self.columns {
            if column.auto_increment == Some(AutoIncrement::Keyword)
                && counted(column)
                && !counts(column)
            {
                column.auto_increment = None;
            }
        }
    }

    fn replace_column(&mut self, from: &Column, to: &Column) {
        if let Some(column) = self.columns.iter_mut().find(|own| own.name == from.name) {
            column.clone_from(to);
        }
    }
}

impl ForeignKey {
    /// Whether both keys say the same of the same columns, whatever they are called and do.
    #[doc(hidden)]
    pub fn same_reference(&self, other: &Self) -> bool {
        self.columns == other.columns
            && self.references == other.references
            && self.referenced_columns == other.referenced_columns
    }
}
