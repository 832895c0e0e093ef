//! Changes by the table that each is about.

use std::collections::HashMap;

use super::{Change, TableName};

/// The changes of each table, for code that looks at many tables. A walk over all changes for each table takes time
/// that grows with the square of their number.
#[derive(Debug, Clone)]
pub(crate) struct ByTable<'c>(HashMap<&'c TableName, Vec<&'c Change>>);

impl<'c> ByTable<'c> {
    pub(crate) fn of(changes: &'c [Change]) -> Self {
        let mut by_table: HashMap<&TableName, Vec<&Change>> = HashMap::new();
        for change in changes {
            if let Some(table) = change.table() {
                by_table.entry(table).or_default().push(change);
            }
        }
        Self(by_table)
    }

    /// The changes of that table, in their order.
    pub(crate) fn get(&self, table: &TableName) -> &[&'c Change] {
        self.0.get(table).map_or(&[], Vec::as_slice)
    }

    /// Returns whether the changes of its table contain `change`.
    pub(crate) fn has(&self, change: &Change) -> bool {
        let table = change.table();
        table.is_some_and(|table| self.get(table).contains(&change))
    }
}
