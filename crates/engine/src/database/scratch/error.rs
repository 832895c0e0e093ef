//! Errors of scratch databases.

use crate::database::connect::ConnectError;
use moviectl_schema::dialect::Dialect;

/// Why there is no scratch database.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScratchError {
    /// The server cannot be reached, or the new database not be opened.
    #[error("cannot make a scratch database")]
    Connect(#[source] ConnectError),
    /// The role may not create databases.
    #[error(
        "the {} {} may not create databases, so there is no scratch database to prove the migration on",
        .dialect.account_word(), .dialect.account(.role)
    )]
    NoPrivilege {
        /// The role; on MySQL the user, as `GRANT` names it.
        role: String,
        /// The server's dialect.
        dialect: Dialect,
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
        /// The server's error.
        #[source]
        source: diesel::result::Error,
    },
}

impl ScratchError {
    /// Returns whether the role lacks the privilege to create databases, so that another way must be found.
    pub(crate) fn is_privilege(&self) -> bool {
        matches!(self, Self::NoPrivilege { .. })
    }
}
