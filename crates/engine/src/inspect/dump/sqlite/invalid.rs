//! Triggers and views that use something that is not there. SQLite reports one of them when a table is renamed
//! (<https://www.sqlite.org/lang_altertable.html>, section 2), so they are found and dropped one after the other, in a
//! transaction that is rolled back.

use diesel::connection::SimpleConnection as _;
use diesel::result::Error;
use diesel::sqlite::SqliteConnection;

use moviectl_schema::dialect::Dialect;

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
    connection.batch_execute(END)?;
    Ok(found)
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
