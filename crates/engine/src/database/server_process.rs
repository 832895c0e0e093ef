//! The activity of other connections of a server.

use diesel::QueryResult;

use super::connection::AnyConnection;

/// Returns whether the server still runs a statement that begins with `mark`, or the process that began it does. A
/// process is identified by its number and by when it began, since the server uses numbers again.
///
/// # Errors
/// The database's error.
pub(crate) fn still_runs(
    connection: &mut AnyConnection,
    process: &str,
    mark: &str,
) -> QueryResult<bool> {
    match connection {
        // Nothing of SQLite's outlives its process.
        AnyConnection::Sqlite(_) => {
            let _ = (process, mark);
            Ok(false)
        }
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(mysql) => {
            use diesel::prelude::*;
            use diesel::sql_types::{BigInt, Text};

            #[derive(QueryableByName)]
            struct Answer {
                #[diesel(sql_type = BigInt)]
                runs: i64,
            }

            // Without the privilege PROCESS one sees one's own connections: and it was the same user who began. A number
            // comes back after the server was started anew, and then it is somebody else's: the mark tells.
            let _ = process;
            let answer: Answer = diesel::sql_query(
                "SELECT CAST(EXISTS (SELECT 1 FROM information_schema.processlist WHERE id <> CONNECTION_ID() \
                 AND command <> 'Sleep' AND LEFT(info, CHAR_LENGTH(?)) = ?) AS SIGNED) AS runs",
            )
            .bind::<Text, _>(mark)
            .bind::<Text, _>(mark)
            .get_result(mysql)?;
            Ok(answer.runs != 0)
        }
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
