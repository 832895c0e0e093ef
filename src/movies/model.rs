//! A movie, a new one, changes to one, and what their values may be.

use std::fmt;

use diesel::Queryable;
use serde::{Deserialize, Serialize};

use super::Directors;

/// How many characters a title may have.
pub const TITLE_LENGTH: usize = 80;
/// How many characters an MPA rating may have.
pub const MPA_LENGTH: usize = 5;

/// A row of the movie table.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Serialize)]
pub struct Movie {
    /// The number that the database gave it.
    pub id: i32,
    /// The title.
    pub title: String,
    /// The year in which it came out.
    pub year: i32,
    /// Its directors.
    pub directors: Directors,
    /// True if it ran in theatres; NULL if that is unknown.
    pub theatre: Option<bool>,
    /// Its MPA rating; always `None` if the table has no such column.
    pub mpa: Option<String>,
}

/// `<Movie The Matrix>`.
impl fmt::Display for Movie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Movie {}>", self.title)
    }
}

/// A movie that is not in the database yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewMovie {
    /// The title.
    pub title: String,
    /// The year in which it came out.
    pub year: i32,
    /// Its directors.
    pub directors: Vec<String>,
    /// True if it ran in theatres, which is the default.
    #[serde(default = "default_theatre")]
    pub theatre: Option<bool>,
    /// Its MPA rating.
    #[serde(default)]
    pub mpa: Option<String>,
}

#[allow(clippy::unnecessary_wraps, reason = "serde wants the field's own type")]
fn default_theatre() -> Option<bool> {
    Some(true)
}

impl NewMovie {
    /// A movie that ran in theatres and has no rating.
    pub fn new<S: Into<String>>(
        title: impl Into<String>,
        year: i32,
        directors: impl IntoIterator<Item = S>,
    ) -> Self {
        Self {
            title: title.into(),
            year,
            directors: directors.into_iter().map(Into::into).collect(),
            theatre: default_theatre(),
            mpa: None,
        }
    }

    /// Refuses what no database should get. SQLite would store longer texts than it declares; here they are refused
    /// alike everywhere.
    pub fn validate(&self) -> Result<(), Invalid> {
        check_title(&self.title)?;
        check_directors(&self.directors)?;
        self.mpa.as_deref().map_or(Ok(()), check_mpa)
    }
}

/// New values for a movie; what is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MovieChanges {
    /// Another title.
    pub title: Option<String>,
    /// Another year.
    pub year: Option<i32>,
    /// Other directors, all of them.
    pub directors: Option<Vec<String>>,
    /// Another answer; `Some(None)` is NULL.
    pub theatre: Option<Option<bool>>,
    /// Another rating; `Some(None)` is NULL.
    pub mpa: Option<Option<String>>,
}

impl MovieChanges {
    /// Returns whether there is nothing to change.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Refuses what no database should get.
    pub fn validate(&self) -> Result<(), Invalid> {
        if let Some(title) = &self.title {
            check_title(title)?;
        }
        if let Some(directors) = &self.directors {
            check_directors(directors)?;
        }
        if let Some(Some(mpa)) = &self.mpa {
            check_mpa(mpa)?;
        }
        Ok(())
    }
}

/// Why a value is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// Nothing, or nothing but white space.
    #[error("the title is empty")]
    EmptyTitle,
    /// More than [`TITLE_LENGTH`] characters.
    #[error("the title has {0} characters; at most {TITLE_LENGTH} are allowed")]
    LongTitle(usize),
    /// More than [`MPA_LENGTH`] characters.
    #[error("the MPA rating '{0}' is too long; at most {MPA_LENGTH} characters are allowed")]
    LongMpa(String),
    /// A rating that is there and says nothing.
    #[error("the MPA rating is empty")]
    EmptyMpa,
    /// An empty list of directors.
    #[error("a movie needs at least one director")]
    NoDirectors,
    /// A director without a name.
    #[error("a director's name is empty")]
    EmptyDirector,
    /// PostgreSQL's texts cannot hold it, so it is refused everywhere.
    #[error("the {0} contains a NUL character")]
    Nul(&'static str),
}

fn check_title(title: &str) -> Result<(), Invalid> {
    if title.trim().is_empty() {
        return Err(Invalid::EmptyTitle);
    }
    let length = title.chars().count();
    if length > TITLE_LENGTH {
        return Err(Invalid::LongTitle(length));
    }
    check_nul("title", title)
}

fn check_directors(directors: &[String]) -> Result<(), Invalid> {
    if directors.is_empty() {
        return Err(Invalid::NoDirectors);
    }
    for name in directors {
        if name.trim().is_empty() {
            return Err(Invalid::EmptyDirector);
        }
        check_nul("director's name", name)?;
    }
    Ok(())
}

fn check_mpa(mpa: &str) -> Result<(), Invalid> {
    if mpa.trim().is_empty() {
        return Err(Invalid::EmptyMpa);
    }
    if mpa.chars().count() > MPA_LENGTH {
        return Err(Invalid::LongMpa(mpa.to_owned()));
    }
    check_nul("MPA rating", mpa)
}

fn check_nul(what: &'static str, text: &str) -> Result<(), Invalid> {
    if text.contains('\0') {
        return Err(Invalid::Nul(what));
    }
    Ok(())
}
