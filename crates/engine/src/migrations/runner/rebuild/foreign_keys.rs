//! Foreign keys of SQLite around a script that replaces tables: whether they must be off, and which rows violate them.

use std::collections::{BTreeMap, BTreeSet};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};

use super::super::error::{RunError, records};
use crate::database::AnyConnection;
use crate::migrations::script::{Prepared, ScriptError};
use moviectl_schema::dialect::Dialect;

/// How violations are told where there are many.
const TOLD: usize = 5;

const DOING: &str = "read the foreign keys";

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Integer)]
    foreign_keys: i32,
}

/// A column of a foreign key.
#[derive(QueryableByName)]
struct KeyColumn {
    #[diesel(sql_type = Text)]
    child: String,
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    parent: String,
    #[diesel(sql_type = Text)]
    from_column: String,
    #[diesel(sql_type = Nullable<Text>)]
    to_column: Option<String>,
}

#[derive(QueryableByName)]
struct Exists {
    #[diesel(sql_type = Integer)]
    it: i32,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    fkid: i64,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    own: String,
    #[diesel(sql_type = Text)]
    key: String,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// A row that references nothing. Two are one if they are of one table, to one parent, and have one key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Violation {
    child: String,
    parent: String,
    /// The columns of the key and their values; what is wrong with a key that can't be checked.
    key: String,
}

/// The rows that violate foreign keys, and how each is told.
#[derive(Debug, Default)]
pub(super) struct Violations(BTreeMap<Violation, String>);

/// Has foreign keys as the script needs them, and returns whether they were on before.
///
/// # Errors
/// When the script changes rows of a table that rows of others reference: only foreign keys would bring those along.
pub(super) fn switch_off(
    connection: &mut AnyConnection,
    prepared: &Prepared<'_>,
) -> Result<Result<bool, ScriptError>, RunError> {
    if let Some(replacements) = prepared.replacements().filter(|own| !own.switches_off) {
        let mut referenced = replacements.references.clone();
        let keys = keys(connection).map_err(records(DOING))?;
        referenced.extend(keys.iter().map(|key| key.parent.to_ascii_lowercase()));
        if replacements.replaced.is_disjoint(&referenced) {
            // Nothing hangs on what is dropped: what the script deletes otherwise may count on its cascades.
            return Ok(Ok(false));
        }
        // If no row references them, nothing would follow. A row that comes meanwhile, and loses its parent, is a violation.
        for (table, statement) in &replacements.changes {
            if is_referenced_by_rows(connection, table, &keys).map_err(records(DOING))? {
                return Ok(Err(prepared.must_be_split(*statement)));
            }
        }
    }
    let before: Setting = diesel::sql_query("PRAGMA foreign_keys")
        .get_result(connection)
        .map_err(records(DOING))?;
    connection
        .batch_execute("PRAGMA foreign_keys=OFF")
        .map_err(records("switch foreign keys off"))?;
    Ok(Ok(before.foreign_keys != 0))
}

