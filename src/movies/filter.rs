//! Which movies to list, and in what order.

use std::str::FromStr;

/// The conditions for movies to list. A field that is `None` accepts any movie; all other fields must match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// A part of the title, in any case.
    pub title: Option<String>,
    /// The year.
    pub year: Option<i32>,
    /// The first year of a range.
    pub year_from: Option<i32>,
    /// The last year of a range.
    pub year_to: Option<i32>,
    /// A part of a director's name, in any case.
    pub director: Option<String>,
    /// True for movies that ran in theatres, false for those that did not.
    pub theatre: Option<bool>,
    /// The MPA rating.
    pub mpa: Option<String>,
    /// The maximum number of movies.
    pub limit: Option<u32>,
    /// The number of movies to skip first.
    pub offset: Option<u32>,
    /// The sort key; equal movies are in the order of their ids.
    pub sort: SortKey,
    /// The largest first.
    pub descending: bool,
}

/// The value that movies are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortKey {
    /// The id: in the order in which they were added.
    #[default]
    Id,
    /// The title, as the database's collation sorts it.
    Title,
    /// The year.
    Year,
}

impl SortKey {
    /// All keys.
    pub const ALL: [Self; 3] = [Self::Id, Self::Title, Self::Year];

    /// The key as it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Title => "title",
            Self::Year => "year",
        }
    }
}

/// A word that is no sort key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not one of id, title, year")]
pub struct ParseSortKeyError(String);

impl FromStr for SortKey {
    type Err = ParseSortKeyError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|key| key.name() == name)
            .ok_or_else(|| ParseSortKeyError(name.to_owned()))
    }
}
