//! What is particular to scripts for the `sqlite3` command line.

use super::Dialect;

pub(super) const DIESEL: &str = "main.\"__diesel_schema_migrations\"";
pub(super) const OWN: &str = "main.\"__moviectl_revisions\"";

/// Stops at the first error; waits for other writers as long as our own runs do.
pub(super) fn head() -> String {
    "-- Written by moviectl, for sqlite3: sqlite3 FILE < script.sql\n.bail on\n.timeout 60000\nPRAGMA foreign_keys=ON;\n"
        .to_owned()
}

/// Outside of a trigger, SQLite raises no error of one's own: but a constraint that fails is told by its name.
pub(super) fn require(condition: &str, message: &str) -> String {
    let constraint = Dialect::Sqlite.quote(message);
    format!(
        "CREATE TEMP TABLE moviectl_requires (ok INTEGER, CONSTRAINT {constraint} CHECK (ok));\n\
         INSERT INTO temp.moviectl_requires SELECT {condition};\n\
         DROP TABLE temp.moviectl_requires;"
    )
}
