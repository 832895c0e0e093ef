//! Computes the changes between two schemas.
//!
//! One walk over tables and columns serves every dialect and each [`Mode`]. The walk does not know the source of either
//! schema.

mod buckets;
mod column;
mod comments;
mod constraints;
mod dependents;
mod enums;
mod keys;
mod mode;
mod numbering;
mod renames;
mod respell;
mod table;
mod undeclared;
mod walk;

#[cfg(test)]
mod tests;

pub use mode::Mode;
pub use renames::rename_candidates;

use std::collections::HashSet;

use self::walk::Walk;
use crate::dialect::Dialect;
use crate::schema::{Change, Schema, TableName};

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
