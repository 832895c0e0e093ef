//! PostgreSQL's spelling of what every dialect has.

use super::Postgres;
use crate::dialect::Dialect;
use crate::dialect::spelling::Spelling;
use crate::schema::Table;

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

    /// Exclusion constraints and storage parameters.
    fn table_properties(&self, table: &Table) -> Vec<String> {
        let own = &table.postgres;
        let exclusions = own.exclusions.iter();
        let exclusions =
            exclusions.map(|exclusion| Dialect::Postgres.exclusion_constraint(exclusion));
        let parameters = own.parameters.iter();
        let parameters = parameters.map(|parameters| format!("SET ({parameters})"));
        exclusions.chain(parameters).collect()
    }
}
