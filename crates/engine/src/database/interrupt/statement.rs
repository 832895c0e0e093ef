//! Cancellers of what a connection runs.

use std::time::Duration;

use super::canceller::Canceller;
use super::exit_after;
#[cfg(any(feature = "postgres", feature = "mysql"))]
use crate::database::url::Target;
use crate::database::{AnyConnection, DatabaseUrl};

/// How long a statement of SQLite's may take to end by itself.
const GRACE: Duration = Duration::from_secs(1);

impl Canceller {
    /// The one for a connection to `url`: for a server a second connection that cancels what the first one runs.
    /// Nothing stops a statement of SQLite's from another thread without unsafe code. So one that goes on ends with the
    /// process: whoever opens the file next rolls it back.
    pub fn for_connection(connection: &mut AnyConnection, url: &DatabaseUrl) -> Option<Self> {
        match connection {
            AnyConnection::Sqlite(_) => {
                let _ = url;
                Some(Self::new(|| exit_after(GRACE)))
            }
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(postgres) => backend(postgres, url.clone()),
            #[cfg(feature = "mysql")]
            AnyConnection::Mysql(mysql) => session(mysql, url.clone()),
        }
    }

    /// The one for a server process of the database at `url`.
    pub(crate) fn for_process(pid: i32, url: &DatabaseUrl) -> Self {
        match url.target() {
            #[cfg(feature = "postgres")]
            Target::Postgres(_) => of_process(pid, url.clone()),
            #[cfg(feature = "mysql")]
            Target::Mysql(_) => of_session(i64::from(pid), url.clone()),
            // SQLite has no server process, and a build opens no URL of a database that it lacks.
            _ => {
                let _ = pid;
                Self::new(|| {})
            }
        }
    }
}

#[cfg(feature = "postgres")]
fn backend(connection: &mut diesel::pg::PgConnection, url: DatabaseUrl) -> Option<Canceller> {
    Some(of_process(process_of(connection)?, url))
}

#[cfg(feature = "postgres")]
pub(super) fn process_of(connection: &mut diesel::pg::PgConnection) -> Option<i32> {
    use diesel::prelude::*;
    use diesel::sql_types::Integer;

    #[derive(QueryableByName)]
    struct Backend {
        #[diesel(sql_type = Integer)]
        pid: i32,
    }

    let backend: Backend = diesel::sql_query("SELECT pg_backend_pid() AS pid")
        .get_result(connection)
        .ok()?;
    Some(backend.pid)
}

/// Cancels what the process runs if that is the statement which this thread has begun. Behind a pooler another process
/// may run it: the one that holds the migration lock, or one whose statement is marked. Another client's statement is
/// never the same.
#[cfg(feature = "postgres")]
fn of_process(pid: i32, url: DatabaseUrl) -> Canceller {
    use crate::database::connect::postgres::maintenance::open;
    use crate::database::interrupt::Running;

    let running = Running::here();
    Canceller::new(move || {
        // Before the connection says something of its own.
        let statement = running.statement();
        // If this fails, the statement runs to its end, and the flag is checked then.
        if let Ok(mut second) = open(&url) {
            let _ = cancel_statement(&mut second, pid, &statement);
        }
    })
}

/// Cancels `statement`; `pid` is the process that its connection was told of.
#[cfg(feature = "postgres")]
pub(super) fn cancel_statement(
    second: &mut diesel::pg::PgConnection,
    pid: i32,
    statement: &str,
) -> diesel::QueryResult<usize> {
    use diesel::prelude::*;
    use diesel::sql_types::{BigInt, Integer, Text};

    use crate::database::LOCK_KEY;

    // The server keeps the beginning of a long statement only.
    diesel::sql_query(
        "SELECT pg_catalog.pg_cancel_backend(a.pid) FROM pg_catalog.pg_stat_activity a \
         WHERE a.state = 'active' AND a.pid <> pg_catalog.pg_backend_pid() \
         AND left(btrim(a.query, E' \\n\\t\\r'), 200) = left($2, 200) \
         AND (a.pid = $1 OR (a.datname = current_database() AND (a.query LIKE '/* moviectl %' \
         OR EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory' \
         AND l.granted AND l.objsubid = 1 AND (l.classid::bigint << 32) + l.objid::bigint = $3))))",
    )
    .bind::<Integer, _>(pid)
    .bind::<Text, _>(statement.trim())
    .bind::<BigInt, _>(LOCK_KEY)
    .execute(second)
}

#[cfg(feature = "mysql")]
fn session(
    connection: &mut crate::database::MysqlConnection,
    url: DatabaseUrl,
) -> Option<Canceller> {
    use diesel::prelude::*;
    use diesel::sql_types::BigInt;

    #[derive(QueryableByName)]
    struct Session {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }

    let session: Session = diesel::sql_query("SELECT CAST(CONNECTION_ID() AS SIGNED) AS id")
        .get_result(connection)
        .ok()?;
    Some(of_session(session.id, url))
}

/// A user may end what the same user runs, without any privilege.
#[cfg(feature = "mysql")]
fn of_session(id: i64, url: DatabaseUrl) -> Canceller {
    use diesel::connection::SimpleConnection as _;

    use crate::database::admin::mysql::beside;

    Canceller::new(move || {
        // If this fails, the statement runs to its end, and the flag is checked then.
        if let Ok(mut second) = beside(&url) {
            let _ = second.batch_execute(&format!("KILL QUERY {id}"));
        }
    })
}
