//! How long names may be.

use super::Dialect;

impl Dialect {
    /// The bytes that a name may have; `None` where any length will do. PostgreSQL cuts longer ones off (its manual,
    /// section 4.1.1).
    pub fn longest_name(self) -> Option<usize> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(63),
            // Characters there (<https://dev.mysql.com/doc/refman/8.0/en/identifier-length.html>).
            Self::Mysql => Some(64),
        }
    }
}
