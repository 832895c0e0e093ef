//! Tables, and the order in which their parts are compared.

use std::collections::HashSet;

use super::mode::Mode;
use super::walk::Walk;
use crate::dialect::Indexed;
use crate::schema::{AutoIncrement, Change, Column, Table, TableName};

impl<'a> Walk<'a> {
    pub(super) fn tables(&self) -> Vec<Change> {
        let views: HashSet<&TableName> = self
            .from
            .written
            .views
            .iter()
            .map(|view| &view.name)
            .collect();
        let added = self
            .to
            .written
            .tables
            .iter()
            .filter(|table| {
                let may_be_a_view = self.mode != Mode::Exact && views.contains(&table.name);
                self.live.table(&table.name).is_none() && !may_be_a_view
            })
            .map(|table| {
                let mut table = table.clone();
                let key = table.key_columns().to_owned();
                table.uniques.retain(|unique| unique.columns != key);
                Change::CreateTable(table)
            });
        let removed = self
            .from
            .written
            .tables
            .iter()
            .filter(|table| !self.is_declared(&table.name))
            .map(|table| Change::DropTable(table.clone()));
        let mut changes: Vec<Change> = added.chain(removed).collect();
        for (place, declared) in self.to.written.tables.iter().enumerate() {
            if let Some(live) = self.live.get(&declared.name) {
                self.table(
                    live,
                    &Indexed::of(self.names, declared, place),
                    &mut changes,
                );
            }
        }
        changes
    }

    fn table(&self, from: &Indexed<'a>, to: &Indexed<'a>, changes: &mut Vec<Change>) {
        let (live, declared) = (from.table, to.table);
        let (there, wanted) = (
            self.from.pair(from.place, live),
            self.to.pair(to.place, declared),
        );
        let table = &live.name;
        let new: Vec<&Column> = declared
            .columns
            .iter()
            .filter(|column| from.column(&column.name).is_none())
            .collect();
        changes.extend(new.iter().map(|column| Change::AddColumn {
            table: table.clone(),
            column: (*column).clone(),
        }));
        for (place, column) in declared.columns.iter().enumerate() {
            if let Some(own) = from.column_place(&column.name) {
                changes.extend(self.column((there, own), (wanted, place)));
            }
        }
        changes.extend(self.options(live, declared));
        changes.extend(self.primary_key(live, declared));
        self.foreign_keys(live, to, &new, changes);
        self.constraints(there, wanted, changes);
        self.undeclared(there.spelled, wanted.spelled, changes);
        self.comments(from, declared, changes);
        changes.extend(
            live.columns
                .iter()
                .filter(|column| to.column(&column.name).is_none())
                .map(|column| Change::DropColumn {
                    table: table.clone(),
                    column: column.clone(),
                }),
        );
    }

    fn options(&self, live: &Table, declared: &Table) -> Option<Change> {
        let (from, mut to) = (live.sqlite.options, declared.sqlite.options);
        if self.mode == Mode::Plain {
            // A plain declaration leaves an option that it does not name as it is.
            to.strict |= from.strict;
            // AUTOINCREMENT numbers rowids, so that a declaration of it implies a table with rowids.
            to.without_rowid |= from.without_rowid && !counts(declared);
        }
        (from != to).then(|| Change::AlterOptions {
            table: live.name.clone(),
            from,
            to,
        })
    }
}

/// Returns whether SQLite's keyword AUTOINCREMENT numbers the table's rows.
fn counts(table: &Table) -> bool {
    let mut columns = table.columns.iter();
    columns.any(|column| column.auto_increment == Some(AutoIncrement::Keyword))
}
