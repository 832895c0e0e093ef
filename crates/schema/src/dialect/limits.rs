//! How long names may be.

use super::Dialect;

impl Dialect {
    /// Returns the longest length of a name, in the unit of [`Dialect::name_length`]; `None` if any length is allowed.
    /// PostgreSQL truncates longer names (its manual, section 4.1.1).
    pub(crate) fn longest_name(self) -> Option<usize> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(63),
            // Characters there (<https://dev.mysql.com/doc/refman/8.0/en/identifier-length.html>).
            Self::Mysql => Some(64),
        }
    }

    /// The length of a name: in characters on MySQL, else in bytes.
    pub(crate) fn name_length(self, name: &str) -> usize {
        match self {
            Self::Sqlite | Self::Postgres => name.len(),
            Self::Mysql => name.chars().count(),
        }
    }

    /// Returns the unit of [`Dialect::name_length`].
    pub(crate) fn name_unit(self) -> &'static str {
        match self {
            Self::Sqlite | Self::Postgres => "bytes",
            Self::Mysql => "characters",
        }
    }
}
