//! Objects of a live table that are dropped with it.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::connection::AnyConnection;
#[cfg(feature = "postgres")]
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::Qualified;

/// An object of a live table.
#[derive(QueryableByName)]
pub(crate) struct TablePart {
    /// `column`, `index`, `constraint`, `trigger`, `rule`, `policy`, `row level security` or `grant`; `rows` are those of another
    /// table, which has this name, that SQLite deletes or sets to NULL.
    #[diesel(sql_type = Text)]
    pub(crate) kind: String,
    #[diesel(sql_type = Text)]
    pub(crate) name: String,
}

impl TablePart {
    /// Describes it.
    pub(crate) fn describe(&self, table: &str) -> String {
        let Self { kind, name } = self;
        match kind.as_str() {
            "row level security" => format!("{kind} of table '{table}'"),
            "rows" => format!("rows of table '{name}', which references '{table}'"),
            "grant" => format!("the grant to '{name}' on table '{table}'"),
            kind => format!("{kind} '{name}' of table '{table}'"),
        }
    }
}

/// Lists the objects that are dropped with a table: columns, indexes, constraints, triggers, rules, policies, grants.
/// The list is empty if there is no such table.
pub(crate) fn table_parts(
    connection: &mut AnyConnection,
    table: &Qualified,
) -> QueryResult<Vec<TablePart>> {
    match connection {
        AnyConnection::Sqlite(connection) => {
            let query = "SELECT 'column' AS kind, name FROM pragma_table_xinfo($1) WHERE hidden <> 1 \
                         UNION ALL SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'index') AND sql IS NOT NULL \
                         AND lower(tbl_name) = lower($1) \
                         UNION ALL SELECT DISTINCT 'rows', m.name FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f \
                         WHERE m.type = 'table' AND lower(f.\"table\") = lower($1) AND lower(m.name) <> lower($1) \
                         AND f.on_delete IN ('CASCADE', 'SET NULL', 'SET DEFAULT')";
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
            // A new table gets the grants of the default privileges again.
            let query = "WITH t AS (SELECT c.oid, c.relacl, c.relowner, c.relrowsecurity, c.relnamespace FROM pg_catalog.pg_class c \
                         WHERE c.oid = pg_catalog.to_regclass($1) AND c.relkind IN ('r', 'p')) \
                         SELECT 'column' AS kind, a.attname::text AS name FROM pg_catalog.pg_attribute a, t \
                         WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped \
                         UNION ALL SELECT 'trigger', g.tgname::text FROM pg_catalog.pg_trigger g, t WHERE g.tgrelid = t.oid AND NOT g.tgisinternal \
                         UNION ALL SELECT 'constraint', o.conname::text FROM pg_catalog.pg_constraint o, t WHERE o.conrelid = t.oid AND o.contype <> 't' \
                         UNION ALL SELECT 'index', x.relname::text FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid, t \
                         WHERE i.indrelid = t.oid AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint o WHERE o.conindid = i.indexrelid) \
                         UNION ALL SELECT 'rule', r.rulename::text FROM pg_catalog.pg_rewrite r, t WHERE r.ev_class = t.oid \
                         UNION ALL SELECT 'policy', p.polname::text FROM pg_catalog.pg_policy p, t WHERE p.polrelid = t.oid \
                         UNION ALL SELECT 'row level security', 'row level security' FROM t WHERE relrowsecurity \
                         UNION ALL SELECT DISTINCT 'grant', CASE WHEN x.grantee = 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(x.grantee)::text END \
                         FROM t, LATERAL (SELECT * FROM pg_catalog.aclexplode(t.relacl) \
                         UNION ALL SELECT e.* FROM pg_catalog.pg_attribute a, pg_catalog.aclexplode(a.attacl) e WHERE a.attrelid = t.oid) x WHERE x.grantee <> t.relowner AND NOT EXISTS (SELECT FROM pg_catalog.pg_default_acl d \
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
                         WHERE event_object_schema = COALESCE(?, DATABASE()) AND event_object_table = ? \
                         UNION ALL SELECT DISTINCT 'index', index_name FROM information_schema.statistics \
                         WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ? AND index_name <> 'PRIMARY' \
                         UNION ALL SELECT 'constraint', constraint_name FROM information_schema.table_constraints \
                         WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ? AND constraint_type IN ('CHECK', 'FOREIGN KEY')";
            let mut query = diesel::sql_query(query).into_boxed();
            for _ in 0..4 {
                query = query
                    .bind::<diesel::sql_types::Nullable<Text>, _>(&table.schema)
                    .bind::<Text, _>(&table.name);
            }
            query.load(connection)
        }
    }
}
