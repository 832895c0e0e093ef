//! New things that name old ones, in the spelling of the old ones.

use super::walk::Walk;
use crate::schema::{Change, ForeignKey, TableName};

impl Walk<'_> {
    /// Spells what is there as it spells itself, so that names can be compared as they stand from here on.
    pub(super) fn respell(&self, change: &mut Change) {
        match change {
            Change::CreateTable(table) => {
                for key in &mut table.foreign_keys {
                    self.respell_parent(key);
                }
            }
            Change::AddForeignKey { table, foreign_key } => {
                self.respell_columns(table, &mut foreign_key.columns);
                self.respell_parent(foreign_key);
            }
            Change::AlterPrimaryKey {
                table,
                to: Some(key),
                ..
            } => self.respell_columns(table, &mut key.columns),
            Change::AddUnique { table, unique } => {
                self.respell_columns(table, &mut unique.columns);
            }
            Change::AddCheck { table, check } => self.respell_columns(table, &mut check.columns),
            Change::AddIndex { table, index } => self.respell_columns(table, &mut index.columns),
            _ => {}
        }
    }

    fn respell_parent(&self, key: &mut ForeignKey) {
        if let Some(parent) = self.live.table(&key.references) {
            key.references.clone_from(&parent.name);
        }
        self.respell_columns(&key.references, &mut key.referenced_columns);
    }

    fn respell_columns(&self, table: &TableName, columns: &mut [String]) {
        let Some(live) = self.live.get(table) else {
            return;
        };
        for name in columns {
            if let Some(column) = live.column(name) {
                name.clone_from(&column.name);
            }
        }
    }
}
