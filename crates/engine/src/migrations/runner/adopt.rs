//! Records of revisions that a squashed revision replaces.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::context::{Context, READ};
use super::error::{RunError, records};
use super::options::{RunEvent, RunOptions};
use super::transaction::locked;
use crate::database::AnyConnection;
use crate::migrations::records::Ledger;
use crate::migrations::repository::Repository;
use crate::migrations::revision::Direction;
use crate::migrations::squash::{Adopted, Settled, settle};

/// Changes the records of a database that has all that a revision replaces. The others are deleted, in Diesel's table
/// and in moviectl's, and the revision's own record gets its checksum and message. If there is nothing to change, no
/// lock is taken.
///
/// # Errors
///
/// [`RunError`]; nothing is changed then.
pub fn adopt(
    connection: &mut AnyConnection,
    repository: &Repository,
    options: RunOptions<'_>,
) -> Result<Vec<Adopted>, RunError> {
    let (mut ledger, settled) = read(connection, repository)?;
    if settled.adopted.is_empty() {
        return Ok(Vec::new());
    }
    let mut quiet = |_: RunEvent<'_>| {};
    let mut context = Context::new(connection, options, &mut quiet);
    locked(&mut context, &mut ledger, |context, _| {
        adopt_locked(context.connection, repository)
    })
}

fn read(
    connection: &mut AnyConnection,
    repository: &Repository,
) -> Result<(Ledger, Settled), RunError> {
    let ledger = Ledger::open(connection).map_err(records("find the version table"))?;
    let applied = ledger.applied(connection).map_err(records(READ))?;
    let settled = settle(repository, &applied)?;
    Ok((ledger, settled))
}

fn adopt_locked(
    connection: &mut AnyConnection,
    repository: &Repository,
) -> Result<Vec<Adopted>, RunError> {
    let (ledger, settled) = read(connection, repository)?;
    let dialect = ledger.dialect();
    let (diesel, own) = ledger.tables();
    let writing = "record the squashed revision";
    for adopted in &settled.adopted {
        for version in &adopted.replaced {
            for table in [diesel, own].into_iter().flatten() {
                let delete = format!("DELETE FROM {table} WHERE version = $1");
                diesel::sql_query(dialect.bound(&delete))
                    .bind::<Text, _>(version)
                    .execute(connection)
                    .map_err(records(writing))?;
            }
        }
        let revision = repository.get(&adopted.version);
        if let (Some(own), Some(revision)) = (own, revision)
            && let Some(script) = revision.script(Direction::Up)?
        {
            let update = format!("UPDATE {own} SET checksum = $1, message = $2 WHERE version = $3");
            diesel::sql_query(dialect.bound(&update))
                .bind::<Text, _>(script.checksum())
                .bind::<Text, _>(&revision.message)
                .bind::<Text, _>(&revision.version)
                .execute(connection)
                .map_err(records(writing))?;
        }
    }
    Ok(settled.adopted)
}
