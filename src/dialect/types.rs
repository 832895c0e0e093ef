//! The table of types: what a declared type is on each dialect, which live types it accepts, and which declared type a
//! live one is.

use super::Dialect;
use crate::schema::{DeclaredType, SqlType};

impl Dialect {
    /// The type that a column declared as `declared` gets on this dialect, in canonical form; `None` for a type that
    /// the dialect does not have or that nobody knows.
    pub fn sql_type(self, declared: &DeclaredType) -> Option<SqlType> {
        let _ = declared;
        None
    }

    /// Whether a plain Diesel project's column declared as `declared` may have the type `live` in the database.
    pub fn accepts(self, declared: &DeclaredType, live: &SqlType) -> bool {
        let _ = (declared, live);
        false
    }

    /// The canonical form of a type as this dialect's catalogue or a `CREATE TABLE` spells it, without quotes.
    pub fn parse_type(self, text: &str) -> SqlType {
        SqlType::builtin(text)
    }
}