/// Returns whether a table that references `table` has rows.
fn is_referenced_by_rows(
    connection: &mut AnyConnection,
    table: &str,
    keys: &[KeyColumn],
) -> QueryResult<bool> {
    let of_table = keys
        .iter()
        .filter(|key| key.parent.eq_ignore_ascii_case(table));
    let children: BTreeSet<&String> = of_table.map(|key| &key.child).collect();
    for child in children {
        let child = Dialect::Sqlite.quote(child);
        let row: Exists = diesel::sql_query(format!("SELECT EXISTS (SELECT 1 FROM {child}) AS it"))
            .get_result(connection)?;
        if row.it != 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Switches them on again where they were on.
pub(super) fn restore(connection: &mut AnyConnection, were_on: bool) -> Result<(), RunError> {
    if !were_on {
        return Ok(());
    }
    connection
        .batch_execute("PRAGMA foreign_keys=ON")
        .map_err(records("switch foreign keys on"))
}

impl Violations {
    /// All that are there now.
    pub(super) fn read(connection: &mut AnyConnection) -> Result<Self, RunError> {
        let mut found = Self::default();
        let keys = keys(connection).map_err(records(DOING))?;
        let children: BTreeSet<&String> = keys.iter().map(|key| &key.child).collect();
        for child in children {
            let own: Vec<&KeyColumn> = keys.iter().filter(|key| &key.child == child).collect();
            found.of_table(connection, child, &own)?;
        }
        Ok(found)
    }

    /// Those that `before` has not, in words.
    pub(super) fn since(&self, before: &Self) -> Option<String> {
        let new = self.0.iter().filter(|(own, _)| !before.0.contains_key(own));
        let told: Vec<&str> = new.map(|(_, text)| text.as_str()).collect();
        let (first, rest) = told.split_at_checked(TOLD).unwrap_or((&told, &[]));
        let mut text = first.join(", ");
        if !rest.is_empty() {
            text.push_str(&format!(", and {} more", rest.len()));
        }
        (!text.is_empty()).then_some(text)
    }

    fn of_table(
        &mut self,
        connection: &mut AnyConnection,
        child: &str,
        keys: &[&KeyColumn],
    ) -> Result<(), RunError> {
        let query =
            "SELECT DISTINCT CAST(fkid AS INTEGER) AS fkid FROM pragma_foreign_key_check(?)";
        let checked: Result<Vec<Found>, DieselError> = diesel::sql_query(query)
            .bind::<Text, _>(child)
            .load(connection);
        let ids = match checked {
            Ok(found) => found,
            // A key whose parent has no such column, or no unique index over it, can't be checked.
            Err(error) => {
                let violation = Violation {
                    child: child.to_owned(),
                    parent: String::new(),
                    key: error.to_string(),
                };
                self.0.insert(violation, error.to_string());
                return Ok(());
            }
        };
        for Found { fkid } in ids {
            let columns: Vec<&KeyColumn> =
                keys.iter().filter(|key| key.id == fkid).copied().collect();
            self.of_key(connection, child, &columns)
                .map_err(records(DOING))?;
        }
        Ok(())
    }

    /// The rows of a table that violate one key: those without a parent, by their key.
    fn of_key(
        &mut self,
        connection: &mut AnyConnection,
        child: &str,
        columns: &[&KeyColumn],
    ) -> Result<(), DieselError> {
        let Some(parent) = columns.first().map(|column| column.parent.as_str()) else {
            return Ok(());
        };
        let quote = |name: &str| Dialect::Sqlite.quote(name);
        let own_key = primary_key(connection, child)?;
        let parent_key = primary_key(connection, parent)?;
        let is_there = is_table(connection, parent)?;
        let mut values = Vec::new();
        let mut not_null = Vec::new();
        let mut same = Vec::new();
        for (index, column) in columns.iter().enumerate() {
            let from = format!("c.{}", quote(&column.from_column));
            let name = Dialect::Sqlite.literal(&format!("{} ", column.from_column));
            values.push(format!("{name} || quote({from})"));
            not_null.push(format!("{from} IS NOT NULL"));
            let to = column.to_column.as_ref().or_else(|| parent_key.get(index));
            if let Some(to) = to {
                same.push(format!("p.{} = {from}", quote(to)));
            }
        }
        if is_there {
            not_null.push(format!(
                "NOT EXISTS (SELECT 1 FROM main.{} AS p WHERE {})",
                quote(parent),
                same.join(" AND ")
            ));
        }
        let own = own_key
            .iter()
            .map(|name| {
                let label = Dialect::Sqlite.literal(&format!("{name} "));
                format!("{label} || quote(c.{})", quote(name))
            })
            .collect::<Vec<_>>();
        let own = if own.is_empty() {
            "'rowid ' || c.rowid".to_owned()
        } else {
            own.join(" || ', ' || ")
        };
        let rows: Vec<Row> = diesel::sql_query(format!(
            "SELECT {own} AS own, {} AS key FROM main.{} AS c WHERE {}",
            values.join(" || ', ' || "),
            quote(child),
            not_null.join(" AND ")
        ))
        .load(connection)?;
        for Row { own, key } in rows {
            let text = format!("{child} ({own}): {key} is not in {parent}");
            let violation = Violation {
                child: child.to_owned(),
                parent: parent.to_owned(),
                key,
            };
            self.0.entry(violation).or_insert(text);
        }
        Ok(())
    }
}

fn keys(connection: &mut AnyConnection) -> Result<Vec<KeyColumn>, DieselError> {
    diesel::sql_query(
        "SELECT m.name AS child, CAST(f.id AS INTEGER) AS id, f.\"table\" AS parent, f.\"from\" AS from_column, \
         f.\"to\" AS to_column FROM main.sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f \
         WHERE m.type = 'table' ORDER BY m.name, f.id, f.seq",
    )
    .load(connection)
}

fn primary_key(connection: &mut AnyConnection, table: &str) -> Result<Vec<String>, DieselError> {
    let query = "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk";
    let names: Vec<Name> = diesel::sql_query(query)
        .bind::<Text, _>(table)
        .load(connection)?;
    Ok(names.into_iter().map(|column| column.name).collect())
}

fn is_table(connection: &mut AnyConnection, table: &str) -> Result<bool, DieselError> {
    let query =
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND lower(name) = lower(?)";
    let names: Vec<Name> = diesel::sql_query(query)
        .bind::<Text, _>(table)
        .load(connection)?;
    Ok(!names.is_empty())
}
