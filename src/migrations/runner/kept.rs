//! What hangs on a table that SQLite makes anew, and that nobody who wrote the scripts knew of: triggers and indexes
//! that somebody has added to this database. With the old table they would be gone without a word.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::Text;

use super::RunError;
use super::error::records;
use super::one::Job;
use crate::database::AnyConnection;
use crate::dialect::Dialect;
use crate::dialect::script::tokens;
use crate::migrations::revision::Direction;

/// A trigger or an index, and the statement that makes it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub(super) struct Hanger {
    #[diesel(sql_type = Text)]
    name: String,
    /// What it hangs on.
    #[diesel(sql_type = Text)]
    owner: String,
    #[diesel(sql_type = Text)]
    sql: String,
}

/// All that hangs on tables and views now.
pub(super) fn hangers(connection: &mut AnyConnection) -> Result<Vec<Hanger>, RunError> {
    read(
        connection,
        "SELECT name, tbl_name AS owner, sql FROM main.sqlite_schema \
         WHERE type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid",
    )
    .map_err(records("read the triggers and indexes"))
}

/// Makes those of `before` again that the script took along, though neither script of the revision names them. What one
/// of them names, its author knew of.
pub(super) fn keep(
    connection: &mut AnyConnection,
    job: &Job<'_>,
    before: Vec<Hanger>,
) -> Result<(), RunError> {
    let after = hangers(connection)?;
    let gone: Vec<Hanger> = before
        .into_iter()
        .filter(|own| !after.iter().any(|other| other.name == own.name))
        .collect();
    if gone.is_empty() {
        return Ok(());
    }
    let mut texts = Vec::new();
    for direction in [Direction::Up, Direction::Down] {
        if let Some(script) = job.revision.script(direction)? {
            texts.push(script.text);
        }
    }
    let named = |own: &Hanger| texts.iter().any(|text| names(text, &own.name));
    let tables = tables(connection)?;
    for own in gone.iter().filter(|own| !named(own)) {
        // What it hung on may be gone for good.
        let stays = tables
            .iter()
            .any(|table| table.eq_ignore_ascii_case(&own.owner));
        if stays {
            connection
                .batch_execute(&own.sql)
                .map_err(records("keep a trigger or an index of a rebuilt table"))?;
        }
    }
    Ok(())
}

fn tables(connection: &mut AnyConnection) -> Result<Vec<String>, RunError> {
    let rows = read(
        connection,
        "SELECT name, name AS owner, '' AS sql FROM main.sqlite_schema WHERE type IN ('table', 'view')",
    );
    let rows = rows.map_err(records("read the tables"))?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

fn read(connection: &mut AnyConnection, query: &str) -> Result<Vec<Hanger>, DieselError> {
    diesel::sql_query(query).load(connection)
}

fn names(text: &str, name: &str) -> bool {
    tokens(Dialect::Sqlite, text).any(|token| {
        token
            .identifier()
            .is_some_and(|identifier| identifier.eq_ignore_ascii_case(name))
    })
}
