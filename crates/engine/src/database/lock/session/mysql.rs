//! Questions to MySQL and MariaDB about a named lock.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::database::MysqlConnection;

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Nullable<BigInt>)]
    answer: Option<i64>,
}

/// Asks whether a condition about the lock holds.
pub(in crate::database::lock) fn holds(
    connection: &mut MysqlConnection,
    condition: &str,
) -> QueryResult<bool> {
    let query = format!("SELECT {condition} AS answer");
    let answer: Answer = diesel::sql_query(query).get_result(connection)?;
    Ok(answer.answer == Some(1))
}

/// A session that can't free it is over, and its lock with it.
pub(in crate::database::lock) fn release(connection: &mut MysqlConnection, name: &str) {
    let _ = ask(connection, "SELECT RELEASE_LOCK(?) AS answer", name);
}

pub(in crate::database::lock) fn ask(
    connection: &mut MysqlConnection,
    query: &str,
    name: &str,
) -> QueryResult<Option<i64>> {
    diesel::sql_query(query)
        .bind::<Text, _>(name)
        .get_result::<Answer>(connection)
        .map(|row| row.answer)
}
