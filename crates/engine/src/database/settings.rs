//! Which database a command is for: the flag, the environment, `.env`, the project's file, or the default.

mod dotenv;

use std::fmt;

use super::url::{DatabaseUrl, UrlError};

pub use dotenv::{DotenvError, read_dotenv};

/// The database file where nothing names a database.
#[doc(hidden)]
pub const DEFAULT_URL: &str = "movies.db";

/// The variables of which any one means PostgreSQL, and what the tutorial gives the others.
const USERNAME: (&str, &str) = ("DB_USERNAME", "postgres");
const PASSWORD: (&str, &str) = ("DB_PASSWORD", "secret");
const HOST: (&str, &str) = ("DB_HOST", "localhost");
const PORT: (&str, &str) = ("DB_PORT", "5433");
const NAME: (&str, &str) = ("DB_NAME", "movies");

/// A source of variables.
#[doc(hidden)]
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The database to use, and who said so.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resolved {
    /// The database.
    pub url: DatabaseUrl,
    /// Who named it.
    pub source: UrlSource,
}

/// Where a database URL came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UrlSource {
    /// `--database-url`.
    Flag,
    /// `DATABASE_URL` in the environment.
    Environment,
    /// `DB_USERNAME`, `DB_PASSWORD`, `DB_HOST`, `DB_PORT` or `DB_NAME` in the environment.
    EnvironmentParts,
    /// `DATABASE_URL` in `.env`.
    DotEnv,
    /// `DB_…` in `.env`.
    DotEnvParts,
    /// `database_url` in `moviectl.toml`.
    Project,
    /// Nobody: `movies.db`.
    Default,
}

impl fmt::Display for UrlSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "--database-url",
            Self::Environment => "the environment variable DATABASE_URL",
            Self::EnvironmentParts => "the environment variables DB_*",
            Self::DotEnv => "DATABASE_URL in .env",
            Self::DotEnvParts => "the DB_* variables in .env",
            Self::Project => "database_url in moviectl.toml",
            Self::Default => "the default",
        })
    }
}

/// A URL that cannot be read, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot use {place}")]
#[non_exhaustive]
pub struct ResolveError {
    /// Where the URL stands.
    pub place: UrlSource,
    /// What is wrong with it.
    #[source]
    pub error: UrlError,
}

/// Finds the database by precedence. An empty variable counts as unset. Parts that the environment leaves out are
/// looked for in `.env`, as a program that loads `.env` would find them.
///
/// # Errors
/// When the text that wins is no URL.
#[doc(hidden)]
pub fn resolve(
    flag: Option<&str>,
    env: Lookup<'_>,
    dotenv: Lookup<'_>,
    project: Option<&str>,
) -> Result<Resolved, ResolveError> {
    if let Some(text) = flag {
        return parse(text, UrlSource::Flag);
    }
    if let Some(text) = non_empty(env, "DATABASE_URL") {
        return parse(&text, UrlSource::Environment);
    }
    if has_parts(env) {
        return from_parts(&[env, dotenv], UrlSource::EnvironmentParts);
    }
    if let Some(text) = non_empty(dotenv, "DATABASE_URL") {
        return parse(&text, UrlSource::DotEnv);
    }
    if has_parts(dotenv) {
        return from_parts(&[dotenv], UrlSource::DotEnvParts);
    }
    match project {
        Some(text) => parse(text, UrlSource::Project),
        None => parse(DEFAULT_URL, UrlSource::Default),
    }
}

fn parse(text: &str, place: UrlSource) -> Result<Resolved, ResolveError> {
    resolved(DatabaseUrl::parse(text), place)
}

fn resolved(
    url: Result<DatabaseUrl, UrlError>,
    place: UrlSource,
) -> Result<Resolved, ResolveError> {
    match url {
        Ok(url) => Ok(Resolved { url, source: place }),
        Err(error) => Err(ResolveError { place, error }),
    }
}

fn non_empty(lookup: Lookup<'_>, name: &str) -> Option<String> {
    lookup(name).filter(|value| !value.trim().is_empty())
}

fn has_parts(lookup: Lookup<'_>) -> bool {
    [USERNAME, PASSWORD, HOST, PORT, NAME]
        .iter()
        .any(|(name, _)| non_empty(lookup, name).is_some())
}

fn from_parts(lookups: &[Lookup<'_>], place: UrlSource) -> Result<Resolved, ResolveError> {
    let part = |(name, default): (&str, &str)| {
        lookups
            .iter()
            .find_map(|lookup| non_empty(*lookup, name))
            .map_or_else(|| default.to_owned(), |value| value.trim().to_owned())
    };
    // Every character of a password counts, and an empty one says that the server asks for none.
    let password = lookups
        .iter()
        .find_map(|lookup| lookup(PASSWORD.0))
        .unwrap_or_else(|| PASSWORD.1.to_owned());
    let password = Some(password.as_str()).filter(|password| !password.is_empty());
    let url = DatabaseUrl::from_parts(
        &part(USERNAME),
        password,
        &part(HOST),
        &part(PORT),
        &part(NAME),
    );
    resolved(url, place)
}

#[cfg(test)]
mod tests;
