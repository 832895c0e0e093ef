//! What a table of the live database has that goes with it.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::connection::AnyConnection;
#[cfg(feature = "postgres")]
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::Qualified;

/// Something of a live table.
#[derive(QueryableByName)]
pub(crate) struct TablePart {
    /// `column`, `trigger`, `policy`, `row level security` or `grant`.
    #[diesel(sql_type = Text)]
    pub(crate) kind: String,
    #[diesel(sql_type = Text)]
    pub(crate) name: String,
}

impl TablePart {
    /// In words.
    pub(crate) fn describe(&self, table: &str) -> String {
        let Self { kind, name } = self;
        match kind.as_str() {
            "row level security" => format!("{kind} of table '{table}'"),
            "grant" => format!("the grant to '{name}' on table '{table}'"),
            kind => format!("{kind} '{name}' of table '{table}'"),
        }
    }
}

/// All that a table has and that goes with it, but for indexes and constraints; nothing where there is no such table.
pub(crate) fn table_parts(
    connection: &mut AnyConnection,
    table: &Qualified,
) -> QueryResult<Vec<TablePart>> {
    match connection {
        AnyConnection::Sqlite(connection) => {
            let query = "SELECT 'column' AS kind, name FROM pragma_table_xinfo($1) WHERE hidden <> 1 \
                         UNION ALL SELECT 'trigger', name FROM sqlite_schema WHERE type = 'trigger' AND lower(tbl_name) = lower($1)";
            diesel::sql_query(query)
                .bind::<Text, _>(&table.name)
                .load(connection)
        }
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(connection) => {
            let quote = |name: &str| Dialect::Postgres.quote(name);
            let name = match &table.schema {
                Some(schema) => format!("{}.{}", quote(schema), quote(&table.name)),
                None => quote(&table.name),
            };
            // What default privileges give comes back with the table.
            let query = "WITH t AS (SELECT c.oid, c.relacl, c.relowner, c.relrowsecurity, c.relnamespace FROM pg_catalog.pg_class c \
                         WHERE c.oid = pg_catalog.to_regclass($1) AND c.relkind IN ('r', 'p')) \
                         SELECT 'column' AS kind, a.attname::text AS name FROM pg_catalog.pg_attribute a, t \
                         WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped \
                         UNION ALL SELECT 'trigger', g.tgname::text FROM pg_catalog.pg_trigger g, t WHERE g.tgrelid = t.oid AND NOT g.tgisinternal \
                         UNION ALL SELECT 'policy', p.polname::text FROM pg_catalog.pg_policy p, t WHERE p.polrelid = t.oid \
                         UNION ALL SELECT 'row level security', 'row level security' FROM t WHERE relrowsecurity \
                         UNION ALL SELECT DISTINCT 'grant', CASE WHEN x.grantee = 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(x.grantee)::text END \
                         FROM t, pg_catalog.aclexplode(t.relacl) x WHERE x.grantee <> t.relowner AND NOT EXISTS (SELECT FROM pg_catalog.pg_default_acl d \
                         WHERE d.defaclrole = t.relowner AND d.defaclobjtype = 'r' AND d.defaclnamespace IN (0, t.relnamespace))";
            diesel::sql_query(query)
                .bind::<Text, _>(name)
                .load(connection)
        }
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(connection) => {
            let query = "SELECT 'column' AS kind, column_name AS name FROM information_schema.columns \
                         WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ? \
                         UNION ALL SELECT 'trigger', trigger_name FROM information_schema.triggers \
                         WHERE event_object_schema = COALESCE(?, DATABASE()) AND event_object_table = ?";
            diesel::sql_query(query)
                .bind::<diesel::sql_types::Nullable<Text>, _>(&table.schema)
                .bind::<Text, _>(&table.name)
                .bind::<diesel::sql_types::Nullable<Text>, _>(&table.schema)
                .bind::<Text, _>(&table.name)
                .load(connection)
        }
    }
}
