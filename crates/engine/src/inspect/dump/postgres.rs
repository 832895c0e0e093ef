//! The schema dump of PostgreSQL.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;

use super::super::error::{InspectError, query_error};
use super::Dump;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

const SCHEMAS: &str = "SELECT 'schema' AS kind, quote_ident(nspname) AS name,
    'owner ' || pg_catalog.pg_get_userbyid(nspowner) AS definition
FROM pg_catalog.pg_namespace
WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'";

/// Reads every object of the database.
pub(super) fn dump(connection: &mut PgConnection) -> Result<Dump, InspectError> {
    let rows: Vec<Row> = sql_query(SCHEMAS)
        .load(connection)
        .map_err(query_error("schemas"))?;
    let mut dump = Dump::default();
    for row in rows {
        dump.add(row.kind, row.name, row.definition);
    }
    Ok(dump)
}
