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
mod implied;
mod keys;
mod mode;
mod number;
mod numbering;
mod renames;
mod respell;
mod side;
mod table;
mod undeclared;
mod walk;

#[cfg(test)]
mod tests;

pub use implied::without_implied_keys;
pub use mode::Mode;
pub use renames::rename_candidates;
pub use side::Side;

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
/// SQL is compared as text. A database that rewrites SQL would store other text for the declaration, so the declaration
/// comes as a [`Side`] with that text.
pub fn diff<'a>(
    dialect: Dialect,
    mode: Mode,
    from: impl Into<Side<'a>>,
    to: impl Into<Side<'a>>,
) -> Vec<Change> {
    let (from, to) = (from.into(), to.into());
    let walk = Walk::new(dialect, mode, from, to);
    let mut changes = walk.changes();
    if mode == Mode::Exact {
        return changes;
    }
    for change in &mut changes {
        walk.respell(change);
    }
    let consequences = dependents::of_removals(from.written, &changes);
    changes.extend(consequences);
    let consequences = dependents::of_types(dialect, from.written, &changes);
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
    let mut walk = Walk::new(dialect, Mode::Exact, found.into(), (&expected).into());
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
