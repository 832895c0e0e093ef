//! A value as MySQL's servers write it.

use diesel::mysql::MysqlType;

use super::answer::Value;

pub(super) fn value(bytes: &[u8], kind: MysqlType) -> Value {
    known(bytes, kind).unwrap_or_else(|| text(bytes))
}

fn known(bytes: &[u8], kind: MysqlType) -> Option<Value> {
    let written = || std::str::from_utf8(bytes).ok();
    match kind {
        MysqlType::Tiny
        | MysqlType::UnsignedTiny
        | MysqlType::Short
        | MysqlType::UnsignedShort
        | MysqlType::Long
        | MysqlType::UnsignedLong
        | MysqlType::LongLong
        | MysqlType::UnsignedLongLong => whole(written()?),
        MysqlType::Float | MysqlType::Double | MysqlType::Numeric => written().map(decimal),
        MysqlType::Bit => bits(bytes),
        _ => None,
    }
}

/// A column with ZEROFILL has `007`, which is no number in JSON.
fn whole(text: &str) -> Option<Value> {
    Some(match text.parse::<i64>() {
        Ok(number) if number.to_string() == text => Value::Integer(number),
        Ok(number) => Value::Json {
            text: text.to_owned(),
            json: number.to_string(),
        },
        Err(_) => decimal(text),
    })
}

/// A number in JSON too, where JSON has it.
fn decimal(text: &str) -> Value {
    let text = text.to_owned();
    match serde_json::from_str::<&serde_json::value::RawValue>(&text) {
        Ok(_) => Value::Json {
            json: text.clone(),
            text,
        },
        Err(_) => Value::Text(text),
    }
}

/// The number that the bits are, the highest first.
fn bits(bytes: &[u8]) -> Option<Value> {
    if bytes.len() > size_of::<u64>() {
        return None;
    }
    let number = bytes
        .iter()
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    whole(&number.to_string())
}

/// Binary strings and texts are told apart by what is in them, as their types are not told: a text of a binary collation
/// is flagged as binary too.
fn text(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Value::Text(text.to_owned()),
        _ => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            Value::Text(format!("x'{digits}'"))
        }
    }
}
