//! Scratch databases: made for one run, dropped after it, never the user's own.

#[cfg(feature = "postgres")]
mod postgres;

use diesel::connection::Connection as _;
use diesel::sqlite::SqliteConnection;

use super::connect::ConnectError;
use super::connection::AnyConnection;
use super::url::DatabaseUrl;
use crate::dialect::Dialect;

/// What the name of every scratch database begins with; sixteen hexadecimal digits follow.
pub const SCRATCH_PREFIX: &str = "moviectl_scratch_";

/// An empty database of the target's kind, with the one connection to it. Dropping the value drops the database.
pub struct Scratch {
    connection: AnyConnection,
    #[cfg(feature = "postgres")]
    server: Option<postgres::Server>,
}

/// Why there is no scratch database.
#[derive(Debug, thiserror::Error)]
pub enum ScratchError {
    /// The server cannot be reached, or the new database not be opened.
    #[error("cannot make a scratch database")]
    Connect(#[source] ConnectError),
    /// The role may not create databases.
    #[error(
        "the role `{role}` may not create databases, so there is no scratch database to prove the migration on"
    )]
    NoPrivilege {
        /// The role.
        role: String,
    },
    /// `--scratch-url` is for another dialect.
    #[error("the scratch URL is for {scratch}, but the database is {target}")]
    OtherDialect {
        /// The dialect of the scratch URL.
        scratch: Dialect,
        /// The dialect of the database.
        target: Dialect,
    },
    /// The database refused.
    #[error("cannot make a scratch database")]
    Refused(#[source] diesel::result::Error),
    /// The scratch database is still there.
    #[error("cannot drop the scratch database `{name}`")]
    NotDropped {
        /// The database's name.
        name: String,
        /// What the server said.
        #[source]
        source: diesel::result::Error,
    },
}

impl ScratchError {
    /// Whether the role may not create databases, so that another way must be found.
    pub fn is_privilege(&self) -> bool {
        matches!(self, Self::NoPrivilege { .. })
    }

    /// What the user can do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Connect(error) => error.hint(),
            Self::NoPrivilege { role } => Some(format!(
                "a superuser allows it with `ALTER ROLE {} CREATEDB` (or GRANT of a role that may); \
                 or name a server where you may with `--scratch-url`; \
                 or compare with the database itself (`--against database`), or go without proof (`--no-proof`)",
                Dialect::Postgres.quote(role)
            )),
            Self::OtherDialect { target, .. } => {
                Some(format!("give the URL of a {target} server, or none"))
            }
            Self::NotDropped { .. } => Some("the next run tries again".to_owned()),
            Self::Refused(_) => None,
        }
    }
}

impl Scratch {
    /// Makes a scratch database like `target`: in memory for SQLite; on the target's server, or on the server of
    /// `scratch_url`, for PostgreSQL. The target need not exist.
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
        match scratch {
            Dialect::Sqlite => in_memory(),
            #[cfg(feature = "postgres")]
            Dialect::Postgres => {
                let (connection, server) = postgres::create(target, scratch_url)?;
                Ok(Self {
                    connection: AnyConnection::Postgres(connection),
                    server: Some(server),
                })
            }
            Dialect::Mysql => Err(ScratchError::Connect(ConnectError::Unsupported)),
            #[cfg(not(feature = "postgres"))]
            Dialect::Postgres => Err(ScratchError::Connect(ConnectError::Unsupported)),
        }
    }

    /// The connection. A PostgreSQL scratch database must not be left by it: nobody connected means nobody's.
    pub fn connection(&mut self) -> &mut AnyConnection {
        &mut self.connection
    }

    /// Drops the database, and says whether that worked.
    ///
    /// # Errors
    /// When the database is still there; the next run then drops it.
    pub fn close(mut self) -> Result<(), ScratchError> {
        self.clean_up()
    }

    #[cfg(feature = "postgres")]
    fn clean_up(&mut self) -> Result<(), ScratchError> {
        let Some(server) = self.server.take() else {
            return Ok(());
        };
        // A server drops no database that somebody is connected to.
        if let Ok(nowhere) = SqliteConnection::establish(":memory:") {
            self.connection = AnyConnection::Sqlite(nowhere);
        }
        server.drop_database()
    }

    #[cfg(not(feature = "postgres"))]
    #[allow(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "memory needs no cleaning"
    )]
    fn clean_up(&mut self) -> Result<(), ScratchError> {
        Ok(())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing can be done about a failure here; the next run clears what is left.
        let _ = self.clean_up();
    }
}

fn in_memory() -> Result<Scratch, ScratchError> {
    use diesel::connection::SimpleConnection as _;

    let mut connection = SqliteConnection::establish(":memory:").map_err(|error| {
        ScratchError::Refused(diesel::result::Error::QueryBuilderError(error.into()))
    })?;
    connection
        .batch_execute("PRAGMA foreign_keys = ON")
        .map_err(ScratchError::Refused)?;
    Ok(Scratch {
        connection: AnyConnection::Sqlite(connection),
        #[cfg(feature = "postgres")]
        server: None,
    })
}

#[cfg(test)]
mod tests;
