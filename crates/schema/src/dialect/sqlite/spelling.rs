//! SQLite's spelling of what every dialect has.

use super::Sqlite;
use crate::dialect::Dialect;
use crate::dialect::default::in_parentheses;
use crate::dialect::script::TokenKind;
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

    /// SQLite wants parentheses around all but literals and the names of the current time
    /// (<https://www.sqlite.org/lang_createtable.html>, section 3.2).
    fn default_expression(&self, sql: &str) -> String {
        in_parentheses(Dialect::Sqlite, sql, |only| {
            only.kind == TokenKind::String || only.kind == TokenKind::Word
        })
    }

    /// SQLite knows no roles.
    fn with_role(&self, person: &str) -> String {
        person.to_owned()
    }
}
