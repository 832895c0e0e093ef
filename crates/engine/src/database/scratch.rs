//! Scratch databases: made for one run, dropped after it, never the user's own.

mod error;
#[cfg(feature = "mysql")]
mod mysql;
mod name;
#[cfg(feature = "postgres")]
mod postgres;

use diesel::connection::Connection as _;
use diesel::sqlite::SqliteConnection;

use super::connect::ConnectError;
#[cfg(any(feature = "postgres", feature = "mysql"))]
use super::connect::{ConnectOptions, connect};
use super::connection::AnyConnection;
use super::interrupt::{self, Canceller, Guard};
use super::server::server;
use super::url::{DatabaseUrl, Target};
use moviectl_schema::dialect::Server;

pub use error::ScratchError;
pub use name::SCRATCH_PREFIX;

/// An empty database of the target's kind, with the one connection to it. Dropping the value drops the database.
#[doc(hidden)]
pub struct Scratch {
    connection: AnyConnection,
    /// Has Ctrl-C reach a connection that took the place of the first.
    guard: Option<Guard>,
    origin: Option<Origin>,
    server: Server,
    /// The server of the target.
    target: Server,
}

/// The way back to the server, to drop the database at the end.
enum Origin {
    #[cfg(feature = "postgres")]
    Postgres(postgres::Origin),
    #[cfg(feature = "mysql")]
    Mysql(mysql::Origin),
}

impl Origin {
    /// One more connection to the scratch database, and the URL of the server.
    fn connect(&self) -> Result<(AnyConnection, &DatabaseUrl), ConnectError> {
        match *self {
            #[cfg(feature = "postgres")]
            Self::Postgres(ref origin) => origin
                .connect()
                .map(|connection| (AnyConnection::Postgres(connection), origin.url())),
            #[cfg(feature = "mysql")]
            Self::Mysql(ref origin) => origin
                .connect()
                .map(|connection| (AnyConnection::Mysql(connection), origin.url())),
        }
    }

    #[cfg_attr(
        not(any(feature = "postgres", feature = "mysql")),
        allow(clippy::unnecessary_wraps, reason = "memory needs no cleaning")
    )]
    fn drop_database(self) -> Result<(), ScratchError> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(origin) => origin.drop_database(),
            #[cfg(feature = "mysql")]
            Self::Mysql(origin) => origin.drop_database(),
        }
    }
}

impl Scratch {
    /// Makes a scratch database like `target`: in memory for SQLite; on the target's server, or on the server of
    /// `scratch_url`, for the others. The target need not exist.
    ///
    /// # Errors
    /// When the server can't be reached, or the role may not create databases.
    pub fn create(
        target: &DatabaseUrl,
        scratch_url: Option<&DatabaseUrl>,
    ) -> Result<Self, ScratchError> {
        let scratch = scratch_url.unwrap_or(target).dialect();
        if scratch != target.dialect() {
            return Err(ScratchError::OtherDialect {
                scratch,
                target: target.dialect(),
            });
        }
        match target.target() {
            Target::Sqlite(_) => in_memory(),
            #[cfg(feature = "postgres")]
            Target::Postgres(_) => {
                let (connection, origin, server) = postgres::create(target, scratch_url)?;
                Ok(Self {
                    connection: AnyConnection::Postgres(connection),
                    guard: None,
                    origin: Some(Origin::Postgres(origin)),
                    server,
                    target: server_of_target(target, scratch_url).unwrap_or(server),
                })
            }
            #[cfg(feature = "mysql")]
            Target::Mysql(_) => {
                let (connection, origin) = mysql::create(target, scratch_url)?;
                let mut connection = AnyConnection::Mysql(connection);
                let server = server(&mut connection).map_err(ScratchError::Refused)?;
                Ok(Self {
                    connection,
                    guard: None,
                    origin: Some(Origin::Mysql(origin)),
                    server,
                    target: server_of_target(target, scratch_url).unwrap_or(server),
                })
            }
            #[cfg(not(feature = "mysql"))]
            Target::Mysql(_) => Err(ScratchError::Connect(ConnectError::Unsupported {
                product: "MySQL",
            })),
            #[cfg(not(feature = "postgres"))]
            Target::Postgres(_) => Err(ScratchError::Connect(ConnectError::Unsupported {
                product: "PostgreSQL",
            })),
        }
    }

    /// The connection. A PostgreSQL scratch database must not be left by it: nobody connected means nobody's.
    pub fn connection(&mut self) -> &mut AnyConnection {
        &mut self.connection
    }

    /// A connection in the place of the first, for the next script to find a session as it is at the beginning. In memory
    /// there is no other way to the database.
    ///
    /// # Errors
    /// When the server can't be reached.
    pub(crate) fn renew(&mut self) -> Result<(), ConnectError> {
        let Some(origin) = &self.origin else {
            return Ok(());
        };
        let (mut connection, url) = origin.connect()?;
        self.guard = Some(interrupt::guard(Canceller::for_connection(
            &mut connection,
            url,
        )));
        self.connection = connection;
        Ok(())
    }

    /// The server that it is on.
    pub fn server(&self) -> Server {
        self.server
    }

    /// The server of the target, for which something is proved here. The same, unless `scratch_url` names another one and
    /// the target can be reached.
    pub fn target(&self) -> Server {
        self.target
    }

    /// Drops the database, and says whether that worked.
    ///
    /// # Errors
    /// When the database is still there; the next run then drops it.
    pub fn close(mut self) -> Result<(), ScratchError> {
        self.clean_up()
    }

    fn clean_up(&mut self) -> Result<(), ScratchError> {
        let Some(origin) = self.origin.take() else {
            return Ok(());
        };
        // A server drops no database that somebody is connected to, or waits for its open transaction.
        if let Ok(nowhere) = SqliteConnection::establish(":memory:") {
            self.connection = AnyConnection::Sqlite(nowhere);
        }
        origin.drop_database()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing can be done about a failure here; the next run clears what is left.
        let _ = self.clean_up();
    }
}

/// The server of the target, where that is another one than the scratch database's, and can be asked.
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn server_of_target(target: &DatabaseUrl, scratch_url: Option<&DatabaseUrl>) -> Option<Server> {
    scratch_url?;
    let mut connection = connect(target, &ConnectOptions::default()).ok()?;
    server(&mut connection).ok()
}

fn in_memory() -> Result<Scratch, ScratchError> {
    use diesel::connection::SimpleConnection as _;

    let mut connection = SqliteConnection::establish(":memory:").map_err(|error| {
        ScratchError::Refused(diesel::result::Error::QueryBuilderError(error.into()))
    })?;
    connection
        .batch_execute("PRAGMA foreign_keys = ON")
        .map_err(ScratchError::Refused)?;
    let mut connection = AnyConnection::Sqlite(connection);
    let server = server(&mut connection).map_err(ScratchError::Refused)?;
    Ok(Scratch {
        connection,
        guard: None,
        origin: None,
        server,
        target: server,
    })
}

#[cfg(test)]
mod tests;
