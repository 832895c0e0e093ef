//! Any statement on MySQL and MariaDB, as its text: the server answers in texts too, whatever the statement is.

use mysql_async::Value as Raw;

use super::answer::{Answer, ResultSet, Value};
use super::error::{QueryError, placeless};
use super::mysql_value::value;
use super::shape::{Kind, Shape};
use crate::database::interrupt;
use crate::database::mysql::{ColumnKind, MysqlConnection};
use moviectl_schema::dialect::script::Statement;

pub(super) fn query(
    connection: &mut MysqlConnection,
    statement: &Statement<'_>,
) -> Result<Answer, QueryError> {
    let outcome = connection.send(statement.text).map_err(explained)?;
    interrupt::check()?;
    if outcome.columns.is_empty() {
        return Ok(match Shape::of(statement).kind {
            Kind::Change(word) => Answer::Affected(
                word,
                usize::try_from(outcome.affected).unwrap_or(usize::MAX),
            ),
            _ => Answer::Done,
        });
    }
    let kinds: Vec<ColumnKind> = outcome.columns.iter().map(ColumnKind::of).collect();
    let names = outcome.columns.iter();
    Ok(Answer::Rows(ResultSet {
        columns: names.map(|column| column.name_str().into_owned()).collect(),
        rows: outcome
            .rows
            .into_iter()
            .map(|row| {
                let values = row.unwrap_raw().into_iter().zip(&kinds);
                values.map(|(raw, kind)| shown(raw, *kind)).collect()
            })
            .collect(),
    }))
}

/// Every value of a statement that was sent as text is a text.
fn shown(raw: Option<Raw>, kind: ColumnKind) -> Value {
    match raw {
        Some(Raw::Bytes(bytes)) => value(&bytes, kind.0),
        Some(Raw::NULL) | None => Value::Null,
        Some(other) => Value::Text(other.as_sql(true)),
    }
}

/// The server tells the line in its text: `… near 'x' at line 2`.
fn explained(error: diesel::result::Error) -> QueryError {
    let mut error = placeless(error);
    if let QueryError::Database { message, line, .. } = &mut error
        && let Some((text, number)) = message.rsplit_once(" at line ")
        && let Ok(number) = number.parse::<usize>()
    {
        *line = number.checked_sub(1);
        *message = text.to_owned();
    }
    error
}
