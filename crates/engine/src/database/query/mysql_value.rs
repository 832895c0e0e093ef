//! A value in the binary form in which MySQL's client libraries give it, as MySQL's own client would write it.
//!
//! See "Prepared Statement Type Codes" and `MYSQL_TIME` in MySQL's C API manual; MariaDB's library has the same layouts.

use std::ffi::c_ulong;

use diesel::mysql::{MysqlType, MysqlValue};

use super::Value;

/// How many bytes of `MYSQL_TIME` are before its microseconds: six numbers of four bytes.
const BEFORE_MICROSECONDS: usize = 24;

pub(super) fn value(raw: &MysqlValue<'_>) -> Value {
    let bytes = raw.as_bytes();
    known(raw.value_type(), bytes).unwrap_or_else(|| text(bytes))
}

fn known(kind: MysqlType, bytes: &[u8]) -> Option<Value> {
    Some(match kind {
        MysqlType::Tiny => Value::Integer(i8::from_ne_bytes(first(bytes)?).into()),
        MysqlType::UnsignedTiny => Value::Integer(u8::from_ne_bytes(first(bytes)?).into()),
        MysqlType::Short => Value::Integer(i16::from_ne_bytes(first(bytes)?).into()),
        MysqlType::UnsignedShort => Value::Integer(u16::from_ne_bytes(first(bytes)?).into()),
        MysqlType::Long => Value::Integer(i32::from_ne_bytes(first(bytes)?).into()),
        MysqlType::UnsignedLong => Value::Integer(u32::from_ne_bytes(first(bytes)?).into()),
        MysqlType::LongLong => Value::Integer(i64::from_ne_bytes(first(bytes)?)),
        MysqlType::UnsignedLongLong => unsigned(u64::from_ne_bytes(first(bytes)?)),
        MysqlType::Float => {
            let number = f32::from_ne_bytes(first(bytes)?);
            real(f64::from(number), number.to_string(), format!("{number:e}"))
        }
        MysqlType::Double => {
            let number = f64::from_ne_bytes(first(bytes)?);
            real(number, number.to_string(), format!("{number:e}"))
        }
        MysqlType::Numeric => decimal(std::str::from_utf8(bytes).ok()?),
        MysqlType::Bit => bits(bytes)?,
        MysqlType::Date => Value::Text(Moment::read(bytes)?.date()),
        MysqlType::Time => Value::Text(Moment::read(bytes)?.time()),
        MysqlType::DateTime | MysqlType::Timestamp => {
            let moment = Moment::read(bytes)?;
            Value::Text(format!("{} {}", moment.date(), moment.clock(moment.hour)))
        }
        _ => return None,
    })
}

fn first<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.get(..N)?.try_into().ok()
}

fn unsigned(number: u64) -> Value {
    i64::try_from(number).map_or_else(|_| decimal(&number.to_string()), Value::Integer)
}

/// In plain digits, unless they would be many.
fn real(number: f64, plain: String, scientific: String) -> Value {
    let size = number.abs();
    let is_plain = size == 0.0 || (1e-5..1e15).contains(&size);
    decimal(if is_plain { &plain } else { &scientific })
}

/// A number in JSON too, where JSON has it: not so `007` of a column with ZEROFILL.
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
    Some(unsigned(number))
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

/// `MYSQL_TIME`.
struct Moment {
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    microsecond: u64,
    negative: bool,
}

impl Moment {
    fn read(bytes: &[u8]) -> Option<Self> {
        let number = |index: usize| {
            let from = bytes.get(index * 4..)?;
            Some(u32::from_ne_bytes(first(from)?))
        };
        let behind = bytes.get(BEFORE_MICROSECONDS..)?;
        let microsecond = if size_of::<c_ulong>() == 8 {
            u64::from_ne_bytes(first(behind)?)
        } else {
            u32::from_ne_bytes(first(behind)?).into()
        };
        Some(Self {
            year: number(0)?,
            month: number(1)?,
            day: number(2)?,
            hour: number(3)?,
            minute: number(4)?,
            second: number(5)?,
            microsecond,
            negative: *behind.get(size_of::<c_ulong>())? != 0,
        })
    }

    fn date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// A span of up to 838 hours, which may be negative.
    fn time(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}{}", self.clock(self.day * 24 + self.hour))
    }

    fn clock(&self, hours: u32) -> String {
        let clock = format!("{hours:02}:{:02}:{:02}", self.minute, self.second);
        if self.microsecond == 0 {
            return clock;
        }
        format!("{clock}.{:06}", self.microsecond)
    }
}
