//! Errors of scratch databases.

use super::name::SCRATCH_PREFIX;
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

    /// Returns a hint for the user, if there is one.
    pub fn hint(&self) -> Option<String> {
        match self {
            // A pooler that serves only the databases that it names.
            Self::Connect(
                ConnectError::NoMaintenance { .. } | ConnectError::DatabaseMissing { .. },
            ) => Some(
                "name the server itself for scratch databases, with `--scratch-url` or `scratch_url` in moviectl.toml"
                    .to_owned(),
            ),
            Self::Connect(error) => error.hint(),
            Self::NoPrivilege { role, dialect } => {
                let allowed = match dialect {
                    // In GRANT `_` stands for any character.
                    Dialect::Mysql => format!(
                        "an administrator allows it with `GRANT ALL ON {}.* TO {role}`",
                        dialect.quote(&format!("{}%", SCRATCH_PREFIX.replace('_', "\\_")))
                    ),
                    Dialect::Postgres => format!(
                        "a superuser allows it with `ALTER ROLE {} CREATEDB` (or GRANT of a role that may)",
                        dialect.quote(role)
                    ),
                    // The statement that gives the privilege is known for these two servers only.
                    _ => "an administrator allows it".to_owned(),
                };
                Some(format!(
                    "{allowed}; or name a server where you may with `--scratch-url`; \
                     or compare with the database itself (`--against database`), or go without proof (`--no-proof`)"
                ))
            }
            Self::OtherDialect { target, .. } => {
                Some(format!("give the URL of a {target} server, or none"))
            }
            Self::NotDropped { .. } => Some("the next run tries again".to_owned()),
            Self::Refused(_) => None,
        }
    }
}
