//! Which database a command is for: the flag, the environment, `.env`, the project's file, or the default.

mod dotenv;
mod environment;

use std::fmt;

use super::url::{DatabaseUrl, UrlError};

pub use dotenv::{DotenvError, read_dotenv};
pub(crate) use environment::check_environment;

/// The variables that name a PostgreSQL database in parts. Any one of them means PostgreSQL.
const USERNAME: &str = "DB_USERNAME";
const PASSWORD: &str = "DB_PASSWORD";
const HOST: &str = "DB_HOST";
const PORT: &str = "DB_PORT";
const NAME: &str = "DB_NAME";

/// The database of an application where nothing names another. The engine itself has no default.
// Not `Debug`: both may hold a password.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Defaults {
    /// The database where nothing names one. Without it that is [`ResolveError::Unnamed`].
    pub url: Option<String>,
    /// The parts that the `DB_*` variables leave out.
    pub parts: Parts,
}

/// The parts of a PostgreSQL URL, none of them percent-encoded. libpq has a default for each empty one but the name.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parts {
    /// `DB_USERNAME`.
    pub username: String,
    /// `DB_PASSWORD`.
    pub password: String,
    /// `DB_HOST`.
    pub host: String,
    /// `DB_PORT`.
    pub port: String,
    /// `DB_NAME`. Without it the variables must name the database, or that is [`ResolveError::NoName`].
    pub name: String,
}

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
    /// The source of the URL, such as a flag or a variable.
    pub source: UrlSource,
}

/// The source of a database URL.
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
    /// Nobody: [`Defaults::url`].
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

/// Why it is not known which database is meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// Nothing names a database, and the application has no default.
    #[error(
        "no database is named: set DATABASE_URL, in the environment or in .env, or database_url in moviectl.toml"
    )]
    Unnamed,
    /// The `DB_*` variables name a server and no database, and the application has no default.
    #[error("{place} name no database: set DB_NAME")]
    NoName {
        /// The source of the variables.
        place: UrlSource,
    },
    /// A variable of the environment is not UTF-8. Its value is not repeated: it may be a password.
    #[error("the environment variable {0} is not UTF-8")]
    NotUtf8(String),
    /// A URL that cannot be read.
    #[error("cannot use {place}")]
    Url {
        /// The source of the URL.
        place: UrlSource,
        /// The reason why the URL cannot be used.
        #[source]
        error: UrlError,
    },
}

/// Finds the database by precedence. An empty variable counts as unset. Parts that the environment leaves out are
/// looked for in `.env`, as a program that loads `.env` would find them.
///
/// # Errors
/// When the text that wins is no URL, or nothing names a database.
#[doc(hidden)]
pub fn resolve(
    flag: Option<&str>,
    env: Lookup<'_>,
    dotenv: Lookup<'_>,
    project: Option<&str>,
    defaults: &Defaults,
) -> Result<Resolved, ResolveError> {
    if let Some(text) = flag {
        return parse(text, UrlSource::Flag);
    }
    if let Some(text) = non_empty(env, "DATABASE_URL") {
        return parse(&text, UrlSource::Environment);
    }
    if has_parts(env) {
        return from_parts(&[env, dotenv], &defaults.parts, UrlSource::EnvironmentParts);
    }
    if let Some(text) = non_empty(dotenv, "DATABASE_URL") {
        return parse(&text, UrlSource::DotEnv);
    }
    if has_parts(dotenv) {
        return from_parts(&[dotenv], &defaults.parts, UrlSource::DotEnvParts);
    }
    if let Some(text) = project {
        return parse(text, UrlSource::Project);
    }
    match &defaults.url {
        Some(text) => parse(text, UrlSource::Default),
        None => Err(ResolveError::Unnamed),
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
        Err(error) => Err(ResolveError::Url { place, error }),
    }
}

fn non_empty(lookup: Lookup<'_>, name: &str) -> Option<String> {
    lookup(name).filter(|value| !value.trim().is_empty())
}

fn has_parts(lookup: Lookup<'_>) -> bool {
    [USERNAME, PASSWORD, HOST, PORT, NAME]
        .iter()
        .any(|name| non_empty(lookup, name).is_some())
}

fn from_parts(
    lookups: &[Lookup<'_>],
    defaults: &Parts,
    place: UrlSource,
) -> Result<Resolved, ResolveError> {
    let part = |name: &str, default: &str| {
        lookups
            .iter()
            .find_map(|lookup| non_empty(*lookup, name))
            .map_or_else(|| default.to_owned(), |value| value.trim().to_owned())
    };
    let name = part(NAME, &defaults.name);
    if name.is_empty() {
        return Err(ResolveError::NoName { place });
    }
    // Every character of a password counts, and an empty one says that the server asks for none.
    let password = lookups
        .iter()
        .find_map(|lookup| lookup(PASSWORD))
        .unwrap_or_else(|| defaults.password.clone());
    let password = Some(password.as_str()).filter(|password| !password.is_empty());
    let url = DatabaseUrl::from_parts(
        &part(USERNAME, &defaults.username),
        password,
        &part(HOST, &defaults.host),
        &part(PORT, &defaults.port),
        &name,
    );
    resolved(url, place)
}

#[cfg(test)]
mod tests;
