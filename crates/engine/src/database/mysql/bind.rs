//! Bound values, from the binary form in which Diesel writes them to the driver's.

use diesel::QueryResult;
use diesel::mysql::data_types::MysqlTime;
use diesel::mysql::{Mysql, MysqlType, MysqlValue};
use diesel::result::Error;
use diesel::sql_types::Timestamp;
use mysql_async::Value;

/// One value.
///
/// # Errors
/// When the bytes are not what the type says, which would be a fault of a type's `ToSql`.
pub(super) fn value(kind: MysqlType, bytes: Option<Vec<u8>>) -> QueryResult<Value> {
    let Some(bytes) = bytes else {
        return Ok(Value::NULL);
    };
    number(kind, &bytes)
        .or_else(|| moment(kind, &bytes))
        .map_or_else(|| text(kind, bytes), Ok)
}

/// A type's own bytes, in the machine's order. Their number is not always the column's: Diesel writes a `bool` as four.
fn number(kind: MysqlType, bytes: &[u8]) -> Option<Value> {
    match kind {
        MysqlType::Tiny | MysqlType::Short | MysqlType::Long | MysqlType::LongLong => {
            let number = match bytes.len() {
                1 => i8::from_ne_bytes(bytes.try_into().ok()?).into(),
                2 => i16::from_ne_bytes(bytes.try_into().ok()?).into(),
                4 => i32::from_ne_bytes(bytes.try_into().ok()?).into(),
                _ => i64::from_ne_bytes(bytes.try_into().ok()?),
            };
            Some(Value::Int(number))
        }
        MysqlType::UnsignedTiny
        | MysqlType::UnsignedShort
        | MysqlType::UnsignedLong
        | MysqlType::UnsignedLongLong => {
            let number = match bytes.len() {
                1 => u8::from_ne_bytes(bytes.try_into().ok()?).into(),
                2 => u16::from_ne_bytes(bytes.try_into().ok()?).into(),
                4 => u32::from_ne_bytes(bytes.try_into().ok()?).into(),
                _ => u64::from_ne_bytes(bytes.try_into().ok()?),
            };
            Some(Value::UInt(number))
        }
        MysqlType::Float => Some(Value::Float(f32::from_ne_bytes(bytes.try_into().ok()?))),
        MysqlType::Double => Some(Value::Double(f64::from_ne_bytes(bytes.try_into().ok()?))),
        _ => None,
    }
}

/// `MYSQL_TIME` of the client library, which Diesel takes to pieces.
fn moment(kind: MysqlType, bytes: &[u8]) -> Option<Value> {
    if !is_moment(kind) {
        return None;
    }
    let raw = MysqlValue::new(bytes, kind);
    let time: MysqlTime = diesel::deserialize::FromSql::<Timestamp, Mysql>::from_sql(raw).ok()?;
    let small = |number: u32| u8::try_from(number).ok();
    let microseconds = u32::try_from(time.second_part).ok()?;
    let (minute, second) = (small(time.minute)?, small(time.second)?);
    Some(if kind == MysqlType::Time {
        Value::Time(
            time.neg,
            time.day + time.hour / 24,
            small(time.hour % 24)?,
            minute,
            second,
            microseconds,
        )
    } else {
        Value::Date(
            u16::try_from(time.year).ok()?,
            small(time.month)?,
            small(time.day)?,
            small(time.hour)?,
            minute,
            second,
            microseconds,
        )
    })
}

fn is_moment(kind: MysqlType) -> bool {
    matches!(
        kind,
        MysqlType::Date | MysqlType::Time | MysqlType::DateTime | MysqlType::Timestamp
    )
}

fn text(kind: MysqlType, bytes: Vec<u8>) -> QueryResult<Value> {
    match kind {
        MysqlType::String
        | MysqlType::Blob
        | MysqlType::Bit
        | MysqlType::Set
        | MysqlType::Enum
        | MysqlType::Numeric => Ok(Value::Bytes(bytes)),
        kind => Err(Error::SerializationError(
            format!("{} bytes are no value of type {kind:?}", bytes.len()).into(),
        )),
    }
}
