//! Rows, in the binary form in which Diesel reads values.

use std::ops::Range;
use std::sync::Arc;

use diesel::mysql::data_types::{MysqlTime, MysqlTimestampType};
use diesel::mysql::{Mysql, MysqlType, MysqlValue};
use diesel::row::{Field, PartialRow, Row, RowIndex, RowSealed};
use mysql_async::consts::{ColumnFlags, ColumnType};
use mysql_async::{Column, Value};

/// A row that Diesel reads.
pub struct MysqlRow {
    names: Arc<[String]>,
    values: Vec<Option<Encoded>>,
}

/// A value of a row, with its column's name.
pub struct MysqlField<'row> {
    name: &'row str,
    value: Option<&'row Encoded>,
}

pub(super) type Encoded = (MysqlType, Vec<u8>);

/// The rows of one result.
pub(super) fn rows(columns: &[Column], rows: Vec<mysql_async::Row>) -> Vec<MysqlRow> {
    let names: Arc<[String]> = columns
        .iter()
        .map(|column| column.name_str().into_owned())
        .collect();
    let kinds: Vec<ColumnKind> = columns.iter().map(ColumnKind::of).collect();
    rows.into_iter()
        .map(|row| MysqlRow {
            names: Arc::clone(&names),
            values: row
                .unwrap_raw()
                .into_iter()
                .zip(&kinds)
                .map(|(value, kind)| kind.encoded(value?))
                .collect(),
        })
        .collect()
}

#[cfg(feature = "mysqlclient")]
impl MysqlRow {
    pub(super) fn new(names: Arc<[String]>, values: Vec<Option<Encoded>>) -> Self {
        Self { names, values }
    }
}

impl RowSealed for MysqlRow {}

impl<'a> Row<'a, Mysql> for MysqlRow {
    type Field<'row>
        = MysqlField<'row>
    where
        'a: 'row,
        Self: 'row;
    type InnerPartialRow = Self;

    fn field_count(&self) -> usize {
        self.values.len()
    }

    fn get<'row, I>(&'row self, index: I) -> Option<Self::Field<'row>>
    where
        'a: 'row,
        Self: RowIndex<I>,
    {
        let index = self.idx(index)?;
        Some(MysqlField {
            name: self.names.get(index)?,
            value: self.values.get(index)?.as_ref(),
        })
    }

    fn partial_row(&self, range: Range<usize>) -> PartialRow<'_, Self::InnerPartialRow> {
        PartialRow::new(self, range)
    }
}

impl RowIndex<usize> for MysqlRow {
    fn idx(&self, index: usize) -> Option<usize> {
        (index < self.values.len()).then_some(index)
    }
}

impl<'a> RowIndex<&'a str> for MysqlRow {
    fn idx(&self, name: &'a str) -> Option<usize> {
        self.names.iter().position(|own| own == name)
    }
}

impl Field<'_, Mysql> for MysqlField<'_> {
    fn field_name(&self) -> Option<&str> {
        Some(self.name)
    }

    fn value(&self) -> Option<MysqlValue<'_>> {
        self.value
            .map(|(kind, bytes)| MysqlValue::new(bytes, *kind))
    }
}

/// Type of a column in Diesel's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::database) struct ColumnKind(pub(in crate::database) MysqlType);

