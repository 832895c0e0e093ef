//! Database URLs: every spelling that Diesel, SQLAlchemy and libpq users type, understood as far as moviectl needs it.
//!
//! Parts that moviectl does not need are kept as they were written, because libpq reads more than any URL library does.
//! A [`DatabaseUrl`] contains the password, but nothing that it prints does.

mod encoding;
mod error;
mod mask;
mod mysql;
mod postgres;
mod sqlite;
mod words;

use std::fmt;
use std::path::{Path, PathBuf};

use moviectl_schema::dialect::Dialect;

pub use error::UrlError;
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(super) use mask::MASK;
pub(super) use mysql::MysqlUrl;
#[cfg(feature = "mysql")]
pub(super) use mysql::SslMode;
pub(super) use postgres::PostgresUrl;
pub(super) use sqlite::SqliteUrl;

/// The location of a database, and the login for it. `Display` and `Debug` hide the password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl {
    target: Target,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Target {
    Sqlite(SqliteUrl),
    Postgres(PostgresUrl),
    Mysql(MysqlUrl),
}

impl DatabaseUrl {
    /// Reads a URL, the path of a SQLite file, or libpq's `key=value` words.
    ///
    /// # Errors
    /// When the text is none of these.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(UrlError::Empty);
        }
        if text.contains('\0') {
            return Err(UrlError::malformed("it contains a NUL character"));
        }
        let target = match split_scheme(text)? {
            Scheme::Postgres(rest) => Target::Postgres(PostgresUrl::parse(rest)?),
            Scheme::Mysql(rest) => Target::Mysql(MysqlUrl::parse(rest)?),
            Scheme::Words => Target::Postgres(PostgresUrl::parse_words(text)?),
            Scheme::SqliteUrl(rest) => Target::Sqlite(SqliteUrl::from_url(text, rest)?),
            Scheme::SqlitePath(path) => Target::Sqlite(SqliteUrl::from_path(text, path)?),
            Scheme::File(rest) => Target::Sqlite(SqliteUrl::from_file_uri(text, rest)?),
        };
        Self::supported(target)
    }

    /// A PostgreSQL URL from its parts, none of them percent-encoded.
    ///
    /// # Errors
    /// When the port is not one, or this build has no PostgreSQL.
    pub(crate) fn from_parts(
        username: &str,
        password: Option<&str>,
        host: &str,
        port: &str,
        database: &str,
    ) -> Result<Self, UrlError> {
        let url = PostgresUrl::from_parts(username, password, host, port, database)?;
        Self::supported(Target::Postgres(url))
    }

    fn supported(target: Target) -> Result<Self, UrlError> {
        if matches!(target, Target::Postgres(_)) && !cfg!(feature = "postgres") {
            return Err(UrlError::Unsupported {
                product: "PostgreSQL",
            });
        }
        if matches!(target, Target::Mysql(_)) && !cfg!(feature = "mysql") {
            return Err(UrlError::Unsupported { product: "MySQL" });
        }
        Ok(Self { target })
    }

    /// The dialect of the database.
    pub fn dialect(&self) -> Dialect {
        match &self.target {
            Target::Sqlite(_) => Dialect::Sqlite,
            Target::Postgres(_) => Dialect::Postgres,
            Target::Mysql(_) => Dialect::Mysql,
        }
    }

    /// The database's name on its server, where the URL has one; the path of a SQLite file.
    pub fn database_name(&self) -> Option<String> {
        match &self.target {
            Target::Sqlite(url) => Some(url.name()),
            Target::Postgres(url) => url.database(),
            Target::Mysql(url) => url.database(),
        }
    }

    /// The same server and login with another database; another file, for SQLite.
    #[must_use]
    pub fn with_database(&self, name: &str) -> Self {
        let target = match &self.target {
            Target::Sqlite(_) => Target::Sqlite(SqliteUrl::of_file(name)),
            Target::Postgres(url) => Target::Postgres(url.with_database(name)),
            Target::Mysql(url) => Target::Mysql(url.with_database(name)),
        };
        Self { target }
    }

    /// The SQLite file as it was written, relative or absolute; nothing for a server and for a database in memory.
    pub fn path(&self) -> Option<&Path> {
        match &self.target {
            Target::Sqlite(url) => url.path(),
            Target::Postgres(_) | Target::Mysql(_) => None,
        }
    }

    /// The SQLite file's absolute path, whether or not it exists.
    pub fn absolute_path(&self) -> Option<PathBuf> {
        let path = self.path()?;
        Some(std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
    }

    /// Returns whether the database lives in memory, and ends with its connection.
    pub fn is_memory(&self) -> bool {
        matches!(&self.target, Target::Sqlite(url) if url.path().is_none())
    }

    /// Returns a note for the user about this spelling, if there is one.
    pub(crate) fn note(&self) -> Option<String> {
        match &self.target {
            Target::Sqlite(url) => url.note(),
            Target::Mysql(url) => url.note(),
            Target::Postgres(_) => None,
        }
    }

    /// The URL with the password, for a driver. Never to be printed.
    pub fn to_secret_string(&self) -> String {
        match &self.target {
            Target::Sqlite(url) => url.text().to_owned(),
            Target::Postgres(url) => url.to_secret_string(),
            Target::Mysql(url) => url.to_secret_string(),
        }
    }

    pub(super) fn target(&self) -> &Target {
        &self.target
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.target {
            Target::Sqlite(url) => f.write_str(&url.masked()),
            Target::Postgres(url) => f.write_str(&url.masked()),
            Target::Mysql(url) => f.write_str(&url.masked()),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DatabaseUrl")
            .field(&self.to_string())
            .finish()
    }
}

impl std::str::FromStr for DatabaseUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        Self::parse(text)
    }
}

