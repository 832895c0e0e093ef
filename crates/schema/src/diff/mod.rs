//! Computes the changes between two schemas.
//!
//! One walk over tables and columns serves every dialect and each [`Mode`]. The walk does not know the source of either
//! schema.

mod buckets;
mod comments;
mod dependents;
mod details;
mod enums;
mod numbering;
mod renames;
mod respell;
mod undeclared;

#[cfg(test)]
mod tests;

pub use renames::rename_candidates;

use std::collections::HashSet;

use self::buckets::Buckets;
use self::numbering::renumber;
use crate::dialect::{Dialect, Indexed, Lookup, Names};
use crate::schema::{
    AutoIncrement, Change, Column, ForeignKey, PrimaryKey, Schema, Table, TableName,
};

/// How complete the wanted schema is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// The declaration is complete: types are exactly what would be written, foreign keys are compared both ways.
    Managed,
    /// An ordinary Diesel project: only what `table!` can say is compared, and a type need only be one that the
    /// declared type accepts.
    Plain,
    /// Both schemas are a database's: everything is compared both ways, except the order of columns, the names of
    /// constraints and the names of sequences.
    Exact,
}

/// Returns the changes that turn `from` (the existing schema) into `to` (the declared schema), with tables in the order
/// of declaration.
///
/// Tables of `from` that `to` lacks are dropped, so the caller first leaves out the tables that must stay. Items that
/// the declaration cannot express (defaults, indexes, checks) stay as they are, unless they depend on a dropped column.
///
/// SQL in the declaration is compared as text: see [`diff_as_spelled`].
pub fn diff(dialect: Dialect, mode: Mode, from: &Schema, to: &Schema) -> Vec<Change> {
    diff_as_spelled(dialect, mode, from, to, to)
}

/// As [`diff`], but compares the declaration as the database spells it: `spelled` is `to` with the SQL that the database
/// would store for it, and in the same order. The changes have the SQL of `to`.
pub fn diff_as_spelled(
    dialect: Dialect,
    mode: Mode,
    from: &Schema,
    to: &Schema,
    spelled: &Schema,
) -> Vec<Change> {
    let walk = Walk::new(dialect, mode, from, to, spelled);
    let mut changes = walk.changes();
    if mode == Mode::Exact {
        return changes;
    }
    for change in &mut changes {
        walk.respell(change);
    }
    let consequences = dependents::of_removals(from, &changes);
    changes.extend(consequences);
    let consequences = dependents::of_types(dialect, from, &changes);
    changes.extend(consequences);
    changes
}

/// Returns the changes by which `found` still differs from what `changes` make of `before`, in every respect of
/// [`Mode::Exact`]. `changes` have the SQL that the database stores. The database respells SQL that touches a column whose
/// type changes. So in tables that `changes` alter, an item is also the same if it has the same name.
pub fn left_after(
    dialect: Dialect,
    before: &Schema,
    changes: &[Change],
    found: &Schema,
) -> Vec<Change> {
    let expected = before.after(changes);
    let mut walk = Walk::new(dialect, Mode::Exact, found, &expected, &expected);
    walk.respelled = respelled(before, changes);
    walk.changes()
}

/// The tables whose SQL the database may spell otherwise after the changes.
fn respelled(before: &Schema, changes: &[Change]) -> HashSet<TableName> {
    let enums: Vec<_> = changes.iter().filter_map(Change::enum_type).collect();
    let mut tables: HashSet<TableName> = before
        .tables
        .iter()
        .filter(|table| {
            let mut columns = table.columns.iter();
            columns.any(|column| enums.iter().any(|own| own.is_type_of(column)))
        })
        .map(|table| table.name.clone())
        .collect();
    tables.extend(changes.iter().filter_map(Change::table).cloned());
    tables
}

struct Walk<'a> {
    dialect: Dialect,
    mode: Mode,
    names: Names,
    from: &'a Schema,
    to: &'a Schema,
    /// `to` as the database spells it.
    spelled: &'a Schema,
    live: Lookup<'a>,
    /// The names of all declared tables.
    declared: HashSet<TableName>,
    /// The tables whose SQL the database may spell otherwise than expected.
    respelled: HashSet<TableName>,
}

/// A table as it is declared, and as the database spells it.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    written: &'a Table,
    spelled: &'a Table,
}

/// Returns whether SQLite's keyword AUTOINCREMENT numbers the table's rows.
fn counts(table: &Table) -> bool {
    let mut columns = table.columns.iter();
    columns.any(|column| column.auto_increment == Some(AutoIncrement::Keyword))
}