impl ColumnKind {
    /// See "Column Definition" and `field_types.h` in the documentation of MySQL's client/server protocol.
    pub(in crate::database) fn of(column: &Column) -> Self {
        let unsigned = column.flags().contains(ColumnFlags::UNSIGNED_FLAG);
        let by_sign = |signed, other| if unsigned { other } else { signed };
        Self(match column.column_type() {
            ColumnType::MYSQL_TYPE_TINY => by_sign(MysqlType::Tiny, MysqlType::UnsignedTiny),
            ColumnType::MYSQL_TYPE_SHORT | ColumnType::MYSQL_TYPE_YEAR => {
                by_sign(MysqlType::Short, MysqlType::UnsignedShort)
            }
            ColumnType::MYSQL_TYPE_LONG | ColumnType::MYSQL_TYPE_INT24 => {
                by_sign(MysqlType::Long, MysqlType::UnsignedLong)
            }
            ColumnType::MYSQL_TYPE_LONGLONG => {
                by_sign(MysqlType::LongLong, MysqlType::UnsignedLongLong)
            }
            ColumnType::MYSQL_TYPE_FLOAT => MysqlType::Float,
            ColumnType::MYSQL_TYPE_DOUBLE => MysqlType::Double,
            ColumnType::MYSQL_TYPE_DECIMAL | ColumnType::MYSQL_TYPE_NEWDECIMAL => {
                MysqlType::Numeric
            }
            ColumnType::MYSQL_TYPE_BIT => MysqlType::Bit,
            ColumnType::MYSQL_TYPE_DATE | ColumnType::MYSQL_TYPE_NEWDATE => MysqlType::Date,
            ColumnType::MYSQL_TYPE_TIME | ColumnType::MYSQL_TYPE_TIME2 => MysqlType::Time,
            ColumnType::MYSQL_TYPE_DATETIME | ColumnType::MYSQL_TYPE_DATETIME2 => {
                MysqlType::DateTime
            }
            ColumnType::MYSQL_TYPE_TIMESTAMP | ColumnType::MYSQL_TYPE_TIMESTAMP2 => {
                MysqlType::Timestamp
            }
            _ if column.flags().contains(ColumnFlags::ENUM_FLAG) => MysqlType::Enum,
            _ if column.flags().contains(ColumnFlags::SET_FLAG) => MysqlType::Set,
            _ if column.flags().contains(ColumnFlags::BLOB_FLAG) => MysqlType::Blob,
            _ => MysqlType::String,
        })
    }

    /// The value as Diesel reads one of this kind; `None` for NULL.
    fn encoded(self, value: Value) -> Option<Encoded> {
        let bytes = match value {
            Value::NULL => return None,
            Value::Bytes(text) => self.parsed(&text).unwrap_or(text),
            Value::Int(number) => self.whole(number.into())?,
            Value::UInt(number) => self.whole(number.into())?,
            Value::Float(number) => number.to_ne_bytes().to_vec(),
            Value::Double(number) => number.to_ne_bytes().to_vec(),
            Value::Date(year, month, day, hour, minute, second, micro) => Moment {
                year: year.into(),
                month: month.into(),
                day: day.into(),
                hour: hour.into(),
                minute: minute.into(),
                second: second.into(),
                micro,
                negative: false,
            }
            .bytes(self.0),
            Value::Time(negative, days, hours, minute, second, micro) => Moment {
                hour: days * 24 + u32::from(hours),
                minute: minute.into(),
                second: second.into(),
                micro,
                negative,
                ..Moment::default()
            }
            .bytes(self.0),
        };
        Some((self.0, bytes))
    }

    /// A value that came as text, as those of statements do that are sent as they are; `None` where text is what it is.
    fn parsed(self, text: &[u8]) -> Option<Vec<u8>> {
        let parse = || std::str::from_utf8(text).ok();
        match self.0 {
            MysqlType::Float => Some(parse()?.parse::<f32>().ok()?.to_ne_bytes().to_vec()),
            MysqlType::Double => Some(parse()?.parse::<f64>().ok()?.to_ne_bytes().to_vec()),
            MysqlType::Date | MysqlType::DateTime | MysqlType::Timestamp | MysqlType::Time => {
                Some(Moment::parse(parse()?)?.bytes(self.0))
            }
            MysqlType::Numeric
            | MysqlType::String
            | MysqlType::Blob
            | MysqlType::Bit
            | MysqlType::Set
            | MysqlType::Enum => None,
            _ => self.whole(parse()?.parse().ok()?),
        }
    }

