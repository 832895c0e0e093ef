//! The schema of a database as moviectl and the database itself describe it, apart from the order of columns.

use serde_json::Value;

use crate::support::{Backend, Db};

/// A schema in two descriptions.
pub(super) struct State {
    /// `inspect --format json`.
    inspected: Value,
    /// `pg_dump`, or what `sqlite_schema` has.
    dumped: Vec<String>,
}

impl State {
    pub(super) fn of(db: &Db) -> Self {
        let mut inspected = db
            .moviectl(["inspect", "--format", "json"])
            .success()
            .json();
        sort_columns(&mut inspected);
        if db.backend == Backend::Sqlite {
            unquote(&mut inspected);
        }
        let dump = db.dump();
        let mut dumped: Vec<String> = match db.backend {
            // A column, a constraint, a statement's head on each line.
            Backend::Postgres | Backend::Mysql => dump
                .lines()
                .map(|line| line.trim_end_matches(',').to_owned())
                .collect(),
            // The definition of a restored column follows the table's constraints, and a rebuilt table has every name
            // in quotes. The table of AUTOINCREMENT counters cannot be dropped.
            Backend::Sqlite => dump
                .lines()
                .filter(|line| !line.starts_with("table|sqlite_sequence|"))
                .flat_map(|line| line.split(|c: char| c.is_whitespace() || ",()|".contains(c)))
                .map(|word| word.replace('"', ""))
                .filter(|word| !word.is_empty())
                .collect(),
        };
        dumped.sort();
        Self { inspected, dumped }
    }

    #[track_caller]
    pub(super) fn assert_is(&self, found: &Self, when: &str) {
        assert_eq!(
            format!("{:#}", self.inspected),
            format!("{:#}", found.inspected),
            "{when}"
        );
        assert_eq!(self.dumped, found.dumped, "{when}");
    }
}

/// A column that came back is the last one. Names of columns in keys and indexes keep their order.
fn sort_columns(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.iter_mut().for_each(sort_columns);
            if items.iter().all(|item| item.get("type").is_some()) {
                items.sort_by_key(|item| item["name"].to_string());
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(sort_columns),
        _ => {}
    }
}

/// Removes quotes: when SQLite renames, it puts the new name in quotes, and on the way back the old one.
fn unquote(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.replace('"', ""),
        Value::Array(items) => items.iter_mut().for_each(unquote),
        Value::Object(fields) => fields.values_mut().for_each(unquote),
        _ => {}
    }
}
