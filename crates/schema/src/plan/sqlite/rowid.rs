//! SQLite's rowids, which a rebuild keeps where it can: other tables (a full-text index, say) may know rows by them.

use super::DIALECT;
use crate::schema::{Column, Table};

/// The column that is the rowid under another name: the whole key, and of the type INTEGER.
pub(super) fn alias(table: &Table) -> Option<&Column> {
    let [key] = table.key_columns() else {
        return None;
    };
    let column = table.column(key)?;
    let integer = column.sql_type.is_builtin("integer") && column.sql_type.arguments.is_empty();
    (integer && !table.sqlite.options.without_rowid).then_some(column)
}

/// The rowid's names in the new table and in the old one, where it has to be copied by name: not with its column.
pub(super) fn copied(before: &Table, after: &Table) -> Option<(&'static str, &'static str)> {
    let with_column = alias(after).is_some_and(|own| before.column(&own.name).is_some());
    if with_column || before.sqlite.options.without_rowid || after.sqlite.options.without_rowid {
        return None;
    }
    Some((name(after)?, name(before)?))
}

/// A name that no column has taken.
fn name(table: &Table) -> Option<&'static str> {
    let taken = |name: &str| {
        let mut columns = table.columns.iter();
        columns.any(|column| column.name.eq_ignore_ascii_case(name))
    };
    ["rowid", "_rowid_", "oid"]
        .into_iter()
        .find(|name| !taken(name))
}

/// The column's value for the copy. If the column becomes the rowid, SQLite would silently assign a number to a NULL; a
/// text makes SQLite refuse the row instead.
pub(super) fn value(before: &Table, after: &Table, from: &Column) -> String {
    let quoted = DIALECT.quote(&from.name);
    let becomes = alias(after).is_some_and(|own| own.name == from.name);
    let was = alias(before).is_some_and(|own| own.name == from.name);
    if becomes && !was && from.nullable {
        format!("coalesce({quoted}, 'NULL is no key')")
    } else {
        quoted
    }
}