    fn whole(self, number: i128) -> Option<Vec<u8>> {
        Some(match self.0 {
            MysqlType::Tiny => i8::try_from(number).ok()?.to_ne_bytes().to_vec(),
            MysqlType::UnsignedTiny => u8::try_from(number).ok()?.to_ne_bytes().to_vec(),
            MysqlType::Short => i16::try_from(number).ok()?.to_ne_bytes().to_vec(),
            MysqlType::UnsignedShort => u16::try_from(number).ok()?.to_ne_bytes().to_vec(),
            MysqlType::Long => i32::try_from(number).ok()?.to_ne_bytes().to_vec(),
            MysqlType::UnsignedLong => u32::try_from(number).ok()?.to_ne_bytes().to_vec(),
            MysqlType::LongLong => i64::try_from(number).ok()?.to_ne_bytes().to_vec(),
            MysqlType::UnsignedLongLong => u64::try_from(number).ok()?.to_ne_bytes().to_vec(),
            _ => return None,
        })
    }
}

/// A date, a time, or both.
#[derive(Debug, Default, PartialEq, Eq)]
struct Moment {
    year: u32,
    month: u32,
    day: u32,
    /// Up to 838 where it is a span of time.
    hour: u32,
    minute: u32,
    second: u32,
    micro: u32,
    negative: bool,
}

impl Moment {
    /// `2024-01-31`, `2024-01-31 23:59:59.5`, `-838:59:59`.
    fn parse(text: &str) -> Option<Self> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (date, time) = match text.split_once(' ') {
            Some((date, time)) => (Some(date), Some(time)),
            None if text.contains(':') => (None, Some(text)),
            None => (Some(text), None),
        };
        let mut moment = Self {
            negative,
            ..Self::default()
        };
        if let Some(date) = date {
            let mut numbers = date.split('-').map(|number| number.parse().ok());
            moment.year = numbers.next()??;
            moment.month = numbers.next()??;
            moment.day = numbers.next()??;
        }
        if let Some(time) = time {
            let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
            let mut numbers = clock.split(':').map(|number| number.parse().ok());
            moment.hour = numbers.next()??;
            moment.minute = numbers.next()??;
            moment.second = numbers.next()??;
            moment.micro = format!("{fraction:0<6}").parse().ok()?;
        }
        Some(moment)
    }

    /// As `MYSQL_TIME` of the client library.
    fn bytes(&self, kind: MysqlType) -> Vec<u8> {
        let kind = match kind {
            MysqlType::Date => MysqlTimestampType::MYSQL_TIMESTAMP_DATE,
            MysqlType::Time => MysqlTimestampType::MYSQL_TIMESTAMP_TIME,
            _ => MysqlTimestampType::MYSQL_TIMESTAMP_DATETIME,
        };
        let time = MysqlTime::new(
            self.year,
            self.month,
            self.day,
            self.hour,
            self.minute,
            self.second,
            self.micro.into(),
            self.negative,
            kind,
            0,
        );
        time.serialize().to_vec()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn moments_are_read_as_servers_write_them() {
        let of = |text| Moment::parse(text).unwrap();
        let day = of("2024-01-31");
        assert_eq!((day.year, day.month, day.day, day.hour), (2024, 1, 31, 0));
        let both = of("2024-01-31 23:59:58.5");
        assert_eq!((both.hour, both.second, both.micro), (23, 58, 500_000));
        let span = of("-838:59:59");
        assert!(span.negative && span.hour == 838, "{span:?}");
        assert_eq!(of("0000-00-00"), Moment::default());
        assert_eq!(Moment::parse("today"), None);
    }

    #[test]
    fn a_number_fits_its_column() {
        let tiny = ColumnKind(MysqlType::Tiny);
        assert_eq!(
            tiny.encoded(Value::Bytes(b"-1".to_vec())),
            Some((MysqlType::Tiny, vec![255]))
        );
        assert_eq!(
            tiny.encoded(Value::Int(-1)),
            Some((MysqlType::Tiny, vec![255]))
        );
        let most = ColumnKind(MysqlType::UnsignedLongLong);
        assert_eq!(
            most.encoded(Value::UInt(u64::MAX)),
            most.encoded(Value::Bytes(u64::MAX.to_string().into_bytes()))
        );
        assert_eq!(most.encoded(Value::NULL), None);
    }
}
