//! Differences between the client programs.

use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Statement, Traces, for_client};

/// The program that a script is for.
pub(super) trait Client {
    /// The database's dialect.
    fn dialect(&self) -> Dialect;
    /// Returns the beginning of the script.
    fn head(&self) -> String;
    /// Begins a transaction under the lock, and makes the tables of records if they may be missing.
    fn begin(&self, tables: &[String]) -> String;
    /// Ends the script with that message unless the condition holds.
    fn require(&self, condition: &str, message: &str) -> String;
    /// Diesel's table and ours, as the script names them.
    fn tables(&self) -> (String, String);
    /// A statement of a script, with its end.
    fn statement(&self, statement: &Statement<'_>) -> String {
        format!("{};\n", for_client(self.dialect(), statement))
    }
    /// Returns the lines that restore the session, or an error if the client cannot.
    fn clean(&self, traces: &Traces) -> Result<Clean, &'static str>;
    /// Returns the end of the script.
    fn tail(&self) -> String {
        String::new()
    }
}

/// Lines that give the session back what it had.
#[derive(Default)]
pub(super) struct Clean {
    pub(super) before_records: String,
    pub(super) behind: String,
}
