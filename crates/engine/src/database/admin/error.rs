//! Errors of creating and dropping databases.

use std::io;
use std::path::PathBuf;

use crate::database::connect::ConnectError;
use moviectl_schema::dialect::Dialect;

/// Why a database could not be made or removed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AdminError {
    /// The server, or the file, cannot be opened.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The URL names a server and no database on it.
    #[error("the database URL {url} names no database")]
    NoName {
        /// The URL, without its password.
        url: String,
    },
    /// The server refused.
    #[error("cannot {action} the database `{database}`")]
    Refused {
        /// `create`, `drop`.
        action: &'static str,
        /// The database's name.
        database: String,
        /// The server's error.
        #[source]
        source: diesel::result::Error,
    },
    /// The role may not make databases.
    #[error("the {} {} may not create databases on this server", .dialect.account_word(), .dialect.account(.role))]
    NoPrivilege {
        /// The role; on MySQL the user, as `GRANT` names it.
        role: String,
        /// The server's dialect.
        dialect: Dialect,
        /// The database that was to be made.
        database: String,
    },
    /// A file could not be removed.
    #[error("cannot remove {}", path.display())]
    Remove {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}
