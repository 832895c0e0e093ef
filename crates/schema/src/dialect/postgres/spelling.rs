//! PostgreSQL's spelling of what every dialect has.

use super::Postgres;
use crate::dialect::spelling::Spelling;

impl Spelling for Postgres {
    fn both(&self, first: &str, second: &str) -> Option<String> {
        Some(format!("WITH first AS ({first})\n{second}"))
    }

    fn in_lines(&self, column: &str) -> String {
        format!("string_agg({column}, chr(10))")
    }

    fn moment_text(&self, column: &str) -> String {
        format!("to_char({column}, 'YYYY-MM-DD HH24:MI:SS')")
    }

    fn with_role(&self, person: &str) -> String {
        format!("{person} || ' as ' || session_user")
    }
}
