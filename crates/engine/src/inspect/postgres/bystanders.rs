//! Objects of a PostgreSQL database, beside its tables and views, that moviectl does not compare.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Nullable, Text};

use super::super::bystander::Bystander;
use super::super::error::{InspectError, query_error};
use moviectl_schema::dialect::script::Created;
use moviectl_schema::schema::TableName;

/// Functions, triggers and extensions, without what belongs to an extension, to the system or to a constraint.
const BYSTANDERS: &str = "SELECT 'function' AS kind,
    p.proname::text AS name,
    CASE WHEN n.nspname <> current_schema() THEN n.nspname || '.' ELSE '' END || p.proname
        || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' AS shown,
    NULL AS table_schema, NULL AS of_table, NULL AS calls
FROM pg_catalog.pg_proc AS p
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
  AND NOT EXISTS (
      SELECT 1 FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT 'trigger', t.tgname::text, t.tgname::text, NULLIF(n.nspname, current_schema())::text, c.relname::text, p.proname::text
FROM pg_catalog.pg_trigger AS t
JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND NOT c.relispartition
UNION ALL
SELECT 'extension', e.extname::text, e.extname::text, NULL, NULL, NULL
FROM pg_catalog.pg_extension AS e
WHERE e.extname <> 'plpgsql'
ORDER BY 1, 3, 4, 5";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    shown: String,
    #[diesel(sql_type = Nullable<Text>)]
    table_schema: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    of_table: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    calls: Option<String>,
}

/// All of them in one query.
pub(in crate::inspect) fn bystanders(
    connection: &mut PgConnection,
) -> Result<Vec<Bystander>, InspectError> {
    let rows: Vec<Row> = sql_query(BYSTANDERS)
        .load(connection)
        .map_err(query_error("functions, triggers and extensions"))?;
    Ok(rows.into_iter().map(bystander).collect())
}

fn bystander(row: Row) -> Bystander {
    let schema = row.table_schema;
    Bystander {
        kind: match row.kind.as_str() {
            "function" => Created::Function,
            "trigger" => Created::Trigger,
            _ => Created::Extension,
        },
        name: row.name,
        shown: row.shown,
        table: row.of_table.map(|name| TableName { schema, name }),
        calls: row.calls,
    }
}