enum Scheme<'a> {
    /// After `postgresql://`.
    Postgres(&'a str),
    /// Behind `mysql://`.
    Mysql(&'a str),
    /// libpq's `host=… dbname=…`.
    Words,
    /// After `sqlite://`.
    SqliteUrl(&'a str),
    /// After `sqlite:`, or the whole text.
    SqlitePath(&'a str),
    /// After `file:`.
    File(&'a str),
}

fn split_scheme(text: &str) -> Result<Scheme<'_>, UrlError> {
    if words::are_words(text) {
        return Ok(Scheme::Words);
    }
    let Some((head, rest)) = text.split_once(':').filter(|(head, _)| is_scheme(head)) else {
        return bare_path(text);
    };
    let slashes = rest.strip_prefix("//");
    // SQLAlchemy writes the driver behind a plus.
    let name = head.split('+').next().unwrap_or(head).to_ascii_lowercase();
    match (name.as_str(), slashes) {
        ("postgres" | "postgresql", Some(rest)) => Ok(Scheme::Postgres(rest)),
        ("mysql" | "mariadb", Some(rest)) => Ok(Scheme::Mysql(rest)),
        ("sqlite", Some(rest)) => Ok(Scheme::SqliteUrl(rest)),
        ("sqlite", None) => Ok(Scheme::SqlitePath(rest)),
        ("file", _) => Ok(Scheme::File(rest)),
        ("postgres" | "postgresql" | "mysql" | "mariadb", None) => Err(UrlError::malformed(
            format!("`{name}:` must be followed by `//`"),
        )),
        (_, Some(_)) => Err(UrlError::UnknownScheme { scheme: name }),
        (_, None) => bare_path(text),
    }
}

fn is_scheme(head: &str) -> bool {
    head.starts_with(|first: char| first.is_ascii_alphabetic())
        && head
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_'))
}

/// A URL that lost its scheme must not become a file with a password in its name.
fn bare_path(text: &str) -> Result<Scheme<'_>, UrlError> {
    let login = text.split_once('@').map(|(before, _)| before);
    if text.contains("://") || login.is_some_and(|before| before.contains(':')) {
        return Err(UrlError::malformed(
            "it looks like a server's address without a scheme such as `postgresql://`",
        ));
    }
    Ok(Scheme::SqlitePath(text))
}

#[cfg(test)]
mod tests;
