//! Triggers and views that use something that is not there. SQLite reports one of them when a table is renamed
//! (<https://www.sqlite.org/lang_altertable.html>, section 2), so they are found and dropped one after the other, in a
//! transaction that is rolled back.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_query;
use diesel::sql_types::Text;
use diesel::sqlite::SqliteConnection;

use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Token, tokens};

const BEGIN: &str = "SAVEPOINT moviectl_check; CREATE TABLE main._moviectl_check (a)";
const RENAME: &str = "ALTER TABLE main._moviectl_check RENAME TO _moviectl_checked";
const END: &str = "ROLLBACK TO moviectl_check; RELEASE moviectl_check";

/// Returns the kind and the name of each.
///
/// # Errors
///
/// An error of the transaction.
pub(super) fn find(
    connection: &mut SqliteConnection,
    triggers: &[&str],
) -> Result<Vec<(&'static str, String)>, Error> {
    connection.batch_execute(BEGIN)?;
    let mut found = Vec::new();
    while let Some((kind, name)) = next(connection) {
        let drop = format!("DROP {kind} main.{}", Dialect::Sqlite.quote(&name));
        let dropped = connection.batch_execute(&drop);
        found.push((kind, name));
        if dropped.is_err() {
            break;
        }
    }
    found.extend(unprepared(connection, triggers));
    connection.batch_execute(END)?;
    Ok(found)
}

/// The triggers whose statements SQLite cannot prepare: a renaming does not look at the columns that they write. Each one is
/// tried without the other triggers of its table.
fn unprepared(connection: &mut SqliteConnection, triggers: &[&str]) -> Vec<(&'static str, String)> {
    let failing = triggers.iter().filter_map(|sql| {
        let event = Event::of(sql)?;
        let explain = event.explained(connection)?;
        let fails = |connection: &mut SqliteConnection| {
            connection
                .batch_execute(&format!("EXPLAIN {explain}"))
                .is_err()
        };
        // Most tables have no broken trigger at all.
        if !fails(connection) {
            return None;
        }
        // The others on the same table and event may be the broken ones.
        let others = triggers.iter().filter_map(|other| {
            let other = Event::of(other)?;
            let same = other.table == event.table && other.name != event.name;
            same.then(|| {
                format!(
                    "DROP TRIGGER IF EXISTS main.{}",
                    Dialect::Sqlite.quote(&other.name)
                )
            })
        });
        let others: Vec<String> = others.collect();
        connection.batch_execute("SAVEPOINT moviectl_alone").ok()?;
        let dropped = connection.batch_execute(&others.join(";"));
        let broken = dropped.is_ok() && fails(connection);
        connection
            .batch_execute("ROLLBACK TO moviectl_alone; RELEASE moviectl_alone")
            .ok()?;
        broken.then_some(("trigger", event.name))
    });
    failing.collect()
}

/// The statement that fires a trigger.
struct Event {
    name: String,
    /// `insert`, `update` or `delete`.
    word: String,
    table: String,
}

impl Event {
    /// Reads `CREATE TRIGGER name BEFORE UPDATE OF a ON t`.
    fn of(sql: &str) -> Option<Self> {
        let all: Vec<Token<'_>> = tokens(Dialect::Sqlite, sql).collect();
        let word = all.iter().position(|token| {
            ["insert", "update", "delete"]
                .iter()
                .any(|word| token.is_word(word))
        })?;
        let head = all.get(..word)?;
        let name = head.iter().rev().find(|token| {
            let words = ["before", "after", "instead", "of"];
            !words.iter().any(|word| token.is_word(word))
        })?;
        let rest = all.get(word..)?;
        let on = rest.iter().position(|token| token.is_word("on"))?;
        let table = match rest.get(on + 1..)? {
            [_, dot, table, ..] if dot.is_punctuation(".") => table,
            [table, ..] => table,
            [] => return None,
        };
        Some(Self {
            name: name.name(Dialect::Sqlite)?,
            word: rest.first()?.text.to_lowercase(),
            table: table.name(Dialect::Sqlite)?,
        })
    }

    /// A statement of this kind, for `EXPLAIN`, which prepares the statements of triggers.
    fn explained(&self, connection: &mut SqliteConnection) -> Option<String> {
        let table = Dialect::Sqlite.quote(&self.table);
        Some(match self.word.as_str() {
            "insert" => format!("INSERT INTO main.{table} DEFAULT VALUES"),
            "delete" => format!("DELETE FROM main.{table}"),
            _ => {
                let columns: Vec<Name> = sql_query(COLUMNS)
                    .bind::<Text, _>(&self.table)
                    .load(connection)
                    .ok()?;
                let set = columns.iter().map(|column| {
                    let column = Dialect::Sqlite.quote(&column.name);
                    format!("{column} = {column}")
                });
                let set: Vec<String> = set.collect();
                format!("UPDATE main.{table} SET {}", set.join(", "))
            }
        })
    }
}

/// The columns that can be set. Generated columns are hidden.
const COLUMNS: &str = "SELECT name FROM pragma_table_xinfo(?, 'main') WHERE hidden = 0";

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// The first that SQLite reports: `error in view v: no such column: a`.
fn next(connection: &mut SqliteConnection) -> Option<(&'static str, String)> {
    let Err(Error::DatabaseError(_, information)) = connection.batch_execute(RENAME) else {
        return None;
    };
    let message = information.message();
    [("trigger", "error in trigger "), ("view", "error in view ")]
        .into_iter()
        .find_map(|(kind, beginning)| {
            let rest = message.strip_prefix(beginning)?;
            // The name may have a colon, but the reason has none before its second part.
            let (name, _) = rest.split_once(": ")?;
            Some((kind, name.to_owned()))
        })
}
