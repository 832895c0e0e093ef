//! The parts of a script that are specific to the `sqlite3` command line.

use super::client::{Clean, Client};
use crate::migrations::records::{DIESEL_TABLE, OWN_TABLE};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::Traces;

pub(super) struct Sqlite;

impl Client for Sqlite {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

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

    /// Pragmas as the client's session begins with them, and as the head sets them.
    fn clean(&self, traces: &Traces) -> Result<Clean, &'static str> {
        const DEFAULTS: [(&str, &str); 13] = [
            ("busy_timeout", "60000"),
            ("cache_size", "-2000"),
            ("case_sensitive_like", "OFF"),
            ("defer_foreign_keys", "OFF"),
            ("foreign_keys", "ON"),
            ("ignore_check_constraints", "OFF"),
            ("legacy_alter_table", "OFF"),
            ("query_only", "OFF"),
            ("recursive_triggers", "OFF"),
            ("reverse_unordered_selects", "OFF"),
            ("synchronous", "FULL"),
            ("trusted_schema", "ON"),
            ("writable_schema", "OFF"),
        ];
        let default = |name: &String| DEFAULTS.iter().find(|(own, _)| own == name);
        let lines: Option<Vec<String>> = traces
            .pragmas
            .iter()
            .map(|name| default(name).map(|(name, value)| format!("PRAGMA {name}={value};\n")))
            .collect();
        let before_records = lines.filter(|lines| !lines.is_empty() && !traces.leaves_objects);
        match before_records {
            Some(lines) => Ok(Clean {
                before_records: lines.concat(),
                behind: String::new(),
            }),
            None => Err(
                "sqlite3 would keep this setting or object for the next revision: undo it in the same script, or run `moviectl upgrade`",
            ),
        }
    }

    fn tables(&self) -> (String, String) {
        let main = |name| format!("main.{}", Dialect::Sqlite.quote(name));
        (main(DIESEL_TABLE), main(OWN_TABLE))
    }
}
