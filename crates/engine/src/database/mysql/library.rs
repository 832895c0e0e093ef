//! Connections of Diesel's, which go by the system's client library.

use diesel::QueryResult;
use diesel::connection::{DefaultLoadingMode, LoadConnection};
use diesel::expression::QueryMetadata;
use diesel::mysql::{Mysql, MysqlConnection};
use diesel::prelude::*;
use diesel::query_builder::{Query, QueryFragment, QueryId};
use diesel::result::Error;
use diesel::row::Field as _;
use diesel::sql_types::{BigInt, Text};

use super::row::MysqlRow;

#[derive(QueryableByName)]
struct Echo {
    #[diesel(sql_type = Text)]
    word: String,
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Returns whether a text and a number come back as they were sent.
pub(super) fn check(connection: &mut MysqlConnection) -> QueryResult<()> {
    const WORD: &str = "a text, and not a short one";
    const NUMBER: i64 = 1_234_567_890;

    let echo: Echo =
        diesel::sql_query("SELECT CAST(? AS CHAR(99)) AS word, CAST(? AS SIGNED) AS number")
            .bind::<Text, _>(WORD)
            .bind::<BigInt, _>(NUMBER)
            .get_result(connection)?;
    if echo.word == WORD && echo.number == NUMBER {
        return Ok(());
    }
    let problem = "the client library of MySQL returns other values than it was sent: MariaDB Connector/C 3.3.19 and 3.4.9 do \
                   so, later releases do not";
    Err(Error::DeserializationError(problem.into()))
}

/// All rows of a query.
pub(super) fn load<T>(
    connection: &mut MysqlConnection,
    source: T,
) -> QueryResult<Vec<QueryResult<MysqlRow>>>
where
    T: Query + QueryFragment<Mysql> + QueryId,
    Mysql: QueryMetadata<T::SqlType>,
{
    let cursor = LoadConnection::<DefaultLoadingMode>::load(connection, source)?;
    Ok(cursor.map(|row| Ok(copied(&row?))).collect())
}

fn copied(row: &impl for<'r> diesel::row::Row<'r, Mysql>) -> MysqlRow {
    let fields = (0..row.field_count()).filter_map(|index| row.get(index));
    let (names, values): (Vec<String>, Vec<_>) = fields
        .map(|field| {
            let name = field.field_name().unwrap_or_default().to_owned();
            let value = field.value();
            (
                name,
                value.map(|raw| (raw.value_type(), raw.as_bytes().to_vec())),
            )
        })
        .unzip();
    MysqlRow::new(names.into(), values)
}
