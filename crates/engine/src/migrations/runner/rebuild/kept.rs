//! Triggers and indexes of a table that SQLite rebuilds, which the authors of the scripts did not know. Another user
//! has added them to this database. SQLite would silently drop them with the old table.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::super::error::{RunError, records};
use super::super::job::Job;
use crate::database::AnyConnection;
use crate::migrations::revision::Direction;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::tokens;

/// A row of SQLite's schema table: a table, a view, an index or a trigger.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub(super) struct Object {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    /// The table or view that it is, or belongs to.
    #[diesel(sql_type = Text)]
    owner: String,
    /// The statement that makes it.
    #[diesel(sql_type = Text)]
    sql: String,
}

impl Object {
    fn hangs(&self) -> bool {
        matches!(self.kind.as_str(), "index" | "trigger")
    }
}

/// All that is there now, but for the indexes of constraints.
pub(super) fn objects(connection: &mut AnyConnection) -> Result<Vec<Object>, RunError> {
    diesel::sql_query(
        "SELECT type AS kind, name, tbl_name AS owner, sql FROM main.sqlite_schema \
         WHERE sql IS NOT NULL ORDER BY rowid",
    )
    .load(connection)
    .map_err(records("read the triggers and indexes"))
}

/// Makes those objects of `before` again that the script dropped and that neither script of the revision names. If a
/// script names an object, its author knew of it.
pub(super) fn keep(
    connection: &mut AnyConnection,
    job: &Job<'_>,
    before: Vec<Object>,
    accept_loss: bool,
) -> Result<(), RunError> {
    let after = objects(connection)?;
    let gone: Vec<Object> = before
        .into_iter()
        .filter(|own| own.hangs() && !after.iter().any(|other| other.name == own.name))
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
    let named = |own: &Object| texts.iter().any(|text| names(text, &own.name));
    let mut losses = Vec::new();
    for own in gone.iter().filter(|own| !named(own)) {
        // The script may have dropped the table or view of the object for good.
        let stays = after
            .iter()
            .any(|other| !other.hangs() && other.name.eq_ignore_ascii_case(&own.owner));
        if !stays {
            continue;
        }
        match connection.batch_execute(&own.sql) {
            Ok(()) => {}
            // It reads a column that the revision drops.
            Err(error) if error.to_string().contains("no such column") => losses.push(format!(
                "{} '{}' of table '{}'",
                own.kind, own.name, own.owner
            )),
            Err(error) => {
                return Err(records("keep a trigger or an index of a rebuilt table")(
                    error,
                ));
            }
        }
    }
    if losses.is_empty() || accept_loss {
        return Ok(());
    }
    Err(RunError::Losses {
        version: job.revision.version.clone(),
        direction: job.direction,
        losses,
    })
}

fn names(text: &str, name: &str) -> bool {
    tokens(Dialect::Sqlite, text).any(|token| {
        token
            .identifier()
            .is_some_and(|identifier| identifier.eq_ignore_ascii_case(name))
    })
}