impl<'a> Walk<'a> {
    fn new(
        dialect: Dialect,
        mode: Mode,
        from: &'a Schema,
        to: &'a Schema,
        spelled: &'a Schema,
    ) -> Self {
        let names = match mode {
            Mode::Managed | Mode::Plain => Names::Of(dialect),
            Mode::Exact => Names::Exact,
        };
        let declared = to.tables.iter().map(|own| names.table_key(&own.name));
        Self {
            dialect,
            mode,
            names,
            from,
            to,
            spelled,
            live: Lookup::of(names, from),
            declared: declared.collect(),
            respelled: HashSet::new(),
        }
    }

    fn changes(&self) -> Vec<Change> {
        let mut changes = self.schemas_and_enums();
        changes.extend(self.tables());
        changes
    }

    /// The declared table at that place.
    fn wanted(&self, place: usize, written: &'a Table) -> Wanted<'a> {
        Wanted {
            written,
            spelled: self.spelled.tables.get(place).unwrap_or(written),
        }
    }

    fn tables(&self) -> Vec<Change> {
        let views: HashSet<&TableName> = self.from.views.iter().map(|view| &view.name).collect();
        let added = self
            .to
            .tables
            .iter()
            .filter(|table| self.live.table(&table.name).is_none() && !views.contains(&table.name))
            .map(|table| {
                let mut table = table.clone();
                let key = table.key_columns().to_owned();
                table.uniques.retain(|unique| unique.columns != key);
                Change::CreateTable(table)
            });
        let removed = self
            .from
            .tables
            .iter()
            .filter(|table| !self.is_declared(&table.name))
            .map(|table| Change::DropTable(table.clone()));
        let mut changes: Vec<Change> = added.chain(removed).collect();
        for (place, declared) in self.to.tables.iter().enumerate() {
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

    fn is_declared(&self, name: &TableName) -> bool {
        self.declared.contains(&self.names.table_key(name))
    }

    fn same_table(&self, one: &TableName, other: &TableName) -> bool {
        one.schema == other.schema && self.names.same(&one.name, &other.name)
    }

    fn table(&self, from: &Indexed<'a>, to: &Indexed<'a>, changes: &mut Vec<Change>) {
        let (live, declared) = (from.table, to.table);
        let wanted = self.wanted(to.place, declared);
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
            let spelled = wanted.spelled.columns.get(place).unwrap_or(column);
            if let Some(from) = from.column(&column.name) {
                changes.extend(self.column((live, declared), from, column, spelled));
            }
        }
        changes.extend(self.options(live, declared));
        changes.extend(self.primary_key(live, declared));
        self.foreign_keys(live, to, &new, changes);
        self.details(live, wanted, changes);
        self.undeclared(live, declared, changes);
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

    fn column(
        &self,
        (live, table): (&Table, &Table),
        from: &Column,
        declared: &Column,
        spelled: &Column,
    ) -> Option<Change> {
        let same_type = self.same_type(from, declared);
        // A key column can hold no NULL whatever it says, but on SQLite, where Diesel takes it so all the same.
        let same_nullability = from.nullable == declared.nullable
            || (self.mode == Mode::Plain
                && live.is_key(&from.name)
                && table.is_key(&declared.name))
            || (from.generated.is_some()
                && declared.generated.is_some()
                && !self.dialect.generated_not_null());
        let default = self.default_change(live, from, declared, spelled);
        let same_generated = self.same_generated(live, from, spelled);
        let same_collation = self.same_collation(from, declared);
        let several = table.key_columns().len() > 1;
        let keyed = several && live.is_key(&from.name) && table.is_key(&declared.name);
        // Without rowids there is nothing that AUTOINCREMENT could count.
        let numbering = match table.sqlite.options.without_rowid {
            true => None,
            false => self.numbering(from, declared, !same_type, keyed),
        };
        let same_numbering = numbering == from.auto_increment;
        let same = same_type && same_nullability && default.is_none() && same_generated;
        if same && same_collation && same_numbering {
            return None;
        }
        let mut to = from.clone();
        if !same_type {
            to.sql_type = declared.sql_type.clone();
        }
        renumber(&mut to, from, numbering);
        if !same_nullability {
            to.nullable = declared.nullable;
        }
        if let Some(default) = default {
            // A column has one default: what counted, counts no more.
            if default.is_some() {
                to.auto_increment = None;
                to.sequence = None;
            }
            to.default = default;
        }
        if !same_generated {
            to.generated.clone_from(&declared.generated);
        }
        if !same_collation {
            to.collation.clone_from(&declared.collation);
        }
        Some(Change::AlterColumn {
            table: live.name.clone(),
            from: from.clone(),
            to,
        })
    }

    fn same_type(&self, live: &Column, declared: &Column) -> bool {
        if live.sql_type == declared.sql_type {
            return true;
        }
        // Only a column of the very type that is declared can count by SQLite's AUTOINCREMENT.
        let counts = declared.auto_increment == Some(AutoIncrement::Keyword);
        self.mode == Mode::Plain
            && (!counts || self.dialect.features().alter_in_place)
            && self.dialect.accepts_column(declared, &live.sql_type)
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

    fn primary_key(&self, live: &Table, declared: &Table) -> Option<Change> {
        let same = live.key_columns().len() == declared.key_columns().len()
            && live
                .key_columns()
                .iter()
                .zip(declared.key_columns())
                .all(|(one, other)| self.names.same(one, other));
        // Diesel wants a key in every `table!`, so that of a table without one is made up.
        let made_up = self.mode == Mode::Plain && live.primary_key.is_none();
        if same || made_up {
            return None;
        }
        let name = live.primary_key.as_ref().and_then(|key| key.name.clone());
        Some(Change::AlterPrimaryKey {
            table: live.name.clone(),
            from: live.primary_key.clone(),
            to: declared.primary_key.as_ref().map(|key| PrimaryKey {
                name: key.name.clone().or(name),
                columns: key.columns.clone(),
            }),
        })
    }

    fn foreign_keys(
        &self,
        live: &Table,
        to: &Indexed<'_>,
        new_columns: &[&Column],
        changes: &mut Vec<Change>,
    ) {
        let declared = to.table;
        let new_columns: HashSet<&str> = new_columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let of_new_column = |key: &ForeignKey| {
            let mut columns = key.columns.iter();
            columns.any(|column| new_columns.contains(column.as_str()))
        };
        // The `joinable!` lines of a plain project are not a complete list, and are compared for new columns alone.
        let compared =
            |key: &ForeignKey| self.mode != Mode::Plain || key.name.is_some() || of_new_column(key);
        let columns = |key: &ForeignKey| self.list_key(&key.columns);
        let present = Buckets::of(&live.foreign_keys, columns);
        let wanted = Buckets::of(&declared.foreign_keys, columns);
        let missing = declared.foreign_keys.iter().filter(|key| {
            let mut alike = present.get(&columns(key)).iter();
            compared(key) && !alike.any(|own| self.same_foreign_key(own, key))
        });
        let added: Vec<&ForeignKey> = missing.collect();
        let taken: HashSet<String> = added.iter().map(|key| columns(key)).collect();
        let replaced = |key: &ForeignKey| taken.contains(&columns(key));
        let kept_columns = |key: &ForeignKey| {
            let mut columns = key.columns.iter();
            columns.all(|column| to.column(column).is_some())
        };
        let stays = |key: &ForeignKey| {
            let mut alike = wanted.get(&columns(key)).iter();
            alike.any(|own| self.same_foreign_key(key, own))
        };
        let gone = live.foreign_keys.iter().filter(|key| {
            (self.is_dropped(key.clauses.is_declarable()) || replaced(key))
                && !stays(key)
                // With its columns or its table the key goes by itself.
                && kept_columns(key)
                && self.is_declared(&key.references)
        });
        changes.extend(gone.map(|key| Change::DropForeignKey {
            table: live.name.clone(),
            foreign_key: key.clone(),
        }));
        changes.extend(added.iter().map(|key| Change::AddForeignKey {
            table: live.name.clone(),
            foreign_key: (*key).clone(),
        }));
    }

    /// Returns whether an item that is not wanted is dropped. A managed declaration wants only what it can express.
    fn is_dropped(&self, declarable: bool) -> bool {
        match self.mode {
            Mode::Managed => declarable,
            Mode::Plain => false,
            Mode::Exact => true,
        }
    }

    fn same_key(&self, one: &ForeignKey, other: &ForeignKey) -> bool {
        self.same_table(&one.references, &other.references)
            && self.same_columns(&one.columns, &other.columns)
            && self.same_columns(&one.referenced_columns, &other.referenced_columns)
    }
}
