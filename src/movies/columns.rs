//! The columns of a database's movie table.

use super::Error;
use moviectl_engine::database::{AnyConnection, column_names};

/// The columns that every model of the tutorial has.
const REQUIRED: [&str; 5] = ["id", "title", "year", "directors", "theatre"];

/// The model of a database's movie table: the tutorial's first one, or the one with `mpa`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovieTable {
    /// True if the table has the column `mpa`.
    pub has_mpa: bool,
}

impl MovieTable {
    /// Asks the database's catalogue, in one query. A table that lacks a column which no command can do without is an
    /// error, as is no table at all.
    pub fn read(connection: &mut AnyConnection) -> Result<Self, Error> {
        let columns = column_names(connection, "movie")?;
        if columns.is_empty() {
            return Err(Error::MissingTable);
        }
        let has = |name: &str| columns.iter().any(|column| column == name);
        let missing: Vec<String> = REQUIRED
            .into_iter()
            .filter(|name| !has(name))
            .map(str::to_owned)
            .collect();
        if !missing.is_empty() {
            return Err(Error::MissingColumns(missing));
        }
        Ok(Self {
            has_mpa: has("mpa"),
        })
    }

    /// Refuses a rating where there is no column for it.
    pub(super) fn accept_mpa<T>(self, mpa: Option<&T>) -> Result<(), Error> {
        if mpa.is_some() && !self.has_mpa {
            return Err(Error::NoMpaColumn);
        }
        Ok(())
    }
}
