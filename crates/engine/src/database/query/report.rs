//! PostgreSQL's statements that return rows but cannot stand in a `WITH` list: `SHOW`, `EXPLAIN`, … Nearly all of their
//! values are text.

use diesel::connection::{DefaultLoadingMode, LoadConnection};
use diesel::pg::{Pg, PgConnection, PgValue};
use diesel::row::{Field, Row};

use super::answer::{Answer, ResultSet, Value};
use super::error::QueryError;
use moviectl_schema::dialect::script::Statement;

/// Runs such a statement.
pub(super) fn report(
    connection: &mut PgConnection,
    statement: &Statement<'_>,
) -> Result<Answer, QueryError> {
    let failed = |error| QueryError::new(error, |at| line_at(statement.text, at));
    let query = diesel::sql_query(statement.text);
    let cursor = LoadConnection::<DefaultLoadingMode>::load(connection, query).map_err(failed)?;
    let mut result = ResultSet::default();
    for row in cursor {
        let row = row.map_err(failed)?;
        let mut names = Vec::new();
        let mut values = Vec::new();
        for index in 0..Row::<Pg>::field_count(&row) {
            let Some(field) = Row::<Pg>::get(&row, index) else {
                continue;
            };
            names.push(field.field_name().unwrap_or_default().to_owned());
            values.push(field.value().map_or(Value::Null, |value| binary(&value)));
        }
        result.columns = names;
        result.rows.push(values);
    }
    let is_silent = statement.starts_with(&["call"]) || statement.starts_with(&["execute"]);
    if result.columns.is_empty() && is_silent {
        return Ok(Answer::Done);
    }
    Ok(Answer::Rows(result))
}

/// A value in the binary format: texts and whole numbers, others in hexadecimal digits.
fn binary(value: &PgValue<'_>) -> Value {
    const BOOL: u32 = 16;
    const INT8: u32 = 20;
    const INT2: u32 = 21;
    const INT4: u32 = 23;
    const FLOAT4: u32 = 700;
    const FLOAT8: u32 = 701;
    // json, text, varchar, bpchar, name, "char", unknown, xml
    const TEXTS: [u32; 8] = [114, 25, 1043, 1042, 19, 18, 705, 142];
    let bytes = value.as_bytes();
    let real = |number: f64| Value::Json {
        text: number.to_string(),
        json: serde_json::to_string(&number).unwrap_or_else(|_| "null".to_owned()),
    };
    let known = match value.get_oid().get() {
        BOOL => bytes.first().map(|byte| Value::Bool(*byte != 0)),
        INT2 => bytes
            .try_into()
            .ok()
            .map(|b| Value::Integer(i16::from_be_bytes(b).into())),
        INT4 => bytes
            .try_into()
            .ok()
            .map(|b| Value::Integer(i32::from_be_bytes(b).into())),
        INT8 => bytes
            .try_into()
            .ok()
            .map(|b| Value::Integer(i64::from_be_bytes(b))),
        FLOAT4 => bytes
            .try_into()
            .ok()
            .map(|b| real(f32::from_be_bytes(b).into())),
        FLOAT8 => bytes.try_into().ok().map(|b| real(f64::from_be_bytes(b))),
        oid if TEXTS.contains(&oid) => std::str::from_utf8(bytes)
            .ok()
            .map(|text| Value::Text(text.to_owned())),
        _ => None,
    };
    known.unwrap_or_else(|| {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Value::Text(format!("\\x{digits}"))
    })
}

/// The line, from 0, of the character that is `position`th.
pub(super) fn line_at(text: &str, position: usize) -> Option<usize> {
    let before = text.chars().take(position.checked_sub(1)?);
    Some(before.filter(|character| *character == '\n').count())
}
