//! Changes that SQLite's `ALTER TABLE` can make without rebuilding the table.

use super::{DIALECT, definition};
use crate::plan::definition::drop_index;
use crate::plan::fill::ExistingRows;
use crate::schema::{Change, Column, ForeignKey, Table};

/// The statements where `ALTER TABLE` can make every change by itself (<https://www.sqlite.org/lang_altertable.html>).
pub(super) fn in_place(before: &Table, after: &Table, changes: &[Change]) -> Option<Vec<String>> {
    // The columns of an index must exist as long as the index does. SQLite would take the name of a missing column for
    // a string.
    let (mut first, mut middle, mut last) = (Vec::new(), Vec::new(), Vec::new());
    // A generated column must be added after its source columns.
    let (computed, plain): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(
        |change| matches!(change, Change::AddColumn { column, .. } if column.generated.is_some()),
    );
    for change in plain.into_iter().chain(computed) {
        match change {
            Change::AddColumn { column, .. } => middle.push(add_column(after, column, changes)?),
            Change::AddForeignKey { foreign_key, .. } => {
                // Written with its column, which `add_column` sees to.
                inline_key_column(foreign_key, changes)?;
            }
            Change::DropColumn { column, .. } => middle.push(drop_column(before, column, changes)?),
            Change::AddIndex { table, index } => last.push(DIALECT.create_index(table, index)),
            Change::DropIndex { table, index } => first.push(drop_index(DIALECT, table, index)),
            // SQLite has none.
            Change::AlterComment { .. } => {}
            _ => return None,
        }
    }
    first.append(&mut middle);
    first.append(&mut last);
    Some(first)
}

/// The new column that a foreign key can be written with: its only one, and nullable, since SQLite wants the default
/// of an added column that references another table to be NULL.
pub(super) fn inline_key_column<'c>(key: &ForeignKey, changes: &'c [Change]) -> Option<&'c Column> {
    let [only] = key.columns.as_slice() else {
        return None;
    };
    changes.iter().find_map(|change| match change {
        Change::AddColumn { column, .. } if column.name == *only && column.default.is_none() => {
            Some(column)
        }
        _ => None,
    })
}

pub(super) fn add_column(after: &Table, column: &Column, changes: &[Change]) -> Option<String> {
    let constant = |default: &String| {
        let upper = default.to_ascii_uppercase();
        !default.starts_with('(') && !upper.starts_with("CURRENT_") && upper != "NULL"
    };
    let addable = (column.nullable || column.default.as_ref().is_some_and(constant))
        && column.default.as_ref().is_none_or(constant)
        && column
            .generated
            .as_ref()
            .is_none_or(|generated| !generated.stored)
        && column.auto_increment.is_none()
        && !after.is_key(&column.name);
    if !addable {
        return None;
    }
    let keys: String = changes
        .iter()
        .filter_map(|change| match change {
            Change::AddForeignKey { foreign_key, .. }
                if foreign_key.columns.contains(&column.name) =>
            {
                Some(format!(" {}", DIALECT.inline_foreign_key(foreign_key)))
            }
            _ => None,
        })
        .collect();
    Some(format!(
        "ALTER TABLE {} ADD COLUMN {}{keys}",
        DIALECT.quote_table(&after.name),
        definition::column(column)
    ))
}

/// `DROP COLUMN`, where nothing else of the table names the column but indexes that go before it.
pub(super) fn drop_column(before: &Table, column: &Column, changes: &[Change]) -> Option<String> {
    let name = &column.name;
    let index_stays = |index: &crate::schema::Index| {
        !changes
            .iter()
            .any(|change| matches!(change, Change::DropIndex { index: gone, .. } if gone == index))
    };
    let used = before.is_key(name)
        || before
            .uniques
            .iter()
            .any(|unique| unique.columns.contains(name))
        || before
            .foreign_keys
            .iter()
            .any(|key| key.columns.contains(name))
        || !before.checks.is_empty()
        || before.columns.iter().any(|other| other.generated.is_some())
        || before
            .indexes
            .iter()
            .any(|index| index.columns.contains(name) && index_stays(index));
    (!used).then(|| {
        format!(
            "ALTER TABLE {} DROP COLUMN {}",
            DIALECT.quote_table(&before.name),
            DIALECT.quote(name)
        )
    })
}

/// The `UPDATE` that fills new columns if `ALTER TABLE` added them with another default, or with none.
pub(super) fn filled_in_place(
    before: &Table,
    after: &Table,
    rows: ExistingRows<'_>,
) -> Option<String> {
    let new = after
        .columns
        .iter()
        .filter(|column| before.column(&column.name).is_none());
    let values: Vec<String> = new
        .filter_map(|column| {
            let fill = rows.of(&after.name, &column.name)?;
            Some(format!("{} = {}", DIALECT.quote(&column.name), fill.sql()))
        })
        .collect();
    (!values.is_empty()).then(|| {
        format!(
            "UPDATE {} SET {}",
            DIALECT.quote_table(&after.name),
            values.join(", ")
        )
    })
}
