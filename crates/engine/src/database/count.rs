//! Counting rows without counting forever.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::connection::AnyConnection;

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// How many rows `source` has: what stands behind `FROM`, with its names quoted. Nothing is counted beyond `most`.
///
/// # Errors
/// The database's error.
pub(crate) fn count_up_to(
    connection: &mut AnyConnection,
    source: &str,
    most: i64,
) -> QueryResult<i64> {
    let sql = format!("SELECT count(*) AS n FROM (SELECT 1 FROM {source} LIMIT {most}) AS counted");
    diesel::sql_query(sql)
        .get_result(connection)
        .map(|Counted { n }| n)
}
