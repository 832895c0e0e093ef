//! The tables of records: their names and columns, and the SQL that makes them.

use moviectl_schema::dialect::Dialect;

/// Diesel's table of applied versions (`diesel_migrations`).
pub(crate) const DIESEL_TABLE: &str = "__diesel_schema_migrations";

/// Our table: what Diesel's has no place for.
pub(crate) const OWN_TABLE: &str = "__moviectl_revisions";

/// The columns of moviectl's table that describe a revision that runs statement by statement, until it is done.
pub(super) const PROGRESS_COLUMNS: [(&str, &str); 4] = [
    ("direction", "VARCHAR(4)"),
    ("prefix_checksum", "VARCHAR(64)"),
    ("started_statement", "TEXT"),
    ("server_process", "TEXT"),
];

/// A table of records, in the schema that it is in or will be in.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Qualified and quoted.
    pub(super) name: String,
    pub(super) exists: bool,
}

/// Makes Diesel's table exactly as Diesel makes it.
pub(in crate::migrations) fn diesel_table_sql(name: &str) -> String {
    format!(
        "CREATE TABLE IF NOT EXISTS {name} (\n    version VARCHAR(50) PRIMARY KEY NOT NULL,\n    \
         run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP\n)"
    )
}

/// Makes our table.
pub(in crate::migrations) fn own_table_sql(dialect: Dialect, name: &str) -> String {
    let storage = dialect.clustered_table();
    format!(
        "CREATE TABLE IF NOT EXISTS {name} (\n    version VARCHAR(50) PRIMARY KEY NOT NULL,\n    \
         checksum VARCHAR(64) NOT NULL,\n    message TEXT NOT NULL,\n    \
         applied_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,\n    applied_by TEXT NOT NULL,\n    \
         duration_ms BIGINT NOT NULL,\n    statements_done BIGINT NOT NULL{}\n){storage}",
        PROGRESS_COLUMNS
            .map(|(name, kind)| format!(",\n    {name} {}", progress_type(dialect, kind)))
            .concat()
    )
}

/// The type of a column of [`PROGRESS_COLUMNS`]: a statement may be longer than what MySQL calls TEXT.
pub(super) fn progress_type(dialect: Dialect, kind: &'static str) -> &'static str {
    if kind == "TEXT" {
        dialect.long_text()
    } else {
        kind
    }
}

/// Returns the clause with which an INSERT replaces an existing record: all columns but those of the progress.
pub(in crate::migrations) fn replaced_sql(dialect: Dialect) -> String {
    let columns = [
        "checksum",
        "message",
        "applied_by",
        "duration_ms",
        "statements_done",
    ];
    let sets = columns.map(|column| dialect.proposed(column)).join(", ");
    format!(
        "{} {sets}, applied_at = {}",
        dialect.on_conflict("version"),
        dialect.now()
    )
}
