//! AUTOINCREMENT in an ordinary project, where what is there is not what it needs.

use super::{key, table, words};
use crate::dialect::Dialect;
use crate::diff::Mode;
use crate::schema::{AutoIncrement, Table};

const DIALECT: Dialect = Dialect::Sqlite;

fn numbered() -> Table {
    let mut table = table(DIALECT, "t", &[("id", "integer!")]);
    table.columns[0].auto_increment = Some(AutoIncrement::Keyword);
    table.columns[0].declared.numbering = true;
    table
}

fn without_rowid() -> Table {
    let mut table = table(DIALECT, "t", &[("id", "integer!")]);
    table.sqlite.options.without_rowid = true;
    table
}

#[test]
fn a_declared_counter_takes_rowids() {
    let lines = words(DIALECT, Mode::Plain, &[without_rowid()], &[numbered()]);
    assert_eq!(
        lines,
        [
            "numbering change from none to AUTOINCREMENT on 't.id'",
            "changed storage of table 't' from WITHOUT ROWID to plain",
        ]
    );
}

#[test]
fn declared_without_rowids_nothing_counts() {
    let lines = words(DIALECT, Mode::Plain, &[numbered()], &[without_rowid()]);
    assert_eq!(
        lines,
        [
            "numbering change from AUTOINCREMENT to none on 't.id'",
            "changed storage of table 't' from plain to WITHOUT ROWID",
        ]
    );
}

#[test]
fn a_counter_is_an_integer_by_that_very_name() {
    let mut live = table(DIALECT, "t", &[("id", "bigint!")]);
    live.primary_key = key(&["id"]);
    let lines = words(DIALECT, Mode::Plain, &[live], &[numbered()]);
    assert_eq!(
        lines,
        [
            "type change from BIGINT to INTEGER on 't.id'",
            "numbering change from none to AUTOINCREMENT on 't.id'",
        ]
    );
}
