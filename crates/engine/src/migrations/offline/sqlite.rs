//! What is particular to scripts for the `sqlite3` command line.

use super::{Client, DIESEL_TABLE, OWN_TABLE};
use moviectl_schema::dialect::Dialect;

pub(super) struct Sqlite;

impl Client for Sqlite {
    /// Stops at the first error; waits for other writers as long as our own runs do.
    fn head(&self) -> String {
        "-- Written by moviectl, for sqlite3: sqlite3 FILE < script.sql\n.bail on\n.timeout 60000\nPRAGMA foreign_keys=ON;\n"
            .to_owned()
    }

    fn begin(&self, tables: &[String]) -> String {
        let begin = "BEGIN IMMEDIATE".to_owned();
        let lines: Vec<String> = [begin]
            .iter()
            .chain(tables)
            .map(|line| format!("{line};"))
            .collect();
        lines.join("\n")
    }

    /// Outside of a trigger, SQLite raises no error of one's own: but a constraint that fails is told by its name.
    fn require(&self, condition: &str, message: &str) -> String {
        let constraint = Dialect::Sqlite.quote(message);
        format!(
            "CREATE TEMP TABLE moviectl_requires (ok INTEGER, CONSTRAINT {constraint} CHECK (ok));\n\
             INSERT INTO temp.moviectl_requires SELECT {condition};\n\
             DROP TABLE temp.moviectl_requires;"
        )
    }

    fn tables(&self) -> (String, String) {
        let main = |name| format!("main.{}", Dialect::Sqlite.quote(name));
        (main(DIESEL_TABLE), main(OWN_TABLE))
    }
}
