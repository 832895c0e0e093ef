//! Operations of a script that foreign keys make dangerous, where dropping a table deletes the rows that reference it.

use std::collections::BTreeSet;

use super::Statement;
use crate::dialect::Dialect;

/// Operations of a script that foreign keys make dangerous. Names are in lower case, without their schema.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Replacements {
    /// The script switches foreign keys off by itself.
    pub switches_off: bool,
    /// Tables that are dropped, and whose name another table takes: `DROP TABLE` deletes the rows of a table first, and so
    /// the rows that reference them (<https://www.sqlite.org/foreignkeys.html#fk_schemacommands>).
    pub replaced: BTreeSet<String>,
    /// Tables that a statement of the script references.
    pub references: BTreeSet<String>,
    /// Tables whose rows are changed or deleted, and by which statement, from 0.
    pub changes: Vec<(String, usize)>,
}

/// Looks at the statements of a script. Empty in dialects where nothing is lost with a dropped table.
pub fn replacements(dialect: Dialect, statements: &[Statement<'_>]) -> Replacements {
    dialect.database().replacements(statements)
}
