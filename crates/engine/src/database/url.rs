//! Database URLs: every spelling that Diesel, SQLAlchemy and libpq users type, understood as far as moviectl needs it.
//!
//! Parts that moviectl does not need are kept as they were written, because libpq reads more than any URL library does.
//! A [`DatabaseUrl`] contains the password, but nothing that it prints does.

mod mysql;
mod postgres;
mod sqlite;
mod words;

use std::fmt;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use moviectl_schema::dialect::Dialect;

pub(super) use mysql::MysqlUrl;
#[cfg(feature = "mysql")]
pub(super) use mysql::SslMode;
pub(super) use postgres::PostgresUrl;
pub(super) use sqlite::SqliteUrl;

/// The replacement for a password wherever a URL is printed.
pub(super) const MASK: &str = "***";

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

/// Why a text is not a URL of a database that this build can open. Never contains any part of the text that could be
/// a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UrlError {
    /// Nothing but white space.
    #[error("the database URL is empty")]
    Empty,
    /// A scheme that no database of ours has.
    #[error(
        "unknown database URL scheme `{scheme}` (known are sqlite, postgresql and mysql, or the path of a SQLite file)"
    )]
    UnknownScheme {
        /// The scheme as it was written, without the driver.
        scheme: String,
    },
    /// A database that was left out of this build, or that no build has yet.
    #[error("this build has no {product} support")]
    Unsupported {
        /// `PostgreSQL`, `MySQL`.
        product: &'static str,
    },
    /// A port that is not a number from 1 to 65535.
    #[error(
        "the port in the database URL is not a number from 1 to 65535 \
         (the characters : / @ ? # % in a password are written %3A %2F %40 %3F %23 %25)"
    )]
    BadPort,
    /// Anything else.
    #[error("malformed database URL: {problem}")]
    Malformed {
        /// The problem, without the text of the URL.
        problem: String,
    },
}

impl UrlError {
    /// Returns a hint for the user, unless the fix is to write the URL in another way.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unsupported { product } => Some(build_with(product)),
            _ => None,
        }
    }

    fn malformed(problem: impl Into<String>) -> Self {
        Self::Malformed {
            problem: problem.into(),
        }
    }
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

/// How to get a build that has a database which this one lacks.
pub(super) fn build_with(product: &str) -> String {
    let (feature, library) = match product {
        "MySQL" => ("mysql", "libmariadb-dev"),
        _ => ("postgres", "libpq-dev"),
    };
    format!(
        "`cargo install moviectl --features {feature}` makes one that has (Debian: it needs the package {library})"
    )
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

/// Decodes `%XX`, refusing what libpq and SQLite would refuse or misread.
fn decode(text: &str, what: &str) -> Result<String, UrlError> {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('%') {
        let mut digits = after.chars();
        let valid = digits.next().is_some_and(|c| c.is_ascii_hexdigit())
            && digits.next().is_some_and(|c| c.is_ascii_hexdigit());
        if !valid || after.starts_with("00") {
            return Err(UrlError::malformed(format!(
                "in the {what}, `%` is not followed by the two hexadecimal digits of a character \
                 (a `%` itself is written %25)"
            )));
        }
        rest = after;
    }
    percent_decode_str(text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| UrlError::malformed(format!("the {what} is not UTF-8 once decoded")))
}

/// Returns whether a parameter's value is secret.
fn is_secret_key(key: &str) -> bool {
    let key = percent_decode_str(key).decode_utf8_lossy().to_lowercase();
    ["passw", "pwd", "secret", "token"]
        .iter()
        .any(|word| key.contains(word))
        || matches!(key.as_str(), "key" | "hexkey" | "textkey")
}

/// `a=1&password=***`.
fn masked_query(query: &str) -> String {
    let words: Vec<String> = query
        .split('&')
        .map(|word| match word.split_once('=') {
            Some((key, _)) if is_secret_key(key) => format!("{key}={MASK}"),
            _ => word.to_owned(),
        })
        .collect();
    words.join("&")
}

#[cfg(test)]
mod tests;
