//! The pragmas, the temporary objects and the attached databases of a connection to SQLite.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use diesel::sqlite::SqliteConnection;

use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::Traces;

pub(crate) struct Session {
    /// The names and values of the pragmas that the script sets.
    pragmas: Vec<(String, Option<String>)>,
    temporary: BTreeSet<Object>,
    attached: BTreeSet<String>,
}

/// An object of the schema `temp`: what depends on others comes before them.
#[derive(QueryableByName, PartialEq, Eq, PartialOrd, Ord)]
struct Object {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
}

impl Session {
    pub(super) fn read(connection: &mut SqliteConnection, traces: &Traces) -> QueryResult<Self> {
        let pragmas = traces.pragmas.iter();
        let mut values = Vec::new();
        for pragma in pragmas {
            values.push((pragma.clone(), value(connection, pragma)));
        }
        Ok(Self {
            pragmas: values,
            temporary: temporary(connection)?,
            attached: attached(connection)?,
        })
    }

    pub(super) fn give_back(&self, connection: &mut SqliteConnection) -> QueryResult<()> {
        for (pragma, before) in &self.pragmas {
            let now = value(connection, pragma);
            match before {
                // It tells nothing, and a new connection has it off.
                None if pragma == "case_sensitive_like" => {
                    connection.batch_execute("PRAGMA case_sensitive_like = 0")?;
                }
                Some(before)
                    if now.as_ref() != Some(before) && !is_kept(pragma, before, now.as_deref()) =>
                {
                    let literal = Dialect::Sqlite.literal(before);
                    connection.batch_execute(&format!("PRAGMA {pragma} = {literal}"))?;
                }
                _ => {}
            }
        }
        for Object { kind, name } in temporary(connection)?.difference(&self.temporary) {
            let quoted = Dialect::Sqlite.quote(name);
            connection.batch_execute(&format!("DROP {kind} IF EXISTS temp.{quoted}"))?;
        }
        for name in attached(connection)?.difference(&self.attached) {
            let quoted = Dialect::Sqlite.quote(name);
            connection.batch_execute(&format!("DETACH {quoted}"))?;
        }
        Ok(())
    }
}

/// Returns whether the file keeps it, for everybody: a write-ahead log that the script begins or ends.
fn is_kept(pragma: &str, before: &str, now: Option<&str>) -> bool {
    pragma == "journal_mode" && (before == "wal" || now == Some("wal"))
}

/// The value of a pragma that tells one.
fn value(connection: &mut SqliteConnection, pragma: &str) -> Option<String> {
    let column = match pragma {
        "busy_timeout" => "timeout",
        other => other,
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !pragma.chars().all(is_name) {
        return None;
    }
    let query = format!("SELECT CAST(\"{column}\" AS TEXT) AS value FROM pragma_{pragma}");
    // One that tells nothing, or that nobody knows, has no such table.
    let value: Option<Value> = diesel::sql_query(query)
        .get_result(connection)
        .optional()
        .ok()?;
    value?.value
}

fn temporary(connection: &mut SqliteConnection) -> QueryResult<BTreeSet<Object>> {
    let query = "SELECT CASE type WHEN 'trigger' THEN 'TRIGGER' WHEN 'view' THEN 'VIEW' ELSE 'TABLE' END AS kind, name \
                 FROM temp.sqlite_master WHERE type IN ('table', 'view', 'trigger') \
                 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let objects: Vec<Object> = diesel::sql_query(query).load(connection)?;
    Ok(objects.into_iter().collect())
}

fn attached(connection: &mut SqliteConnection) -> QueryResult<BTreeSet<String>> {
    let query = "SELECT name FROM pragma_database_list WHERE name NOT IN ('main', 'temp')";
    let names: Vec<Name> = diesel::sql_query(query).load(connection)?;
    Ok(names.into_iter().map(|own| own.name).collect())
}
