//! Making and removing whole databases.

mod error;
#[cfg(feature = "mysql")]
pub(super) mod mysql;
mod outcome;
#[cfg(feature = "postgres")]
pub(super) mod postgres;

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use super::connect::{ConnectError, ConnectOptions, OpenMode, connect};
use super::url::{DatabaseUrl, Target};

pub use error::AdminError;
pub use outcome::{Created, Dropped};

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
