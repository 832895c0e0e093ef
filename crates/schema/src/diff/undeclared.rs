//! Parts of a table that no declaration expresses. Only the exact comparison looks at them.

use std::collections::HashSet;

use super::mode::Mode;
use super::walk::Walk;
use crate::dialect::script::normal_sql;
use crate::schema::{Change, Table, Undeclared};

impl Walk<'_> {
    pub(super) fn undeclared(&self, live: &Table, expected: &Table, changes: &mut Vec<Change>) {
        if self.mode != Mode::Exact {
            return;
        }
        let (from, to) = (self.parts(live), self.parts(expected));
        let table = || live.name.clone();
        let (had, wanted): (HashSet<&Undeclared>, HashSet<&Undeclared>) =
            (from.iter().collect(), to.iter().collect());
        let gone = from.iter().filter(|part| !wanted.contains(part));
        changes.extend(gone.map(|part| Change::DropUndeclared {
            table: table(),
            part: part.clone(),
        }));
        let new = to.iter().filter(|part| !had.contains(part));
        changes.extend(new.map(|part| Change::AddUndeclared {
            table: table(),
            part: part.clone(),
        }));
    }

    fn parts(&self, table: &Table) -> Vec<Undeclared> {
        let triggers = table.sqlite.triggers.iter().map(|trigger| Undeclared {
            kind: "trigger",
            definition: normal_sql(self.dialect, &trigger.definition),
        });
        let properties = self.dialect.table_properties(table).into_iter();
        let properties = properties.map(|definition| Undeclared {
            kind: "option or constraint",
            definition,
        });
        triggers.chain(properties).collect()
    }
}
