//! What hangs on a table that SQLite makes anew, and that nobody who wrote the scripts knew of: triggers and indexes
//! that somebody has added to this database. With the old table they would be gone without a word.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::RunError;
use super::error::records;
use super::one::Job;
use crate::database::AnyConnection;
use crate::migrations::revision::Direction;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::tokens;

/// What SQLite's schema table says of a table, a view, an index or a trigger.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub(super) struct Object {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    /// The table or view that it is, or hangs on.
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

/// Makes those of `before` again that the script took along, though neither script of the revision names them. What one
/// of them names, its author knew of.
pub(super) fn keep(
    connection: &mut AnyConnection,
    job: &Job<'_>,
    before: Vec<Object>,
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
    for own in gone.iter().filter(|own| !named(own)) {
        // What it hung on may be gone for good.
        let stays = after
            .iter()
            .any(|other| !other.hangs() && other.name.eq_ignore_ascii_case(&own.owner));
        if stays {
            connection
                .batch_execute(&own.sql)
                .map_err(records("keep a trigger or an index of a rebuilt table"))?;
        }
    }
    Ok(())
}

fn names(text: &str, name: &str) -> bool {
    tokens(Dialect::Sqlite, text).any(|token| {
        token
            .identifier()
            .is_some_and(|identifier| identifier.eq_ignore_ascii_case(name))
    })
}
