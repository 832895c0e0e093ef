//! The few questions to a database's catalogue that are asked without reading the whole schema.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::AnyConnection;

/// The names of the columns of a table in the default schema, in lower case where the database folds them; none where
/// there is no such table.
///
/// # Errors
/// The database's error.
#[doc(hidden)]
pub fn column_names(connection: &mut AnyConnection, table: &str) -> QueryResult<Vec<String>> {
    let (before, after) = match connection {
        AnyConnection::Sqlite(_) => ("SELECT lower(name) FROM pragma_table_info(", ")"),
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(_) => (
            "SELECT lower(column_name) FROM information_schema.columns \
             WHERE table_schema = DATABASE() AND table_name = ",
            " ORDER BY ordinal_position",
        ),
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(_) => (
            "SELECT attname::text FROM pg_catalog.pg_attribute \
             WHERE attrelid = pg_catalog.to_regclass(pg_catalog.quote_ident(",
            ")) AND attnum > 0 AND NOT attisdropped",
        ),
    };
    sql::<Text>(before)
        .bind::<Text, _>(table)
        .sql(after)
        .load(connection)
}
