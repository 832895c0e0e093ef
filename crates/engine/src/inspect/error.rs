//! Errors of reading a schema.

/// Why a schema could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InspectError {
    /// A query of the catalogue failed.
    #[error("cannot read the {what} of the database")]
    Query {
        /// The part of the database that was being read.
        what: &'static str,
        /// The database's error.
        source: diesel::result::Error,
    },
    /// The text of a `CREATE TABLE` statement, as SQLite keeps it, is not understood.
    #[error("cannot understand the CREATE TABLE statement of table '{table}': {reason}")]
    CreateTable {
        /// The table.
        table: String,
        /// The problem with the statement.
        reason: String,
    },
}

impl InspectError {
    /// The cause in one line, without the part of the database that was being read.
    pub(crate) fn reason(&self) -> String {
        let cause = std::error::Error::source(self).map(ToString::to_string);
        cause.unwrap_or_else(|| self.to_string())
    }
}

/// Converts the error of a query of the catalogue.
pub(super) fn query_error(
    what: &'static str,
) -> impl FnOnce(diesel::result::Error) -> InspectError {
    move |source| InspectError::Query { what, source }
}
