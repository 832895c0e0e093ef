//! When revisions were applied, by whom, and how long that took: what the records tell people.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::records::Ledger;
use crate::database::AnyConnection;

/// The recorded details of how a revision was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recorded {
    /// The time, by the database's clock.
    pub applied_at: String,
    /// The user; unknown if another tool applied it.
    pub applied_by: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<i64>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    version: String,
    #[diesel(sql_type = Text)]
    applied_at: String,
    #[diesel(sql_type = Nullable<Text>)]
    applied_by: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    duration_ms: Option<i64>,
}

/// Returns the recorded details of each applied revision. Reading makes no table.
///
/// # Errors
///
/// The database's error.
pub(crate) fn recorded(
    connection: &mut AnyConnection,
) -> Result<BTreeMap<String, Recorded>, DieselError> {
    let ledger = Ledger::open(connection)?;
    let (Some(diesel), own) = ledger.tables() else {
        return Ok(BTreeMap::new());
    };
    let dialect = ledger.dialect();
    let moment = dialect.moment_text("d.run_on");
    let query = match own {
        // Diesel's own tool may have reverted and applied a revision since: then ours tells of another time.
        Some(own) => format!(
            "SELECT d.version, {moment} AS applied_at, o.applied_by, o.duration_ms \
             FROM {diesel} d LEFT JOIN {own} o ON o.version = d.version AND o.applied_at >= d.run_on"
        ),
        None => format!(
            "SELECT d.version, {moment} AS applied_at, NULL AS applied_by, CAST(NULL AS {}) AS duration_ms \
             FROM {diesel} d",
            dialect.bigint_cast()
        ),
    };
    let rows: Vec<Row> = diesel::sql_query(query).load(connection)?;
    let recorded = |row: Row| {
        let recorded = Recorded {
            applied_at: row.applied_at,
            applied_by: row.applied_by,
            duration_ms: row.duration_ms,
        };
        (row.version, recorded)
    };
    Ok(rows.into_iter().map(recorded).collect())
}
