//! `upgrade` of many revisions against the database's own client with the same statements, a transaction each.

use moviectl::dialect::Dialect;

use super::{Bench, Row, Target, title};
use crate::measure::{Pair, Work};
use crate::project::{self, SCRIPT, TABLES};
use crate::servers::{psql, sqlite3};

const DATABASE: &str = "upgrade";

pub(super) fn run(bench: &Bench<'_>, dialect: Dialect, rows: &mut Vec<Row>) {
    let journals: &[&str] = match dialect {
        Dialect::Sqlite => &["wal", "delete"],
        Dialect::Postgres => &[""],
    };
    for journal in journals {
        one(bench, dialect, journal, rows);
    }
}

fn one(bench: &Bench<'_>, dialect: Dialect, journal: &str, rows: &mut Vec<Row>) {
    let comma = if journal.is_empty() { "" } else { ", journal " };
    let name = format!(
        "`upgrade`, {TABLES} revisions, {}{comma}{journal}",
        title(dialect)
    );
    if !bench.options.wants(&name) {
        return;
    }
    let root = bench.directory(DATABASE, dialect);
    project::tables(&root, dialect);
    let url = bench.database(DATABASE, dialect);
    let (against, other) = match dialect {
        Dialect::Sqlite => (
            "`sqlite3 .read`",
            sqlite3(&url, &root).args([format!(".read {SCRIPT}")]),
        ),
        Dialect::Postgres => ("`psql -f`", psql(&url, &root).args(["-f", SCRIPT])),
    };
    let prepare = || {
        let file = bench.database(DATABASE, dialect);
        if dialect == Dialect::Sqlite {
            // Both sides find a file that has no table yet, in the same journal mode.
            let sql = format!("PRAGMA journal_mode = {journal}; VACUUM");
            sqlite3(&file, &root).args([sql]).run();
        }
    };
    let pair = Pair {
        ours: Work::moviectl(&root)
            .env("DATABASE_URL", &url)
            .args(["upgrade"]),
        other: Some(other),
        prepare: &prepare,
    };
    bench.measure(rows, name, against, Target::Ratio(1.1), &pair);
    bench.drop(DATABASE, dialect);
}
