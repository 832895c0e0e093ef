//! The schemas of the tables of records, if the tables exist.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};

use super::tables::{DIESEL_TABLE, OWN_TABLE, PROGRESS_COLUMNS};
use crate::database::{AnyConnection, version_expression};

#[derive(QueryableByName)]
pub(super) struct Location {
    #[diesel(sql_type = Text)]
    pub(super) current: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) diesel: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) own: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub(super) progress_columns: i64,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(super) server_process: Option<i32>,
    #[diesel(sql_type = Text)]
    pub(super) version: String,
}

impl Location {
    /// Finds the tables; makes none.
    pub(super) fn find(connection: &mut AnyConnection) -> QueryResult<Self> {
        diesel::sql_query(location_query(connection)).get_result(connection)
    }
}

fn location_query(connection: &AnyConnection) -> String {
    let columns = PROGRESS_COLUMNS
        .map(|(name, _)| format!("'{name}'"))
        .join(", ");
    let version = version_expression(connection.dialect());
    match connection {
        AnyConnection::Sqlite(_) => format!(
            "SELECT 'main' AS current, \
             (SELECT 'main' FROM main.sqlite_schema WHERE type = 'table' AND name = '{DIESEL_TABLE}') AS diesel, \
             (SELECT 'main' FROM main.sqlite_schema WHERE type = 'table' AND name = '{OWN_TABLE}') AS own, \
             (SELECT count(*) FROM pragma_table_info('{OWN_TABLE}', 'main') WHERE name IN ({columns})) AS progress_columns, \
             NULL AS server_process, {version} AS version"
        ),
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(_) => {
            let there = |table: &str| {
                format!(
                    "(SELECT table_schema FROM information_schema.tables \
                     WHERE table_schema = DATABASE() AND table_name = '{table}')"
                )
            };
            format!(
                "SELECT DATABASE() AS current, {} AS diesel, {} AS own, \
                 (SELECT count(*) FROM information_schema.columns WHERE table_schema = DATABASE() \
                 AND table_name = '{OWN_TABLE}' AND column_name IN ({columns})) AS progress_columns, \
                 CAST(NULL AS SIGNED) AS server_process, {version} AS version",
                there(DIESEL_TABLE),
                there(OWN_TABLE)
            )
        }
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(_) => {
            let schema_of = |table: &str| {
                format!(
                    "(SELECT n.nspname::text FROM pg_catalog.pg_class c \
                     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                     WHERE c.oid = pg_catalog.to_regclass('{table}'))"
                )
            };
            format!(
                "SELECT COALESCE(current_schema()::text, 'public') AS current, {} AS diesel, {} AS own, \
                 (SELECT count(*) FROM pg_catalog.pg_attribute \
                 WHERE attrelid = pg_catalog.to_regclass('{OWN_TABLE}') AND NOT attisdropped \
                 AND attname IN ({columns})) AS progress_columns, \
                 pg_catalog.pg_backend_pid() AS server_process, {version} AS version",
                schema_of(DIESEL_TABLE),
                schema_of(OWN_TABLE)
            )
        }
    }
}
