//! Transactions that go one after another, because each begins with a look at what the one before it wrote.

use diesel::connection::{Connection as _, SimpleConnection as _};
use diesel::result::Error;

use super::AnyConnection;
#[cfg(feature = "mysql")]
use super::interrupt;

/// Whose turn is waited for.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    /// The table that is written to.
    pub table: &'static str,
    /// A number that no other kind of turn has, for PostgreSQL's advisory locks.
    pub key: i64,
}

/// Runs `work` in a transaction, after every other one of that turn in this database has ended.
///
/// # Errors
/// Those of `work`, else what the database says.
#[doc(hidden)]
pub fn in_turn<T, E: From<Error>>(
    connection: &mut AnyConnection,
    turn: Turn,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    let before = match connection {
        // A write, even of no row, takes the file's write lock before anything is read.
        AnyConnection::Sqlite(_) => format!("DELETE FROM {} WHERE 0", turn.table),
        // It lasts until the transaction ends.
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(_) => {
            format!("SELECT pg_catalog.pg_advisory_xact_lock({})", turn.key)
        }
        // Rows that are not there can't be locked against each other, and the lock must outlast the commit: so it is
        // around the transaction.
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(_) => return locked(connection, turn, work),
    };
    connection.transaction(|connection| {
        connection.batch_execute(&before)?;
        work(connection)
    })
}

#[cfg(feature = "mysql")]
fn locked<T, E: From<Error>>(
    connection: &mut AnyConnection,
    turn: Turn,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    use diesel::dsl::sql;
    use diesel::prelude::*;
    use diesel::sql_types::{BigInt, Nullable, Text};
    use md5::{Digest as _, Md5};

    // The server's locks are for all databases, and their names end at 64 characters. The digest is computed here, since
    // MySQL has no `MD5()` from 9.6 on, and equals what earlier versions of moviectl had the server compute.
    let database: Option<String> =
        sql::<Nullable<Text>>("SELECT DATABASE()").get_result(connection)?;
    let digest = super::lock::hex(&Md5::digest(database.unwrap_or_default()));
    // A table's name and hexadecimal digits.
    let name = format!("moviectl.{}.{digest}", turn.table);
    let take = format!("SELECT CAST(COALESCE(GET_LOCK('{name}', 1), 0) AS SIGNED)");
    while sql::<BigInt>(&take).get_result::<i64>(connection)? != 1 {
        interrupt::check().map_err(|error| Error::QueryBuilderError(error.into()))?;
    }
    let result = connection.transaction(work);
    let release = format!("DO RELEASE_LOCK('{name}')");
    // A connection that can't be told has let go of it already.
    let _ = connection.batch_execute(&release);
    result
}
