//! Statements that would reach past the database that they run in.

use super::Statement;
use crate::dialect::Dialect;

/// Why a statement must not run on a scratch database: it would reach past it. `None` for one that stays inside.
pub fn escapes_scratch(dialect: Dialect, statement: &Statement<'_>) -> Option<String> {
    dialect.database().escapes(statement)
}
