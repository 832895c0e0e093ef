//! What the movie table of a database has.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::Error;
use crate::database::AnyConnection;

/// The columns that every model of the tutorial has.
const REQUIRED: [&str; 5] = ["id", "title", "year", "directors", "theatre"];

/// What the movie table of a database has: the tutorial's first model, or the one with `mpa`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovieTable {
    /// Whether it has the column `mpa`.
    pub has_mpa: bool,
}

impl MovieTable {
    /// Asks the database's catalogue, in one query. A table that lacks a column which no command can do without is an
    /// error, as is no table at all.
    pub fn read(connection: &mut AnyConnection) -> Result<Self, Error> {
        let columns = column_names(connection)?;
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

fn column_names(connection: &mut AnyConnection) -> QueryResult<Vec<String>> {
    let query = match connection {
        // SQLite does not tell upper from lower case in names.
        AnyConnection::Sqlite(_) => "SELECT lower(name) FROM pragma_table_info('movie')",
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(_) => {
            "SELECT lower(column_name) FROM information_schema.columns \
             WHERE table_schema = DATABASE() AND table_name = 'movie'"
        }
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(_) => {
            "SELECT attname::text FROM pg_catalog.pg_attribute \
             WHERE attrelid = pg_catalog.to_regclass(pg_catalog.quote_ident('movie')) \
             AND attnum > 0 AND NOT attisdropped"
        }
    };
    sql::<Text>(query).load(connection)
}
