//! How many rows of the live database a change concerns, as far as that can be told quickly.

use super::workspace::Workspace;
use crate::database::{AnyConnection, DatabaseUrl, OpenMode, count_up_to, transaction};
use moviectl_schema::schema::{Rename, TableName};

/// Counting stops here: a person who reads "more than 100000" knows enough.
const MOST: i64 = 100_000;

/// The rows at stake. Nobody needs a live database to write a migration, so that where there is none, or it does not
/// have the table, nothing is told.
pub(super) struct Stakes<'a> {
    /// The database to connect to; `None` after the first attempt.
    place: Option<(&'a Workspace, &'a DatabaseUrl)>,
    connection: Option<AnyConnection>,
    renames: &'a [Rename],
}

impl<'a> Stakes<'a> {
    /// Looks at the database of `url`, which still has the old names of `renames`, once a row is to be counted.
    pub(super) fn new(
        workspace: &'a Workspace,
        url: &'a DatabaseUrl,
        renames: &'a [Rename],
    ) -> Self {
        Self {
            place: Some((workspace, url)),
            connection: None,
            renames,
        }
    }

    /// Creates stakes that read no database.
    #[cfg(test)]
    pub(super) fn unknown() -> Self {
        Self {
            place: None,
            connection: None,
            renames: &[],
        }
    }

    /// Returns the ending of a sentence about the rows of a table: ` (3 rows now)`. It is empty if the number is unknown.
    pub(super) fn rows(&mut self, table: &TableName) -> String {
        self.count(table, None)
    }

    /// The same for the rows whose column is not NULL.
    pub(super) fn values(&mut self, table: &TableName, column: &str) -> String {
        self.count(table, Some((column, "IS NOT NULL")))
    }

    /// The same for the rows whose column is NULL.
    pub(super) fn nulls(&mut self, table: &TableName, column: &str) -> String {
        self.count(table, Some((column, "IS NULL")))
    }

    fn connection(&mut self) -> Option<&mut AnyConnection> {
        if let Some((workspace, url)) = self.place.take() {
            let mut connection = workspace.connect_to(url, OpenMode::ReadOnly).ok()?;
            transaction::begin_glance(&mut connection).ok()?;
            self.connection = Some(connection);
        }
        self.connection.as_mut()
    }

    fn count(&mut self, table: &TableName, condition: Option<(&str, &str)>) -> String {
        let renames = self.renames;
        let Some(connection) = self.connection() else {
            return String::new();
        };
        let dialect = connection.dialect();
        let old_table = old_table(renames, table);
        let condition = condition.map_or_else(String::new, |(column, test)| {
            let column = old_column(renames, table, column);
            format!(" WHERE {} {test}", dialect.quote(column))
        });
        let source = format!("{}{condition}", dialect.quote_table(old_table));
        match count_up_to(connection, &source, MOST + 1) {
            Ok(n) => told(n),
            Err(_) => {
                // The transaction is over.
                self.connection = None;
                String::new()
            }
        }
    }
}

fn told(n: i64) -> String {
    match n {
        0 => " (no such row now)".to_owned(),
        1 => " (1 row now)".to_owned(),
        n if n > MOST => format!(" (more than {MOST} rows now)"),
        n => format!(" ({n} rows now)"),
    }
}

fn old_table<'n>(renames: &'n [Rename], table: &'n TableName) -> &'n TableName {
    renames
        .iter()
        .find_map(|rename| match rename {
            Rename::Table { from, to } if to == table => Some(from),
            _ => None,
        })
        .unwrap_or(table)
}

fn old_column<'n>(renames: &'n [Rename], table: &TableName, column: &'n str) -> &'n str {
    renames
        .iter()
        .find_map(|rename| match rename {
            Rename::Column {
                table: owner,
                from,
                to,
            } if owner == table && to == column => Some(from.as_str()),
            _ => None,
        })
        .unwrap_or(column)
}
