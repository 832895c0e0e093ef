//! A table made anew with the rows that it had, where `ALTER TABLE` can't do it.

use super::definition::{counting_key, create_table};
use super::{COPY_PREFIX, DIALECT, belongings, drop_table, placeholder, rowid};
use crate::dialect::script::Direction;
use crate::plan::fill::ExistingRows;
use crate::plan::placeholder::{for_restored, remark};
use crate::schema::{Column, Table, TableName};

/// Makes the table anew and copies its rows, as SQLite's manual has it (section 7 of the page above). The renaming
/// would check views and triggers while the original is gone, also those that only the database at hand has.
pub(super) fn rebuild(before: &Table, after: &Table, rows: ExistingRows<'_>) -> Vec<String> {
    let copy = TableName::new(format!("{COPY_PREFIX}{}", after.name.name));
    let mut statements = vec![create_table(after, &copy)];
    statements.extend(copy_rows(before, after, &copy, rows));
    if counts(before) && counts(after) {
        statements.extend(copy_counter(before, &copy));
    }
    statements.push(drop_table(&before.name));
    let rename = format!(
        "ALTER TABLE {} RENAME TO {}",
        DIALECT.quote_table(&copy),
        DIALECT.quote_table(&after.name)
    );
    statements.push("PRAGMA legacy_alter_table=ON".to_owned());
    statements.push(rename);
    statements.push("PRAGMA legacy_alter_table=OFF".to_owned());
    statements.extend(belongings(after));
    statements
}

pub(super) fn counts(table: &Table) -> bool {
    counting_key(table).is_some()
}

pub(super) fn copy_rows(
    before: &Table,
    after: &Table,
    copy: &TableName,
    rows: ExistingRows<'_>,
) -> Option<String> {
    let name = &before.name;
    let mut into = Vec::new();
    let mut from = Vec::new();
    let mut remarks = String::new();
    if let Some((new, old)) = rowid::copied(before, after) {
        into.push(new.to_owned());
        from.push(old.to_owned());
    }
    for column in after
        .columns
        .iter()
        .filter(|column| column.generated.is_none())
    {
        let quoted = DIALECT.quote(&column.name);
        let is_rowid = rowid::alias(after).is_some_and(|own| own.name == column.name);
        let value = match (before.column(&column.name), rows.direction) {
            (Some(old), _) => {
                let filler = rows.for_null(name, old, column);
                Some(copied(before, after, old, filler))
            }
            // SQLite gives each row its number, or it has one.
            (None, _) if is_rowid => None,
            (None, Direction::Up) => rows
                .of(name, &column.name)
                .map(|fill| fill.sql().to_owned()),
            (None, Direction::Down) => {
                let filler = for_restored(column, placeholder::literal);
                if let Some(filler) = &filler {
                    remarks.push_str(&remark(&quoted, filler));
                }
                filler
            }
        };
        if let Some(value) = value {
            from.push(value);
            into.push(quoted);
        }
    }
    if from.is_empty() {
        return None;
    }
    Some(format!(
        "{remarks}INSERT INTO {} ({})\n    SELECT {} FROM {}",
        DIALECT.quote_table(copy),
        into.join(", "),
        from.join(", "),
        DIALECT.quote_table(&before.name)
    ))
}

/// A value of a column that stays.
pub(super) fn copied(
    before: &Table,
    after: &Table,
    old: &Column,
    for_null: Option<String>,
) -> String {
    match for_null {
        Some(filler) => format!("coalesce({}, {filler})", DIALECT.quote(&old.name)),
        None => rowid::value(before, after, old),
    }
}

/// AUTOINCREMENT never gives a number twice, not even that of a deleted row: the counter goes along.
pub(super) fn copy_counter(before: &Table, copy: &TableName) -> [String; 2] {
    let copy = DIALECT.literal(&copy.name);
    let original = DIALECT.literal(&before.name.name);
    [
        format!("DELETE FROM sqlite_sequence WHERE name = {copy}"),
        format!(
            "INSERT INTO sqlite_sequence (name, seq)\n    SELECT {copy}, seq FROM sqlite_sequence WHERE name = {original}"
        ),
    ]
}
