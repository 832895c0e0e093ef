//! How long names may be.

use super::Dialect;

impl Dialect {
    /// How long a name may be, as [`Dialect::name_length`] counts; `None` where any length will do. PostgreSQL cuts longer ones off (its manual,
    /// section 4.1.1).
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

    /// What [`Dialect::name_length`] counts.
    pub(crate) fn name_unit(self) -> &'static str {
        match self {
            Self::Sqlite | Self::Postgres => "bytes",
            Self::Mysql => "characters",
        }
    }
}
