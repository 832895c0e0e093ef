//! SQLite's spelling of what every dialect has.

use super::Sqlite;
use crate::dialect::spelling::Spelling;

impl Spelling for Sqlite {
    /// ASCII case does not count, even in quotes.
    fn same_name(&self, one: &str, other: &str) -> bool {
        one.eq_ignore_ascii_case(other)
    }

    fn folded(&self, name: &str) -> String {
        name.to_ascii_lowercase()
    }

    fn in_lines(&self, column: &str) -> String {
        format!("group_concat({column}, char(10))")
    }

    fn moment_text(&self, column: &str) -> String {
        format!("CAST({column} AS TEXT)")
    }

    /// SQLite knows no roles.
    fn with_role(&self, person: &str) -> String {
        person.to_owned()
    }
}
