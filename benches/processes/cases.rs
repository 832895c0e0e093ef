//! The cases that are measured.

mod large;
mod migrate;
mod movies;
mod upgrade;

use moviectl_schema::dialect::Dialect;

use crate::bench::Bench;
use crate::row::Row;

/// Runs the cases on each database that has a server, and returns the lines of the table.
pub(crate) fn run(bench: &Bench<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    for dialect in Dialect::ALL {
        let missing = match dialect {
            Dialect::Sqlite => false,
            Dialect::Postgres => bench.postgres.is_none(),
            Dialect::Mysql => bench.mysql.is_none(),
            other => unreachable!("{other} is not measured"),
        };
        if missing {
            continue;
        }
        movies::run(bench, dialect, &mut rows);
        upgrade::run(bench, dialect, &mut rows);
        migrate::run(bench, dialect, &mut rows);
        large::run(bench, dialect, &mut rows);
    }
    rows
}
