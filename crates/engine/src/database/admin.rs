//! Making and removing whole databases.

#[cfg(feature = "mysql")]
pub(super) mod mysql;
#[cfg(feature = "postgres")]
pub(super) mod postgres;

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::connect::{ConnectError, ConnectOptions, OpenMode, connect};
use super::url::{DatabaseUrl, Target};
use moviectl_schema::dialect::Dialect;

#[cfg(feature = "postgres")]
pub(super) use postgres::is_known_missing;

/// The outcome of [`create`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Created {
    /// The database was created.
    Created,
    /// The database existed, or another session created it at the same time.
    AlreadyThere,
}

/// The outcome of [`drop`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dropped {
    /// The database was dropped.
    Dropped,
    /// There was no such database.
    NotThere,
}

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

impl AdminError {
    /// Returns a hint for the user, if there is one.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Connect(error) => error.hint(),
            Self::NoName { url } => {
                let scheme = url
                    .split_once("://")
                    .map_or("postgresql", |(scheme, _)| scheme);
                Some(format!("add it: `{scheme}://HOST:PORT/NAME`"))
            }
            Self::NoPrivilege {
                role,
                dialect: Dialect::Mysql,
                database,
            } => Some(format!(
                "an administrator allows it with `GRANT ALL ON {}.* TO {role}`, or creates the database",
                Dialect::Mysql.quote(database)
            )),
            Self::NoPrivilege {
                role,
                dialect: dialect @ Dialect::Postgres,
                ..
            } => Some(format!(
                "a superuser allows it with `ALTER ROLE {} CREATEDB`, or creates the database",
                dialect.quote(role)
            )),
            // The statement that gives the privilege is known for these two servers only.
            Self::NoPrivilege { .. } => {
                Some("an administrator allows it, or creates the database".to_owned())
            }
            Self::Refused { .. } | Self::Remove { .. } => None,
        }
    }
}

/// Returns whether the database exists.
///
/// # Errors
/// When that cannot be found out.
pub fn exists(url: &DatabaseUrl) -> Result<bool, AdminError> {
    match url.target() {
        Target::Sqlite(sqlite) => Ok(sqlite.path().is_none_or(Path::exists)),
        #[cfg(feature = "postgres")]
        Target::Postgres(_) => postgres::exists(url),
        #[cfg(feature = "mysql")]
        Target::Mysql(_) => mysql::exists(url),
        #[cfg(not(feature = "mysql"))]
        Target::Mysql(_) => Err(ConnectError::Unsupported { product: "MySQL" }.into()),
        #[cfg(not(feature = "postgres"))]
        Target::Postgres(_) => Err(ConnectError::Unsupported {
            product: "PostgreSQL",
        }
        .into()),
    }
}

/// Makes the database, empty, unless it is there.
///
/// # Errors
/// When it can't be made, or is there and cannot be opened.
pub fn create(url: &DatabaseUrl) -> Result<Created, AdminError> {
    match url.target() {
        Target::Sqlite(sqlite) => {
            let there = sqlite.path().is_none_or(Path::exists);
            // The first write-ahead setting writes the header, so what is left is a valid database.
            connect(url, &ConnectOptions::new(OpenMode::Create))?;
            Ok(if there {
                Created::AlreadyThere
            } else {
                Created::Created
            })
        }
        #[cfg(feature = "postgres")]
        Target::Postgres(_) => postgres::create(url),
        #[cfg(feature = "mysql")]
        Target::Mysql(_) => mysql::create(url),
        #[cfg(not(feature = "mysql"))]
        Target::Mysql(_) => Err(ConnectError::Unsupported { product: "MySQL" }.into()),
        #[cfg(not(feature = "postgres"))]
        Target::Postgres(_) => Err(ConnectError::Unsupported {
            product: "PostgreSQL",
        }
        .into()),
    }
}

/// Removes the database and everything in it, whoever is connected.
///
/// # Errors
/// When it cannot be removed.
pub fn drop(url: &DatabaseUrl) -> Result<Dropped, AdminError> {
    match url.target() {
        Target::Sqlite(sqlite) => sqlite.path().map_or(Ok(Dropped::NotThere), drop_file),
        #[cfg(feature = "postgres")]
        Target::Postgres(_) => postgres::drop(url),
        #[cfg(feature = "mysql")]
        Target::Mysql(_) => mysql::drop(url),
        #[cfg(not(feature = "mysql"))]
        Target::Mysql(_) => Err(ConnectError::Unsupported { product: "MySQL" }.into()),
        #[cfg(not(feature = "postgres"))]
        Target::Postgres(_) => Err(ConnectError::Unsupported {
            product: "PostgreSQL",
        }
        .into()),
    }
}

fn drop_file(path: &Path) -> Result<Dropped, AdminError> {
    let removal = |path: &Path, source| AdminError::Remove {
        path: path.to_owned(),
        source,
    };
    // SQLite keeps its journals beside the file itself, not beside a link to it.
    let file = match fs::canonicalize(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Dropped::NotThere),
        Err(error) => return Err(removal(path, error)),
    };
    if file.is_dir() {
        return Err(ConnectError::IsDirectory { path: file }.into());
    }
    if !is_sqlite(&file).map_err(|error| removal(&file, error))? {
        return Err(ConnectError::NotADatabase { path: file }.into());
    }
    for suffix in ["", "-journal", "-wal", "-shm"] {
        let mut name = file.clone().into_os_string();
        name.push(suffix);
        remove(Path::new(&name)).map_err(|error| removal(Path::new(&name), error))?;
    }
    remove_link(path).map_err(|error| removal(path, error))?;
    Ok(Dropped::Dropped)
}

/// A typing error must not cost a file of another kind.
fn is_sqlite(file: &Path) -> io::Result<bool> {
    let mut header = Vec::new();
    fs::File::open(file)?.take(16).read_to_end(&mut header)?;
    Ok(header.is_empty() || header == b"SQLite format 3\0")
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

fn remove_link(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(link) if link.is_symlink() => remove(path),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
