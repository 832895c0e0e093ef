//! What other connections of a server are doing.

use diesel::QueryResult;

use super::connection::AnyConnection;

/// Whether the server still runs a statement that begins with `mark`, or the process that began it does. A process is
/// named by its number and by when it began, since numbers come back.
///
/// # Errors
/// What the database says.
pub fn still_runs(connection: &mut AnyConnection, process: &str, mark: &str) -> QueryResult<bool> {
    match connection {
        // Nothing of SQLite's outlives its process.
        AnyConnection::Sqlite(_) => {
            let _ = (process, mark);
            Ok(false)
        }
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(_) => Ok(false),
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(postgres) => {
            use diesel::prelude::*;
            use diesel::sql_types::{Bool, Text};

            #[derive(QueryableByName)]
            struct Answer {
                #[diesel(sql_type = Bool)]
                runs: bool,
            }

            // Behind a pooler the process that was recorded may not be the one that runs the statement, and may have
            // gone on to somebody else's: the mark tells.
            let answer: Answer = diesel::sql_query(
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_activity WHERE pid <> pg_catalog.pg_backend_pid() \
                 AND state IS DISTINCT FROM 'idle' AND (left(query, length($2)) = $2 \
                 OR (pid || ' ' || EXTRACT(EPOCH FROM backend_start) = $1 AND query LIKE '<insufficient privilege>%')\
                 )) AS runs",
            )
            .bind::<Text, _>(process)
            .bind::<Text, _>(mark)
            .get_result(postgres)?;
            Ok(answer.runs)
        }
    }
}
